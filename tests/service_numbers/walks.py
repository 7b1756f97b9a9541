"""What the page tests of step 4 do again and again."""

import re
from typing import Any

from django.test import Client

from numbering.models import HeldNumber, NumberOrder, PhoneNumber
from tenants.models import Tenant
from tenants.scoping import all_tenants, tenant_scope

TOLL = {"country": "US", "kind": "geographic", "state": "Washington", "city": "Seattle", "quantity": "2"}
FREE = {"country": "US", "kind": "toll_free", "quantity": "2"}


def at(tenant: Tenant, rest: str = "") -> str:
    return f"/t/{tenant.slug}/service-numbers/{rest}"


def text(answer: Any) -> str:
    """The words of a page: no tags, blanks collapsed."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def order_of(tenant: Tenant) -> NumberOrder:
    with tenant_scope(tenant):
        return NumberOrder.objects.get()


def numbers_of(tenant: Tenant) -> list[PhoneNumber]:
    with tenant_scope(tenant):
        return list(PhoneNumber.objects.order_by("e164"))


def nothing_happened() -> bool:
    with all_tenants():
        return not (
            NumberOrder.objects.exists() or HeldNumber.objects.exists() or PhoneNumber.objects.exists()
        )


def hold(client: Client, tenant: Tenant, shelf: str = "toll", *picks: str, **more: str) -> Any:
    asked = (TOLL if shelf == "toll" else FREE) | {"usage": "voice_app"} | more
    return client.post(at(tenant, f"{shelf}/hold/"), {**asked, "pick": picks})
