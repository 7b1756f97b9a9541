"""Numbers that have moved: in the inventory once, outside the quota, with whom they were meant for."""

import pytest
from django.utils import timezone

from audit.log import SYSTEM
from audit.models import Event
from numbering import inventory, ports
from numbering.assignments import assign
from numbering.models import Allowance, Kind, PhoneNumber, Usage
from numbering.quotas import quota
from porting.carrier.arrivals import bring_in
from porting.models import PortedNumber, PortEvent, PortOrder
from porting.transitions import Side
from tenants.models import EmergencyAddress, Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person, make_site
from tests.numbering_core.conftest import buy, license_person, make_address
from tests.porting.conftest import make_order
from ui.refusals import Refusal

pytestmark = pytest.mark.usefixtures("reference_data")
Status = PortOrder.Status
TEMPORARY = "+12065557001"


def arrive(order: PortOrder) -> None:
    with tenant_scope(order.tenant):
        bring_in(order, list(order.numbers.all()), by=SYSTEM, side=Side.CARRIER)


def own(tenant: Tenant, e164: str, by: User, *, usage: str = Usage.USER, **fields: object) -> PhoneNumber:
    """A number that the tenant has already."""
    defaults = {
        "origin": PhoneNumber.Origin.REQUESTED,
        "kind": Kind.GEOGRAPHIC,
        "country": "US",
        "usage": usage,
    }
    with tenant_scope(tenant):
        return inventory.receive(tenant, [e164], by=by, **{**defaults, **fields})[0]  # type: ignore[arg-type]


@pytest.fixture
def anna(tenant: Tenant) -> Person:
    """Somebody who may have a number, at a site with a valid emergency address."""
    person = make_person(tenant)
    for sku in ("MCOEV", "MCOPSTN1"):
        buy(tenant, sku, 5)
    license_person(tenant, person)
    address: EmergencyAddress = make_address(tenant)
    with tenant_scope(tenant):
        person.site = make_site(tenant, emergency_address=address)
        person.save()
    return person


@pytest.fixture
def moving(tenant: Tenant, admin: User) -> PortOrder:
    """Two numbers that are being activated, asked for by the admin."""
    return make_order(tenant, Status.ACTIVATING, created_by=admin)


def told(order: PortOrder, **only: object) -> str:
    rows = PortEvent._base_manager.filter(order=order, **only).order_by("pk")
    return "\n".join(rows.values_list("text", flat=True))


def test_numbers_enter_with_their_usage_and_leave_the_quota_as_it_was(
    tenant: Tenant, moving: PortOrder
) -> None:
    buy(tenant, "MCOPSTN1", 1)
    with tenant_scope(tenant):
        before = quota(tenant, Allowance.USER).left
        moving.numbers.filter(e164__endswith="1").update(usage=Usage.VOICE_APP)
    arrive(moving)
    with tenant_scope(tenant):
        assert quota(tenant, Allowance.USER).left == before
        rows = list(
            PhoneNumber.objects.order_by("e164").values_list("usage", "allowance", "max_concurrent_calls")
        )
        assert rows == [("user", "user", 3), ("voice_app", "toll", 300)]
        assert Event.objects.filter(action="number.ported").count() == 2
    assert "2 numbers have moved" in told(moving)


def test_arriving_again_changes_nothing(moving: PortOrder) -> None:
    arrive(moving)
    entries = PortEvent._base_manager.count()
    arrive(moving)
    assert PhoneNumber._base_manager.count() == 2
    assert PortEvent._base_manager.count() == entries


def test_a_toll_free_number_is_never_for_a_person(tenant: Tenant, admin: User) -> None:
    order = make_order(tenant, Status.ACTIVATING, numbers=["+18005550123"], created_by=admin)
    arrive(order)
    number = PhoneNumber._base_manager.get()
    assert (number.kind, number.usage, number.allowance, number.city) == (
        "toll_free",
        "voice_app",
        "toll_free",
        "",
    )


def test_an_own_number_of_a_trunk_becomes_the_providers_and_keeps_its_person(
    tenant: Tenant, admin: User, moving: PortOrder, anna: Person
) -> None:
    with tenant_scope(tenant):
        e164 = moving.numbers.order_by("e164")[0].e164
    number = own(
        tenant,
        e164,
        admin,
        origin=PhoneNumber.Origin.UPLOADED,
        supply=PhoneNumber.Supply.DIRECT_ROUTING,
    )
    with tenant_scope(tenant):
        assert anna.site is not None
        assign(number, anna, by=admin, emergency_address=anna.site.emergency_address)
    arrive(moving)
    number = PhoneNumber._base_manager.get(e164=e164)
    assert (number.origin, number.supply, number.person_id) == ("ported", "calling_plan", anna.pk)
    assert PhoneNumber._base_manager.count() == 2


