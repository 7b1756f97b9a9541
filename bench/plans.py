"""The list of people with a plan, of 10,000 people against 10: the last page as well as the first."""

import html
import re
from collections.abc import Iterator

from django.core.management import call_command
from django.test import Client

from bench import Measurement, benchmark
from bench.task_list import LARGE, SMALL, licensed_tenant, look
from tenants.models import Tenant, User

LIST = "calling-plans/people/"


@benchmark("plans_list")
def plans_list() -> Iterator[Measurement]:
    """Pages are found by key, and each count is one statement: queries stay the same, time grows by the counting."""
    call_command("load_reference_data", verbosity=0)
    call_command("load_products", verbosity=0)
    small, large = licensed_tenant("few", SMALL), licensed_tenant("many", LARGE)
    few = look(small, LIST)
    for name, rest in (
        ("first page", LIST),
        ("page 100", f"{LIST}?{_far(large, 99)}"),
        ("search", f"{LIST}?q=person+9"),
        ("incomplete", f"{LIST}?state=incomplete"),
        ("overview", "calling-plans/"),
    ):
        found = look(large, rest)
        yield Measurement(f"plans_list: {name}", LARGE, found[0], "queries", few[0])
        yield Measurement(f"plans_list: {name}", LARGE, found[1] * 1000, "ms", few[1] * 1000)


def _far(tenant: Tenant, pages: int) -> str:
    """The query string of a page far down, found by walking there."""
    client = Client()
    client.force_login(User.objects.get(email=f"{tenant.slug}@example.com"))
    url = f"/t/{tenant.slug}/{LIST}"
    for _page in range(pages):
        found = re.search(r'href="([^"]+)" rel="next"', client.get(url).content.decode())
        url = html.unescape(found[1]) if found else url
    return url.partition("?")[2]
