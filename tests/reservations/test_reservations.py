"""Many numbers as one request: asked, held by workers, widened, prolonged, acquired, given back, run out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.models import Event
from carriers.models import SandboxFault, SandboxNumber
from countries.distances import kilometres
from jobs.models import Job
from numbering import holds, orders
from numbering.models import Allowance, HeldNumber, Kind, NumberOrder, PhoneNumber, Reservation, Usage
from numbering.quotas import quota
from numbering.reservations import reservations, sweeps
from numbering.reservations.places import Spot
from numbering.step import latest_order
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.numbering_core.conftest import buy, hold_some, seattle, work
from tests.reservations.conftest import (
    PORTLAND,
    SEATTLE,
    SPOKANE,
    ask,
    held,
    line_of,
    numbers_of,
    wish,
)
from ui.refusals import Refusal

pytestmark = pytest.mark.usefixtures("shop")


def clock(reservation: Reservation, **ago: float) -> None:
    """As if everything of the reservation had happened so much earlier."""
    back = timedelta(**ago)
    for model, columns, mine in (
        (Reservation, ("held_from", "expires_at"), {"pk": reservation.pk}),
        (NumberOrder, ("created_at", "expires_at"), {"line__reservation": reservation}),
        (HeldNumber, ("expires_at",), {"order__line__reservation": reservation}),
    ):
        for row in model._base_manager.filter(**mine):  # type: ignore[attr-defined]
            changes = {name: getattr(row, name) - back for name in columns}
            model._base_manager.filter(pk=row.pk).update(**changes)  # type: ignore[attr-defined]
    SandboxNumber.objects.exclude(reserved_until=None).update(reserved_until=reservation.expires_at - back)
    reservation.refresh_from_db()


def test_lines_of_several_places_are_held_as_one_request(tenant: Tenant, admin: User) -> None:
    reservation = held(tenant, admin, wish(12), wish(5, SPOKANE))
    assert reservation.status == "ready"
    assert len(numbers_of(reservation)) == 17
    assert reservation.is_live()
    assert SandboxNumber.objects.exclude(reference="").count() == 17
    with tenant_scope(tenant):
        assert quota(tenant, Allowance.USER).held == 17
        job = reservations.job_of(reservation)
        assert job is not None
        assert (job.status, job.done, job.total, job.result["held"]) == ("done", 17, 17, 17)
        assert not holds.live_holds(tenant).exists(), "a reservation is one thing on the pages of step 3"
        with pytest.raises(Refusal, match="part of a reservation"):
            orders.acquire(NumberOrder.objects.first(), by=admin)  # type: ignore[arg-type]


def test_numbers_that_follow_each_other_are_preferred(tenant: Tenant, admin: User) -> None:
    hold_some(tenant, admin, 2, 12)  # runs of 2, 9 and 7 are left
    assert numbers_of(held(tenant, admin, wish(8))) == [seattle(n) for n in range(3, 11)]


def test_the_same_form_sent_twice_is_one_request(tenant: Tenant, admin: User) -> None:
    assert ask(tenant, admin, wish(3)).pk == ask(tenant, admin, wish(3)).pk
    work()
    assert HeldNumber._base_manager.count() == 3
    assert Job._base_manager.count() == 1


def test_all_lines_together_must_fit_the_quota(tenant: Tenant, admin: User) -> None:
    with pytest.raises(
        Refusal, match=r"You ask for 45 numbers in all. Your 30 Calling Plans allow 43 .* You can add 43"
    ):
        ask(tenant, admin, wish(20), wish(25, SPOKANE))
    with tenant_scope(tenant):
        assert not Reservation.objects.exists()


@pytest.mark.parametrize(
    ("wishes", "why"),
    [
        ([], "how many"),
        ([wish(0)], "at least one"),
        ([wish(1)] * 51, "in 51"),
        ([wish(10_001)], "10,001"),
        ([wish(1, Spot("US", Kind.TOLL_FREE))], "not for people"),
        ([wish(1, Spot("US", Kind.TOLL_FREE), Usage.VOICE_APP)], "balance is zero"),
    ],
)
def test_what_cannot_be_reserved_is_refused_before_anything_is_written(
    tenant: Tenant, admin: User, wishes: list[Any], why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        ask(tenant, admin, *wishes)


def test_what_is_short_says_why_and_names_what_is_near(tenant: Tenant, admin: User) -> None:
    reservation = held(tenant, admin, wish(25))
    line = line_of(reservation)
    assert reservation.status == "ready"
    assert len(numbers_of(reservation)) == 20
    assert "no more" in line.note
    assert [(one["city"], one["free"]) for one in line.alternatives] == [("Portland", 5), ("Spokane", 5)]
    assert line.alternatives[0]["km"] == kilometres("US", ("Washington", "Seattle"), ("Oregon", "Portland"))


def test_distances_are_those_of_the_map() -> None:
    assert kilometres("FR", ("", "Paris"), ("", "Lyon")) == pytest.approx(392, abs=5)
    assert kilometres("FR", ("", "Paris"), ("", "Atlantis")) is None


def test_an_alternative_is_held_by_one_click_and_only_once(tenant: Tenant, admin: User) -> None:
    reservation = held(tenant, admin, wish(25))
    with tenant_scope(tenant):
        new = reservations.take_alternative(line_of(reservation), PORTLAND, by=admin)
        with pytest.raises(Refusal, match="still being held"):
            reservations.take_alternative(line_of(reservation), PORTLAND, by=admin)
    assert (new.quantity, new.city) == (5, "Portland")
    work()
    reservation.refresh_from_db()
    assert (reservation.status, len(numbers_of(reservation))) == ("ready", 25)
    with tenant_scope(tenant):
        with pytest.raises(Refusal, match="Nothing is missing"):
            reservations.take_alternative(line_of(reservation), SPOKANE, by=admin)
        reservations.extend(reservation, by=admin)
        reservation.refresh_from_db()
        ends = set(NumberOrder.objects.values_list("expires_at", flat=True))
    assert ends == {reservation.expires_at}, "all end together"


def test_a_place_that_was_not_offered_is_not_held(tenant: Tenant, admin: User) -> None:
    reservation = held(tenant, admin, wish(25))
    with tenant_scope(tenant), pytest.raises(Refusal, match="Nothing is missing"):
        reservations.take_alternative(line_of(reservation), Spot("US", Kind.GEOGRAPHIC), by=admin)


def test_a_quota_that_others_used_meanwhile_leaves_the_rest_out_with_the_figures(
    tenant: Tenant, admin: User
) -> None:
    buy(tenant, "MCOPSTN1", -29)  # eleven numbers
    reservation = ask(tenant, admin, wish(8), wish(3, SPOKANE))
    hold_some(tenant, admin, 0, 1)
    work()
    assert len(numbers_of(reservation)) == 9
    assert "11 user numbers" in line_of(reservation, 1).note


def test_workers_prolong_it_until_two_hours_are_over(tenant: Tenant, admin: User) -> None:
    reservation = held(tenant, admin, wish(4))
    begun = reservation.held_from
    assert begun is not None
    for _turn in range(30):
        clock(reservation, minutes=6)
        sweeps.sweep()
        holds.sweep_expired()
        reservation.refresh_from_db()
        if reservation.status != "ready":
            break
        assert reservation.expires_at <= reservation.held_from + timedelta(hours=2)  # type: ignore[operator]
    assert reservation.status == "expired"
    assert reservation.held_from is not None
    assert timezone.now() - reservation.held_from >= timedelta(hours=2)
    assert numbers_of(reservation) == []


def test_without_workers_it_ends_by_the_clock(tenant: Tenant, admin: User) -> None:
    reservation = held(tenant, admin, wish(4))
    clock(reservation, minutes=11)
    with tenant_scope(tenant):
        for act in (reservations.confirm, reservations.extend):
            with pytest.raises(Refusal, match="has ended"):
                act(reservation, by=admin)  # type: ignore[operator]
    assert sweeps.sweep() == 1
    reservation.refresh_from_db()
    assert reservation.status == "expired"


def test_confirming_acquires_all_of_it_by_one_job(tenant: Tenant, admin: User) -> None:
    reservation = held(tenant, admin, wish(12), wish(5, SPOKANE))
    with tenant_scope(tenant):
        job = reservations.confirm(reservation, by=admin)
        assert reservations.confirm(reservation, by=admin).pk == job.pk
    assert orders.sweep_stuck() == 0
    assert sweeps.sweep() == 0
    work()
    reservation.refresh_from_db()
    job.refresh_from_db()
    assert (reservation.status, job.status, job.done) == ("done", "done", 17)
    assert job.result["acquired"] == 17
    assert PhoneNumber._base_manager.filter(tenant=tenant).count() == 17
    assert numbers_of(reservation) == []


def test_what_the_carrier_refuses_is_named_and_the_rest_is_kept(tenant: Tenant, admin: User) -> None:
    reservation = held(tenant, admin, wish(4), wish(3, SPOKANE))
    with tenant_scope(tenant):
        reservations.confirm(reservation, by=admin)
    SandboxFault.objects.create(operation="acquire", kind="short", remaining=1)
    SandboxFault.objects.create(operation="acquire", kind="refuse", remaining=1)
    work()
    reservation.refresh_from_db()
    assert reservation.status == "done"
    assert 0 < PhoneNumber._base_manager.filter(tenant=tenant).count() < 7
    assert reservation.error
    assert numbers_of(reservation) == []


def test_giving_back_lets_all_go_and_the_stock_has_them_again(
    tenant: Tenant, admin: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    reservation = held(tenant, admin, wish(12))
    with django_capture_on_commit_callbacks(execute=True), tenant_scope(tenant):
        reservations.give_back(reservation, by=admin)
    assert numbers_of(reservation) == []
    assert not SandboxNumber.objects.exclude(reference="").exists()
    with tenant_scope(tenant), pytest.raises(Refusal, match="cannot become"):
        reservations.give_back(reservation, by=admin)


def test_giving_back_stops_the_worker_at_its_next_step(
    tenant: Tenant, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("numbering.reservations.work.CHUNK", 5)
    reservation = ask(tenant, admin, wish(18))
    real, calls = holds.hold, []

    def hold(*args: Any, **kwargs: Any) -> NumberOrder:
        calls.append(1)
        if len(calls) == 3:
            reservations.give_back(reservation, by=admin)
        return real(*args, **kwargs)

    monkeypatch.setattr(holds, "hold", hold)
    work()
    reservation.refresh_from_db()
    assert reservation.status == "given_back"
    assert numbers_of(reservation) == []
    assert len(calls) == 3


def test_a_silent_carrier_is_asked_again_and_nothing_is_lost(tenant: Tenant, admin: User) -> None:
    SandboxFault.objects.create(operation="reserve", kind="fail", remaining=1)
    reservation = held(tenant, admin, wish(6))
    assert reservation.status == "holding"
    Job._base_manager.update(run_after=timezone.now())
    work()
    reservation.refresh_from_db()
    assert (reservation.status, len(numbers_of(reservation))) == ("ready", 6)


def test_a_carrier_that_refuses_for_good_ends_it_with_its_sentence(tenant: Tenant, admin: User) -> None:
    SandboxFault.objects.create(operation="search", kind="refuse", remaining=9)
    reservation = held(tenant, admin, wish(6))
    assert reservation.status == "holding"
    sweeps.sweep()
    reservation.refresh_from_db()
    job = Job._base_manager.get()
    assert (reservation.status, job.status) == ("failed", "failed")
    assert job.error
    assert reservation.error == job.error == line_of(reservation).note
    with tenant_scope(tenant):
        assert Event.objects.filter(action="reservation.failed").count() == 1


def test_a_number_is_never_held_for_more_than_its_line_lacks(tenant: Tenant, admin: User) -> None:
    reservation = ask(tenant, admin, wish(3))
    Reservation._base_manager.update(status="holding")
    line = line_of(reservation)
    with tenant_scope(tenant):
        fields = {
            "query_place": "",
            "usage": "user",
            "kind": "geographic",
            "country": "US",
            "by": admin,
        }
        holds.hold(tenant, [seattle(n) for n in range(2)], line=line, **fields)
        with pytest.raises(Refusal, match="just changed"):
            holds.hold(tenant, [seattle(n) for n in (5, 6)], line=line, **fields)


def test_another_tenant_has_no_part_in_it(
    tenant: Tenant, admin: User, other_tenant: Tenant, stranger: User
) -> None:
    buy(other_tenant, "MCOPSTN1", 30)
    mine, theirs = ask(tenant, admin, wish(15)), ask(other_tenant, stranger, wish(15))
    work()
    both = numbers_of(mine) + numbers_of(theirs)
    assert len(both) == len(set(both)) == 20
    with tenant_scope(other_tenant):
        assert not Reservation.objects.filter(pk=mine.pk).exists()


@given(
    wanted=st.lists(
        st.tuples(st.integers(1, 14), st.sampled_from([SEATTLE, SPOKANE, PORTLAND])), min_size=1, max_size=4
    ),
    ends=st.sampled_from(["confirm", "give_back", "nothing"]),
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_quotas_are_kept_and_every_number_is_in_one_place(
    tenant: Tenant, admin: User, wanted: list[tuple[int, Spot]], ends: str
) -> None:
    with transaction.atomic():
        wishes = [wish(count, spot) for count, spot in wanted]
        try:
            reservation = held(tenant, admin, *wishes, form="any")
        except Refusal:
            assert sum(count for count, _spot in wanted) > 43
        else:
            lines = [line_of(reservation, at) for at in range(len(wishes))]
            with tenant_scope(tenant):
                for line, one in zip(lines, wishes, strict=True):
                    assert holds.held_for(line) <= one.quantity
                    assert (holds.held_for(line) < one.quantity) == bool(line.note)
                if ends != "nothing":
                    getattr(reservations, ends)(reservation, by=admin)
            work()
            owned = PhoneNumber._base_manager.count()
            assert owned + HeldNumber._base_manager.count() <= 34
            assert bool(owned) == (ends == "confirm")
        transaction.set_rollback(True)


def test_a_part_that_a_worker_tries_again_is_no_problem_of_step_3(tenant: Tenant, admin: User) -> None:
    SandboxFault.objects.create(operation="reserve", kind="fail", remaining=1)
    held(tenant, admin, wish(6))
    with tenant_scope(tenant):
        assert NumberOrder.objects.get().status == "failed"
        assert latest_order() is None
