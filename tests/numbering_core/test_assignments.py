"""Numbers for people: who may have one, taking it away, keeping it free, giving it back."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.utils import timezone

from audit.models import Event
from carriers.models import SandboxFault, SandboxNumber
from countries.models import Country
from jobs.models import Job
from licensing.models import Assignment as Seat
from numbering import assignments, blocks, orders, queries, releases, uses
from numbering.blocks import FOREVER
from numbering.direct_routing import direct_routing
from numbering.inventory import receive
from numbering.models import PhoneNumber
from numbering.usage import change_usage
from tenants.models import EmergencyTerms, Person, Tenant, User
from tests.cast import make_person
from tests.numbering_core.conftest import buy, hold_some, license_person, make_address, seattle, work
from ui.formats import national
from ui.refusals import Refusal

pytestmark = [pytest.mark.usefixtures("plans", "inside")]


@pytest.fixture
def anna(tenant: Tenant) -> Person:
    person = make_person(tenant)
    license_person(tenant, person)
    return person


@pytest.fixture
def number(tenant: Tenant, admin: User) -> PhoneNumber:
    return owned(tenant, admin, 1)[0]


def owned(tenant: Tenant, admin: User, *numbers: int) -> list[PhoneNumber]:
    """Numbers acquired online."""
    orders.acquire(hold_some(tenant, admin, *numbers), by=admin)
    work()
    return list(PhoneNumber.objects.select_related("tenant", "person").order_by("e164"))


def test_an_assigned_number_is_activated_and_its_person_gets_a_mail(
    tenant: Tenant, admin: User, anna: Person, number: PhoneNumber, mailoutbox: list[EmailMessage]
) -> None:
    address = make_address(tenant)
    assignments.assign(number, anna, emergency_address=address, by=admin)
    assert (number.status, number.person, number.activation) == ("assigned", anna, "pending")
    assert mailoutbox[0].to == [anna.user_name]
    work()
    number.refresh_from_db()
    assert number.activation == "activated"
    assert list(queries.numbers_of_person(anna)) == [number]
    assert Event.objects.filter(action="number.assigned").get().actor_name == str(admin)
    assert uses.of_address(address) == ["1 number uses it."]
    assert national(seattle(1)) in uses.of_people([anna])[0].words


def test_an_activation_that_comes_late_leaves_a_number_that_was_taken_away_alone(
    tenant: Tenant, admin: User, anna: Person, number: PhoneNumber
) -> None:
    assignments.assign(number, anna, emergency_address=make_address(tenant), by=admin)
    assignments.unassign(number, by=admin)
    work()
    number.refresh_from_db()
    assert (number.status, number.person, number.activation) == ("unassigned", None, "activated")


@pytest.mark.parametrize(
    ("lacks", "why"),
    [
        ("MCOEV", "no Phone System licence"),
        ("MCOPSTN1", "no Calling Plan"),
        ("terms", "terms of United States"),
        ("address", "needs an emergency address"),
        ("validation", "not validated"),
        ("country", "Both must be in one country"),
        ("location", "usage location is United Kingdom"),
        ("no location", "usage location is not set"),
    ],
)
def test_whoever_lacks_something_is_told_what(
    tenant: Tenant, admin: User, anna: Person, number: PhoneNumber, lacks: str, why: str
) -> None:
    for iso2, name in (("US", "United States"), ("GB", "United Kingdom")):
        Country.objects.update_or_create(
            iso2=iso2, defaults={"name_en": name, "emergency_address_moment": "on_assign"}
        )
    address = make_address(tenant, "GB" if lacks == "country" else "US", validated=lacks != "validation")
    EmergencyTerms.objects.get_or_create(tenant=tenant, country="US", defaults={"accepted_by_name": "Rosa"})
    Seat.objects.filter(person=anna, product=lacks).delete()
    if lacks == "terms":
        EmergencyTerms.objects.all().delete()
    if "location" in lacks:
        anna.usage_location = "" if lacks.startswith("no") else "GB"
        anna.save()
    with pytest.raises(Refusal, match=why):
        assignments.assign(number, anna, emergency_address=None if lacks == "address" else address, by=admin)
    number.refresh_from_db()
    assert number.status == "unassigned"


def test_a_person_has_one_number_and_a_number_one_person(tenant: Tenant, admin: User, anna: Person) -> None:
    address = make_address(tenant)
    first, second = owned(tenant, admin, 1, 2)
    lee = make_person(tenant, "lee.chan")
    license_person(tenant, lee)
    assert {person.pk for person in queries.people_without_number(tenant)} == {anna.pk, lee.pk}
    found = assignments.assign_many(
        [(first, anna), (second, anna), (first, lee), (second, lee)], emergency_address=address, by=admin
    )
    assert [bool(outcome.error) for outcome in found] == [False, True, True, False]
    assert "Anna Berg has (206) 255-5001 already" in found[1].error
    assert not queries.people_without_number(tenant).exists()


def test_an_admin_who_was_slower_is_refused(
    tenant: Tenant, admin: User, anna: Person, number: PhoneNumber
) -> None:
    address = make_address(tenant)
    stale = PhoneNumber.objects.select_related("tenant").get(pk=number.pk)
    releases.release([number], by=admin)
    with pytest.raises(Refusal, match="has just changed"):
        assignments.assign(stale, anna, emergency_address=address, by=admin)


def test_a_service_number_is_never_given_to_a_person(
    tenant: Tenant, admin: User, anna: Person, number: PhoneNumber
) -> None:
    number = change_usage(number, "voice_app", by=admin)
    assert (number.allowance, number.max_concurrent_calls) == ("toll", 300)
    with pytest.raises(Refusal, match="service number"):
        assignments.assign(number, anna, emergency_address=make_address(tenant), by=admin)


def test_a_change_of_usage_needs_room_in_the_other_quota_and_a_free_number(
    tenant: Tenant, admin: User, anna: Person, number: PhoneNumber
) -> None:
    assignments.assign(number, anna, emergency_address=make_address(tenant), by=admin)
    with pytest.raises(Refusal, match=r"assigned to Anna Berg. Take it away first"):
        change_usage(number, "conference", by=admin)
    assignments.unassign(number, by=admin)
    buy(tenant, "MCOEV", -30)
    with pytest.raises(Refusal, match="Service numbers come with Phone System"):
        change_usage(number, "conference", by=admin)
    with pytest.raises(Refusal):
        change_usage(number, "nonsense", by=admin)


def test_a_toll_free_number_is_never_for_people(tenant: Tenant, admin: User) -> None:
    number = receive(
        tenant,
        ["+18002345001"],
        origin="ported",
        usage="voice_app",
        kind="toll_free",
        country="US",
        by=admin,
    )[0]
    with pytest.raises(Refusal, match="not for people"):
        change_usage(number, "user", by=admin)
    assert change_usage(number, "conference", by=admin).usage == "conference"


def test_a_number_that_was_taken_away_can_be_kept_free(
    tenant: Tenant, admin: User, anna: Person, number: PhoneNumber
) -> None:
    address = make_address(tenant)
    assignments.assign(number, anna, emergency_address=address, by=admin)
    assignments.unassign(number, by=admin, block_days=30)
    assert number.blocked_until == timezone.localdate() + timedelta(days=30)
    assert not queries.free_numbers(tenant).exists()
    with pytest.raises(Refusal, match="kept free until"):
        assignments.assign(number, anna, by=admin)
    assignments.assign(number, anna, by=admin, despite_block=True)
    assert (number.blocked_until, number.emergency_address) == (None, address)
    assignments.unassign(number, by=admin, block_days=FOREVER)
    with pytest.raises(Refusal, match="Clear that first"):
        blocks.block(number, 3, by=admin)
    blocks.clear(number, by=admin)
    assert queries.free_numbers(tenant, country="US").count() == 1
    blocks.block(number, 1, by=admin)
    PhoneNumber.objects.update(blocked_until=timezone.localdate() - timedelta(days=1))
    number.refresh_from_db()
    assignments.assign(number, anna, by=admin)
    with pytest.raises(Refusal, match="Only a free number"):
        blocks.block(number, 3, by=admin)


@pytest.mark.parametrize("days", [0, 366, -1, "week"])
def test_a_block_lasts_1_to_365_days(admin: User, number: PhoneNumber, days: object) -> None:
    with pytest.raises(Refusal, match="1 to 365"):
        blocks.block(number, days, by=admin)  # type: ignore[arg-type]


def test_released_numbers_are_gone_and_rest_at_the_carrier(tenant: Tenant, admin: User) -> None:
    numbers = owned(tenant, admin, 1, 2)
    job = releases.release(numbers, by=admin)
    assert job is not None
    assert {number.status for number in PhoneNumber.objects.all()} == {"releasing"}
    work()
    assert not PhoneNumber.objects.exists()
    rest = SandboxNumber.objects.get(pk=seattle(1)).resting_until
    assert rest is not None
    assert 44 < (rest - timezone.now()).days + 1 <= 45
    with pytest.raises(Refusal, match="taken"):
        hold_some(tenant, admin, 1)
    assert Event.objects.filter(action="number.released").count() == 2


def test_one_assigned_number_stops_the_whole_batch_and_is_named(
    tenant: Tenant, admin: User, anna: Person
) -> None:
    first, second = owned(tenant, admin, 1, 2)
    assignments.assign(second, anna, emergency_address=make_address(tenant), by=admin)
    with pytest.raises(Refusal, match=r"\(206\) 255-5002 is assigned to Anna Berg, so none was released"):
        releases.release([first, second], by=admin)
    first.refresh_from_db()
    assert first.status == "unassigned"


def test_more_than_a_thousand_are_refused(admin: User, number: PhoneNumber) -> None:
    with pytest.raises(Refusal, match="1,001"):
        releases.release([number] * 1001, by=admin)
    with pytest.raises(Refusal, match="at least one"):
        releases.release([], by=admin)


@pytest.mark.parametrize(
    ("kind", "times", "gone"), [("late", 1, True), ("fail", 2, True), ("refuse", 1, False)]
)
def test_a_release_that_goes_wrong_is_tried_again_or_leaves_the_number_free(
    tenant: Tenant, admin: User, number: PhoneNumber, kind: str, times: int, gone: bool
) -> None:
    SandboxFault.objects.create(operation="release", kind=kind, remaining=times)
    releases.release([number], by=admin)
    for _ in range(4):
        Job._base_manager.filter(status="queued").update(run_after=timezone.now())
        work()
    assert PhoneNumber.objects.exists() != gone
    if not gone:
        assert PhoneNumber.objects.get().status == "unassigned"
        assert SandboxNumber.objects.get(pk=number.e164).acquired


def test_direct_routing_numbers_are_simply_forgotten(tenant: Tenant, admin: User) -> None:
    rows = direct_routing.read("+14255551235 - 1239")
    added = direct_routing.add(tenant, rows, usage="user", country="US", by=admin)
    assert releases.release(added, by=admin) is None
    assert not PhoneNumber.objects.exists()


def test_a_direct_routing_number_needs_phone_system_alone(tenant: Tenant, admin: User) -> None:
    person = make_person(tenant)
    license_person(tenant, person, "MCOEV")
    rows = direct_routing.read("+14255551235;ext=12")
    number = direct_routing.add(tenant, rows, usage="user", country="US", by=admin)[0]
    assert (number.extension, number.supply) == ("12", "direct_routing")
    assignments.assign(number, person, emergency_address=make_address(tenant), by=admin, notify=False)
    assert number.person == person


def test_the_commands_run(tenant: Tenant) -> None:
    call_command("build_stock", "--countries", "mt", "--per-city", "5", verbosity=0)
    assert "MT" in queries.stock_countries(user_grade=True) or not Country.objects.filter(pk="MT").exists()
