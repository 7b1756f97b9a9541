"""The steps as one list: what is next, what may be skipped, how the board is laid out."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tenants.steps import Step, StepGroup, StepState, StepStatus
from tests.cast import make_person, make_site
from ui.refusals import Refusal
from wizard import choices
from wizard.board import board
from wizard.models import StepChoice
from wizard.steps import STEPS, PlacedStep, next_step, placed_steps, step_by_key

ClientOf = Callable[[User], Client]


def placed(number: int, status: StepStatus, needs: tuple[int, ...] = ()) -> PlacedStep:
    step = Step(
        number, f"step-{number}", f"Step {number}", "", StepGroup.CHECK, "home", lambda _tenant: None, needs
    )  # type: ignore[arg-type, return-value]
    return PlacedStep(step, StepState(status, "because"), f"/{number}/")


def test_steps_are_numbered_in_order_and_need_only_earlier_ones() -> None:
    numbers = [step.number for step in STEPS]
    assert numbers == sorted(set(numbers))
    assert all(needed < step.number for step in STEPS for needed in step.needs)


def test_a_problem_comes_before_everything() -> None:
    steps = [placed(1, StepStatus.NOT_STARTED), placed(2, StepStatus.PROBLEM)]
    assert next_step(steps) == steps[1]


def test_a_blocked_step_is_never_next() -> None:
    steps = [
        placed(1, StepStatus.COMPLETED),
        placed(2, StepStatus.BLOCKED),
        placed(3, StepStatus.NOT_STARTED),
    ]
    assert next_step(steps) == steps[2]


def test_when_all_is_done_there_is_no_next() -> None:
    assert next_step([placed(1, StepStatus.COMPLETED), placed(2, StepStatus.NOT_NEEDED)]) is None


def test_a_cord_runs_from_each_needed_step_and_shows_whether_it_is_ready() -> None:
    steps = [
        placed(1, StepStatus.COMPLETED),
        placed(2, StepStatus.NOT_STARTED, (1,)),
        placed(3, StepStatus.BLOCKED, (2,)),
    ]
    drawn = board(steps, steps[1])
    assert [cord.kind for cord in drawn.cords] == ["live", "waiting"]
    assert [jack.y for jack in drawn.jacks] == [18, 54, 90]
    assert drawn.height == 108


def test_a_new_tenant_begins_with_its_first_site(tenant: Tenant) -> None:
    with tenant_scope(tenant):
        steps = placed_steps(tenant)
        assert steps[0].status == StepStatus.NOT_STARTED
        assert next_step(steps) == steps[0]
        finished = {step.step.key for step in steps if step.is_finished}
        assert finished == {"communications_credits"}, "nothing that is there uses credit"


def test_a_step_that_everybody_needs_cannot_be_waved_away(tenant: Tenant, admin: User) -> None:
    with tenant_scope(tenant), pytest.raises(Refusal, match="needed by every organisation"):
        choices.choose(tenant, step_by_key("licences"), not_needed=True, by=admin)


def test_service_numbers_may_be_waved_away_and_wanted_again(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    client, url = client_of(admin), f"/t/{tenant.slug}/steps/service_numbers/choice/"
    for word, status in (("yes", StepStatus.NOT_NEEDED), ("no", None)):
        assert client.post(url, {"not_needed": word}).status_code == 302
        with tenant_scope(tenant):
            step = next(step for step in placed_steps(tenant) if step.step.key == "service_numbers")
            assert (step.status == StepStatus.NOT_NEEDED) == (status == StepStatus.NOT_NEEDED)
    with tenant_scope(tenant):
        assert StepChoice.objects.count() == 1


def test_a_viewer_may_not_choose(tenant: Tenant, viewer: User, client_of: ClientOf) -> None:
    url = f"/t/{tenant.slug}/steps/service_numbers/choice/"
    assert client_of(viewer).post(url, {"not_needed": "yes"}).status_code == 403


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_task_list_takes_the_same_queries_for_any_number_of_people(
    item_count: int,
    tenant: Tenant,
    admin: User,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(item_count):
        make_site(tenant, f"Site {number}")
        make_person(tenant, f"person{number}")
    client = client_of(admin)
    with django_assert_max_num_queries(50) as captured:
        assert client.get(f"/t/{tenant.slug}/").status_code == 200
    assert len(captured) <= 50