def test_a_number_that_another_organisation_has_here_is_for_the_desk(
    tenant: Tenant, other_tenant: Tenant, admin: User, moving: PortOrder
) -> None:
    with tenant_scope(tenant):
        e164 = moving.numbers.order_by("e164")[0].e164
    own(other_tenant, e164, admin)
    arrive(moving)
    assert PhoneNumber._base_manager.get(e164=e164).tenant_id == other_tenant.pk
    row = PortedNumber._base_manager.get(order=moving, e164=e164)
    assert row.status == PortedNumber.Status.FAILED
    assert "Another organisation has" in told(moving, private=True)
    assert PortedNumber._base_manager.get(order=moving, status="activated").e164 != e164


def test_a_number_goes_to_the_person_it_was_meant_for(
    tenant: Tenant, moving: PortOrder, anna: Person
) -> None:
    with tenant_scope(tenant):
        row = moving.numbers.order_by("e164")[0]
        moving.numbers.filter(pk=row.pk).update(person=anna)
    arrive(moving)
    number = PhoneNumber._base_manager.get(e164=row.e164)
    assert (number.person_id, number.status) == (anna.pk, "assigned")
    assert number.emergency_address_id == anna.site.emergency_address_id  # type: ignore[union-attr]
    assert f"is now with {anna}" in told(moving)


def test_a_person_who_may_not_have_it_leaves_it_free_and_the_timeline_says_why(
    tenant: Tenant, moving: PortOrder
) -> None:
    ben = make_person(tenant, "ben.cole")
    with tenant_scope(tenant):
        moving.numbers.update(person=ben)
    arrive(moving)
    assert set(PhoneNumber._base_manager.values_list("status", flat=True)) == {"unassigned"}
    assert "has no Phone System licence" in told(moving)
    assert PortedNumber._base_manager.filter(status="activated").count() == 2


def test_a_temporary_number_is_swapped_in_one_go_and_is_free_afterwards(
    tenant: Tenant, admin: User, moving: PortOrder, anna: Person
) -> None:
    temporary = own(tenant, TEMPORARY, admin)
    with tenant_scope(tenant):
        assert anna.site is not None
        assign(temporary, anna, by=admin, emergency_address=anna.site.emergency_address)
        row = moving.numbers.order_by("e164")[0]
        moving.numbers.filter(pk=row.pk).update(replaces=temporary)
    arrive(moving)
    temporary = PhoneNumber._base_manager.get(pk=temporary.pk)
    ported = PhoneNumber._base_manager.get(e164=row.e164)
    assert (temporary.status, temporary.person_id) == ("unassigned", None)
    assert (ported.person_id, ported.emergency_address_id) == (anna.pk, temporary.emergency_address_id)
    assert "has taken over from (206) 555-7001" in told(moving)


def test_a_swap_that_is_refused_leaves_the_temporary_number_where_it_was(
    tenant: Tenant, admin: User, moving: PortOrder, anna: Person
) -> None:
    temporary = own(tenant, TEMPORARY, admin)
    with tenant_scope(tenant):
        assert anna.site is not None
        assign(temporary, anna, by=admin, emergency_address=anna.site.emergency_address)
        anna.usage_location = "CA"
        anna.save()
        moving.numbers.filter(e164__endswith="0").update(replaces=temporary)
    arrive(moving)
    assert PhoneNumber._base_manager.get(pk=temporary.pk).person_id == anna.pk
    assert "usage location" in told(moving)


def test_a_number_that_nobody_asks_for_any_more_stays_free(tenant: Tenant, anna: Person) -> None:
    order = make_order(tenant, Status.ACTIVATING, numbers=1)
    with tenant_scope(tenant):
        order.numbers.update(person=anna)
    arrive(order)
    assert PhoneNumber._base_manager.get().status == "unassigned"
    assert "no longer here" in told(order)


def test_nobody_meant_is_nobody_told(moving: PortOrder) -> None:
    arrive(moving)
    assert told(moving) == "2 numbers have moved and are in the inventory."


def test_a_service_that_no_app_knows_is_left_alone(tenant: Tenant, admin: User, moving: PortOrder) -> None:
    temporary = own(tenant, TEMPORARY, admin, usage=Usage.VOICE_APP)
    PhoneNumber._base_manager.filter(pk=temporary.pk).update(status="assigned", assigned_at=timezone.now())
    arrive(moving)
    ported = PhoneNumber._base_manager.select_related("tenant").get(origin="ported", e164__endswith="0")
    with tenant_scope(tenant), pytest.raises(Refusal, match="only people can change"):
        ports.take_over(ported, person=None, temporary=temporary, by=admin)
    assert PhoneNumber._base_manager.get(pk=temporary.pk).status == "assigned"


@pytest.mark.parametrize(
    ("e164", "kind"),
    [
        ("+12065553000", Kind.GEOGRAPHIC),
        ("+18005550123", Kind.TOLL_FREE),
        ("+443301234567", Kind.NON_GEOGRAPHIC),
        ("+33123456789", Kind.GEOGRAPHIC),
    ],
)
def test_the_kind_of_a_number_is_read_from_its_digits(e164: str, kind: str) -> None:
    assert ports.kind_of(e164) == kind
