"""A tenant with numbers of two cities, licensed people and an emergency address, and files as they are typed."""

import io
from collections.abc import Sequence

import pytest

from numbering.files import assignment_files
from numbering.inventory import receive
from numbering.models import AssignmentFile, AssignmentRow, PhoneNumber
from tenants.models import EmergencyAddress, Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person, make_site
from tests.numbering_core.conftest import buy, license_person, make_address, seattle

PORTLAND = ("+15035550001", "+15035550002")


def own(tenant: Tenant, by: User, e164s: Sequence[str], city: str = "Seattle") -> None:
    """Numbers for people that the tenant owns."""
    with tenant_scope(tenant):
        receive(
            tenant, e164s, origin="ported", usage="user", kind="geographic", country="US", city=city, by=by
        )


def shop(tenant: Tenant, by: User, people: int = 4, numbers: int = 6) -> list[Person]:
    """People p1, p2, ... with all that a number needs; numbers of Seattle and two of Portland."""
    buy(tenant, "MCOPSTN1", 30)
    buy(tenant, "MCOEV", 30)
    office = make_site(tenant, "Office", emergency_address=make_address(tenant))
    own(tenant, by, [seattle(n) for n in range(1, numbers + 1)])
    own(tenant, by, PORTLAND, "Portland")
    found = [make_person(tenant, f"p{n}@x.example", site=office) for n in range(1, people + 1)]
    for person in found:
        license_person(tenant, person)
    return found


def upload_of(tenant: Tenant, by: User, *lines: str, notify: bool = False) -> AssignmentFile:
    """A file of these lines, read and judged."""
    text = "\n".join(["Person,Number,Emergency address,Action", *lines])
    with tenant_scope(tenant):
        return assignment_files.read(
            tenant, io.BytesIO(text.encode()), file_name="numbers.csv", notify=notify, by=by
        )


def rows_of(upload: AssignmentFile) -> list[AssignmentRow]:
    """Its rows in order."""
    return list(AssignmentRow._base_manager.filter(upload=upload).order_by("line"))


def held_by(tenant: Tenant) -> dict[str, str]:
    """Who has which number."""
    with tenant_scope(tenant):
        owned = PhoneNumber.objects.exclude(person=None).select_related("person")
        return {one.person.user_name: one.e164 for one in owned if one.person}


@pytest.fixture
def people(tenant: Tenant, admin: User) -> list[Person]:
    return shop(tenant, admin)


@pytest.fixture
def address(tenant: Tenant, people: list[Person]) -> EmergencyAddress:
    with tenant_scope(tenant):
        return EmergencyAddress.objects.get()
