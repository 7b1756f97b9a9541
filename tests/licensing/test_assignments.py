"""Assigning, removing, undoing: all checks, no oversold seat, the same record for one and for many."""

from functools import partial

import pytest
from pytest_django import DjangoAssertNumQueries

from audit.models import Event
from jobs import sweeps
from jobs.models import Job
from licensing import assignments, impacts, queries, transitions, undo
from licensing.findings import Outcome, Violation
from licensing.models import Assignment
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_member, make_person, make_tenant
from tests.licensing.worlds import E3, E5, PHONE, PLAN, PLAN_2, bought
from tests.races import at_once
from ui.refusals import Refusal

State = Assignment.State


@pytest.fixture
def anna(tenant: Tenant) -> Person:
    return make_person(tenant)


def states(tenant: Tenant) -> dict[str, str]:
    with tenant_scope(tenant):
        return dict(Assignment.objects.values_list("product_id", "state"))


def test_assigned_licences_become_active_when_a_worker_has_set_them_up(
    tenant: Tenant, admin: User, anna: Person
) -> None:
    bought(tenant, admin, ENTERPRISEPREMIUM=1, MCOPSTN1=1)
    with tenant_scope(tenant):
        done = assignments.assign(tenant, [anna], [E5, PLAN], by=admin)
        assert done.changed == 1
        assert states(tenant) == {"ENTERPRISEPREMIUM": State.REQUESTED, "MCOPSTN1": State.REQUESTED}
        sweeps.sweep(grace_seconds=0)
        assert states(tenant) == {"ENTERPRISEPREMIUM": State.ACTIVE, "MCOPSTN1": State.ACTIVE}
        assert queries.holds(anna, "phone_system")
        assert list(queries.people_needing_numbers(tenant)) == [anna]
        actions = list(Event.objects.filter(object_type="tenants.person").values_list("action", flat=True))
    assert sorted(actions) == ["licence.activated"] * 2 + ["licence.assigned"] * 2


def test_setting_up_twice_changes_nothing(tenant: Tenant, admin: User, anna: Person) -> None:
    bought(tenant, admin, ENTERPRISEPREMIUM=1)
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna], [E5], by=admin)
        assignments.assign(tenant, [anna], [E5], by=admin)
        assert Job.objects.count() == 1
        sweeps.sweep(grace_seconds=0)
        Job.objects.update(status=Job.Status.QUEUED)
        sweeps.sweep(grace_seconds=0)
        assert Event.objects.filter(action="licence.activated").count() == 1


def test_the_directory_takes_its_time(tenant: Tenant, admin: User, anna: Person, settings) -> None:  # type: ignore[no-untyped-def]
    settings.SANDBOX_SECONDS = 30
    bought(tenant, admin, ENTERPRISEPREMIUM=1)
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna], [E5], by=admin)
        sweeps.sweep(grace_seconds=0)
        assert states(tenant) == {"ENTERPRISEPREMIUM": State.PROVISIONING}
        assert Job.objects.get().status == Job.Status.QUEUED


def test_people_who_cannot_have_it_are_left_out_and_the_others_get_it(tenant: Tenant, admin: User) -> None:
    people = [make_person(tenant, f"p{n}") for n in range(3)]
    bought(tenant, admin, ENTERPRISEPREMIUM=2)
    with tenant_scope(tenant):
        done = assignments.assign(tenant, people, [E5], by=admin)
        assert (done.changed, done.refused) == (2, 1)
        assert done.preview.of(Outcome.REFUSED)[0].findings[0].violation == Violation.COUNT
        assert queries.seats_left(tenant)["ENTERPRISEPREMIUM"] == 0
        with pytest.raises(Refusal, match="No seat of Enterprise E5 is left"):
            assignments.assign(tenant, people, [E5], by=admin, all_or_nothing=True)


def test_phone_system_is_not_removed_under_a_calling_plan(tenant: Tenant, admin: User, anna: Person) -> None:
    bought(tenant, admin, ENTERPRISEPACK=1, MCOEV=1, MCOPSTN1=1)
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna], [E3, PHONE, PLAN], by=admin)
        with pytest.raises(Refusal, match="Domestic Calling Plan needs Phone System"):
            assignments.remove(tenant, [anna], [PHONE], by=admin, all_or_nothing=True)
        assert assignments.remove(tenant, [anna], [PHONE, PLAN], by=admin).changed == 1
        assert states(tenant) == {"ENTERPRISEPACK": State.REQUESTED}


