"""Reading the pages of step 9."""

import re
from typing import Any

from numbering.models import PhoneNumber
from services.numbers.answerers import now_of
from tenants.models import Tenant
from tenants.scoping import tenant_scope


def at(tenant: Tenant, rest: str = "") -> str:
    return f"/t/{tenant.slug}/service-numbers/answers/{rest}"


def text(answer: Any) -> str:
    """The words of a page, without tags and doubled blanks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def undo_of(answer: Any) -> str:
    """The address of the undo in a page's toast."""
    found = re.search(r'action="([^"]+)"[^>]*>(?:(?!</form>).)*Undo', answer.content.decode(), re.S)
    assert found, "no undo"
    return found[1].replace("&amp;", "&")


def answered_by(number: PhoneNumber) -> str:
    with tenant_scope(number.tenant):
        fresh = PhoneNumber.objects.get(pk=number.pk)
        now = now_of([fresh]).get(fresh.pk)
    return now.answerer.words if now else "parked" if fresh.blocked_forever else ""
