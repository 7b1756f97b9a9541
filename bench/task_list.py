"""The task list of a tenant of 10,000 people against one of 10: queries and time."""

import statistics
import time
from collections.abc import Iterator

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import Measurement, benchmark
from licensing.models import Assignment
from tenants.models import Membership, Person, Role, Site, Tenant, User
from tenants.scoping import tenant_scope

LARGE, SMALL, ROUNDS = 10_000, 10, 15
SKUS = ("ENTERPRISEPACK", "MCOEV", "MCOPSTN1")


@benchmark("task_list_page")
def task_list_page() -> Iterator[Measurement]:
    """The page is worked out anew at each look; its cost must not follow the number of people."""
    call_command("load_reference_data", verbosity=0)
    call_command("load_products", verbosity=0)
    small, large = look(licensed_tenant("small", SMALL)), look(licensed_tenant("large", LARGE))
    yield Measurement("task_list_page", LARGE, large[0], "queries", small[0])
    yield Measurement("task_list_page", LARGE, large[1] * 1000, "ms", small[1] * 1000)


def licensed_tenant(slug: str, people: int) -> Tenant:
    """A tenant whose people all hold three licences; none has a number yet."""
    tenant = Tenant.objects.create(slug=slug, name=slug, country="US")
    user = User.objects.create_user(f"{slug}@example.com")
    with tenant_scope(tenant):
        Membership.objects.create(tenant=tenant, user=user, role=Role.ADMIN)
        site = Site.objects.create(tenant=tenant, name="Seattle", country="US")
        licensed_people(tenant, site, people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return tenant


def licensed_people(tenant: Tenant, site: Site, count: int) -> list[Person]:
    """People of the site, each with three licences."""
    rows = [
        Person(
            tenant=tenant,
            user_name=f"p{number}@{tenant.slug}.example",
            display_name=f"Person {number}",
            sort_key=f"person {number:05}",
            usage_location="US",
            site=site,
        )
        for number in range(count)
    ]
    Person.objects.bulk_create(rows, batch_size=2000)
    seats = [
        Assignment(tenant=tenant, person=row, product_id=sku, state="active", usage_location="US")
        for row in rows
        for sku in SKUS
    ]
    Assignment.objects.bulk_create(seats, batch_size=5000)
    return rows


def look(tenant: Tenant, rest: str = "", *, says: bytes = b"") -> tuple[int, float]:
    """Queries of one look at a page of the tenant, and the median seconds of several. It must say `says`."""
    client = Client()
    client.force_login(User.objects.get(email=f"{tenant.slug}@example.com"))
    url = f"/t/{tenant.slug}/{rest}"
    if says not in client.get(url).content:
        raise RuntimeError(f"{url} is not the page that is meant.")
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
        count = len(queries)  # the next request empties the log
    seconds = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        response = client.get(url)
        seconds.append(time.perf_counter() - started)
        if response.status_code != 200:
            raise RuntimeError(f"{url} answers {response.status_code}.")
    return count, statistics.median(seconds)