def test_a_swap_is_one_act_and_can_be_taken_back(tenant: Tenant, admin: User, anna: Person) -> None:
    bought(tenant, admin, ENTERPRISEPREMIUM=1, MCOPSTN1=1, MCOPSTN2=1)
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna], [E5, PLAN], by=admin)
        swap = assignments.assign(tenant, [anna], [PLAN_2], remove=[PLAN], by=admin)
        assert swap.change is not None
        assert "MCOPSTN2" in states(tenant)
        undo.undo(tenant, swap.change, by=admin)
        assert set(states(tenant)) == {"ENTERPRISEPREMIUM", "MCOPSTN1"}
        with pytest.raises(Refusal, match="already"):
            undo.undo(tenant, swap.change, by=admin)


def test_what_something_is_built_on_is_not_taken_back(
    tenant: Tenant, admin: User, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    bought(tenant, admin, ENTERPRISEPREMIUM=1, MCOPSTN1=1)
    with tenant_scope(tenant):
        base = assignments.assign(tenant, [anna], [E5], by=admin)
        plan = assignments.assign(tenant, [anna], [PLAN], by=admin)
        assert base.change is not None
        assert plan.change is not None
        with pytest.raises(Refusal, match="needs Phone System"):
            undo.undo(tenant, base.change, by=admin)
        monkeypatch.setattr(impacts, "_impacts", [])
        impacts.register_removal_impact(lambda _t, people, lost: [f"{people[0]} loses a number."])
        outlook = assignments.preview(tenant, [anna], remove=[PLAN])
        assert outlook.breaks == ["Anna Berg loses a number."]
        with pytest.raises(Refusal, match="loses a number"):
            undo.undo(tenant, plan.change, by=admin)


def test_a_seat_that_went_to_somebody_else_is_not_given_back(
    tenant: Tenant, admin: User, anna: Person
) -> None:
    bea = make_person(tenant, "bea")
    bought(tenant, admin, ENTERPRISEPREMIUM=1)
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna], [E5], by=admin)
        gone = assignments.remove(tenant, [anna], [E5], by=admin)
        assignments.assign(tenant, [bea], [E5], by=admin)
        assert gone.change is not None
        with pytest.raises(Refusal, match="No seat of Enterprise E5"):
            undo.undo(tenant, gone.change, by=admin)


def test_a_failed_licence_frees_its_seat_and_can_be_tried_again(
    tenant: Tenant, admin: User, anna: Person
) -> None:
    bought(tenant, admin, ENTERPRISEPREMIUM=1)
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna], [E5], by=admin)
        ids = list(Assignment.objects.values_list("pk", flat=True))
        transitions.move(tenant, ids, State.FAILED, by=admin, error="The directory said no.")
        assert queries.seats_left(tenant)["ENTERPRISEPREMIUM"] == 1
        assert not queries.holds(anna, "base")
        assignments.retry(tenant, Assignment.objects.all(), by=admin)
        assert states(tenant) == {"ENTERPRISEPREMIUM": State.REQUESTED}
        assert queries.seats_left(tenant)["ENTERPRISEPREMIUM"] == 0
        with pytest.raises(Refusal, match="nothing to try again"):
            assignments.retry(tenant, Assignment.objects.all(), by=admin)


def test_an_active_licence_does_not_move(tenant: Tenant, admin: User, anna: Person) -> None:
    bought(tenant, admin, ENTERPRISEPREMIUM=1)
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna], [E5], by=admin)
        sweeps.sweep(grace_seconds=0)
        ids = list(Assignment.objects.values_list("pk", flat=True))
        for state in State:
            assert transitions.move(tenant, ids, state, by=admin) == []


@pytest.mark.parametrize("count", [1, 40])
def test_many_people_take_no_more_queries_than_one(
    tenant: Tenant, admin: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    people = [make_person(tenant, f"p{n}") for n in range(count)]
    bought(tenant, admin, ENTERPRISEPREMIUM=50, MCOPSTN1=50)
    with tenant_scope(tenant), django_assert_max_num_queries(20):
        assert assignments.assign(tenant, people, [E5, PLAN], by=admin).changed == count


@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_oversell_a_seat() -> None:
    tenant = make_tenant("race")
    admin = make_member(tenant, "admin", "race@race.example")  # type: ignore[arg-type]
    people = [make_person(tenant, f"p{n}") for n in range(6)]
    bought(tenant, admin, ENTERPRISEPREMIUM=3)

    def take(person: Person) -> int:
        with tenant_scope(tenant):
            return assignments.assign(tenant, [person], [E5], by=admin).changed

    outcomes = at_once(*(partial(take, person) for person in people))
    with tenant_scope(tenant):
        assert sorted(outcomes) == [0, 0, 0, 1, 1, 1]
        assert Assignment.objects.count() == 3
