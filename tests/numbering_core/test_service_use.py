"""Service numbers that come to answer for something, and what the inventory then says about them."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from credits.models import Entry, Lot
from numbering import assignments, exports, holders, releases, service_use, usage
from numbering.blocks import FOREVER
from numbering.holders import Holder
from numbering.models import PhoneNumber
from tenants.models import Tenant, User
from tenants.scoping import all_tenants, tenant_scope
from tests.cast import make_person
from tests.numbering_pages.conftest import own
from tests.races import at_once
from ui.refusals import Refusal

SERVICE = {"usage": "voice_app", "allowance": "toll"}


def claimed(numbers: Sequence[PhoneNumber]) -> dict[int, Holder]:
    """A finder for which every number of a service is queue Sales."""
    return {number.pk: Holder("call queue Sales", "/queues/1/") for number in numbers}


@pytest.fixture
def sales(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holders, "_finders", [claimed])


@pytest.fixture
def number(tenant: Tenant, reference_data: None) -> Iterator[PhoneNumber]:
    row = own(tenant, 1, **SERVICE)
    with tenant_scope(tenant):
        yield row


def test_a_free_number_answers_for_a_service_and_is_given_back(number: PhoneNumber, admin: User) -> None:
    taken = service_use.take(number, usage="voice_app", holder="call queue Sales", by=admin)
    assert (taken.status, taken.person, taken.activation) == ("assigned", None, "activated")
    assert taken.assigned_at is not None
    assert Event.objects.get(action="number.assigned").note == "to call queue Sales"
    freed = service_use.give_back(taken, holder="call queue Sales", by=admin, block_days=30)
    assert (freed.status, freed.assigned_at) == ("unassigned", None)
    assert freed.blocked_until == timezone.localdate() + timedelta(days=30)
    assert Event.objects.get(action="number.unassigned").note == "from call queue Sales"


@pytest.mark.parametrize(
    ("is_for", "wanted", "said"),
    [
        (
            "conference",
            "voice_app",
            "is for the conference bridge. Let it be for queues and attendants first",
        ),
        (
            "voice_app",
            "conference",
            "is for queues and attendants. Let it be for the conference bridge first",
        ),
        ("user", "voice_app", "is for people. Let it be for queues and attendants first"),
    ],
)
def test_a_number_for_something_else_is_refused_with_the_way_to_change_it(
    tenant: Tenant, number: PhoneNumber, admin: User, is_for: str, wanted: str, said: str
) -> None:
    other = own(tenant, 2, usage=is_for)
    with pytest.raises(Refusal) as refused:
        service_use.take(other, usage=wanted, holder="x", by=admin)
    assert said in refused.value.sentence
    assert refused.value.url == f"/t/{tenant.slug}/numbers/{other.pk}/"


def test_a_number_that_is_kept_free_is_refused_unless_an_undo_asks(number: PhoneNumber, admin: User) -> None:
    PhoneNumber.objects.filter(pk=number.pk).update(blocked_forever=True)
    with pytest.raises(Refusal, match="kept free until somebody clears"):
        service_use.take(number, usage="voice_app", holder="x", by=admin)
    taken = service_use.take(number, usage="voice_app", holder="x", by=admin, despite_block=True)
    assert not taken.blocked_forever
    assert service_use.give_back(taken, holder="x", by=admin, block_days=FOREVER).blocked_forever


@pytest.mark.parametrize("status", ["assigned", "releasing"])
@pytest.mark.usefixtures("sales")
def test_a_number_that_is_not_free_is_refused(number: PhoneNumber, admin: User, status: str) -> None:
    PhoneNumber.objects.filter(pk=number.pk).update(status=status)
    with pytest.raises(Refusal, match=r"assigned to call queue Sales|being released"):
        service_use.take(number, usage="voice_app", holder="x", by=admin)


def test_a_toll_free_number_needs_credit(tenant: Tenant, number: PhoneNumber, admin: User) -> None:
    free = own(tenant, e164="+18002345001", kind="toll_free", usage="voice_app", allowance="toll_free")
    with pytest.raises(Refusal, match="balance is zero"):
        service_use.take(free, usage="voice_app", holder="x", by=admin)
    now = timezone.now()
    lot = Lot.objects.create(tenant=tenant, paid_at=now, expires_at=now + timedelta(days=1))
    Entry.objects.create(tenant=tenant, lot=lot, kind="payment", amount=50, reference="a", source="operator")
    assert service_use.take(free, usage="voice_app", holder="x", by=admin).status == "assigned"


def test_only_a_number_of_a_service_is_given_back(tenant: Tenant, number: PhoneNumber, admin: User) -> None:
    hers = own(tenant, 3, status="assigned", person=make_person(tenant))
    for wrong in (number, hers):
        with pytest.raises(Refusal, match="answers for no service"):
            service_use.give_back(wrong, holder="x", by=admin)


@pytest.mark.usefixtures("sales")
def test_whoever_wants_a_number_that_answers_is_told_what_has_it(
    tenant: Tenant, number: PhoneNumber, admin: User
) -> None:
    taken = service_use.take(number, usage="voice_app", holder="call queue Sales", by=admin)
    with pytest.raises(Refusal) as change:
        usage.change_usage(taken, "user", by=admin)
    assert "assigned to call queue Sales. Take it away first" in change.value.sentence
    with pytest.raises(Refusal) as away:
        assignments.unassign(taken, by=admin)
    with pytest.raises(Refusal, match="assigned to call queue Sales, so none was released"):
        releases.release([taken], by=admin)
    assert (away.value.url, away.value.link) == ("/queues/1/", "Go to call queue Sales")
    line = next(iter(exports.rows(PhoneNumber.objects.all())))
    assert (
        dict(zip([one.heading for one in exports.COLUMNS], line, strict=True))["Service"]
        == "Call queue Sales"
    )


@pytest.mark.usefixtures("sales")
def test_holders_take_as_many_queries_for_three_numbers_as_for_one(
    tenant: Tenant, number: PhoneNumber
) -> None:
    counts = []
    for n in (10, 20, 30):
        own(tenant, n, status="assigned", **SERVICE)
        own(tenant, n + 1, status="assigned", person=make_person(tenant, f"p{n}"))
        rows = list(PhoneNumber.objects.select_related("person").order_by("pk"))
        with CaptureQueriesContext(connection) as seen:
            found = holders.holders_of(rows)
        counts.append(len(seen))
    assert counts == [1, 1, 1]
    assert number.pk not in found
    assert sorted({holder.words for holder in found.values()}) == ["P10", "P20", "P30", "call queue Sales"]


def test_free_numbers_are_looked_up_nowhere(number: PhoneNumber) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert holders.holders_of([number]) == {}
    assert not seen.captured_queries


@pytest.mark.django_db(transaction=True)
def test_of_two_services_that_want_a_number_at_one_moment_one_gets_it(
    tenant: Tenant, admin: User, reference_data: None
) -> None:
    row = own(tenant, 1, **SERVICE)

    def take(holder: str) -> PhoneNumber:
        with tenant_scope(tenant):
            return service_use.take(row, usage="voice_app", holder=holder, by=admin)

    results = at_once(partial(take, "call queue Sales"), partial(take, "auto attendant Main"))
    assert sorted(isinstance(one, Refusal) for one in results) == [False, True]
    with all_tenants():
        assert Event.objects.filter(action="number.assigned").count() == 1
