"""Step 5 as the task list sees it: worked out from who holds a plan and what each set-up lacks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from licensing.models import Assignment
from services.plans.step import STEP, state
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from tenants.steps import StepState, StepStatus
from tests.cast import make_person
from tests.plans import worlds
from wizard.steps import STEPS, placed_steps


def now(tenant: Tenant) -> StepState:
    with tenant_scope(tenant):
        return state(tenant)


def direct_routing(tenant: Tenant) -> None:
    tenant.connectivity = Tenant.Connectivity.DIRECT_ROUTING
    tenant.save()


def test_it_is_step_five_and_stands_in_order() -> None:
    assert (STEP.number, STEP.key, STEP.needs, STEP.may_be_skipped) == (5, "calling_plans", (2, 3), False)
    assert [step.number for step in STEPS] == sorted(step.number for step in STEPS)


def test_nobody_with_a_plan_cannot_start_and_says_where_plans_are_given(tenant: Tenant) -> None:
    found = now(tenant)
    assert found.status == StepStatus.BLOCKED
    assert found.reason == "Needs somebody with a Calling Plan, and nobody holds one yet: step 2."
    assert found.action_url == f"/t/{tenant.slug}/licences/"


def test_direct_routing_only_needs_no_plan(tenant: Tenant) -> None:
    direct_routing(tenant)
    make_person(tenant)
    assert now(tenant).status == StepStatus.NOT_NEEDED


def test_a_plan_beside_direct_routing_only_is_a_problem(tenant: Tenant) -> None:
    worlds.ready(tenant, "anna")
    direct_routing(tenant)
    found = now(tenant)
    assert found.status == StepStatus.PROBLEM
    assert found.reason == "1 person holds a Calling Plan, although you call through Direct Routing only."
    assert found.action == "Take the plan from 1 person"


def test_where_everybody_calls_through_the_own_trunk_no_plan_is_needed(tenant: Tenant) -> None:
    worlds.number(tenant, make_person(tenant), supply="direct_routing")
    found = now(tenant)
    assert found.status == StepStatus.NOT_NEEDED
    assert found.reason.startswith("1 person calls through Direct Routing")


def test_the_same_number_beside_a_plan_is_a_problem(tenant: Tenant) -> None:
    worlds.number(tenant, worlds.holder(tenant, "anna"), supply="direct_routing")
    worlds.ready(tenant, "ben")
    found = now(tenant)
    assert found.status == StepStatus.PROBLEM
    assert found.reason == (
        "1 of 2 people with a Calling Plan are completely set up. "
        "1 of them calls through Direct Routing as well, which is not allowed."
    )
    assert found.action == "See what 1 person lacks"


def test_plans_without_numbers_have_not_started(tenant: Tenant) -> None:
    worlds.holder(tenant, "anna")
    worlds.holder(tenant, "ben")
    found = now(tenant)
    assert found.status == StepStatus.NOT_STARTED
    assert (
        found.reason == "0 of 2 people with a Calling Plan are completely set up. 2 of them have no number."
    )


def test_some_with_numbers_are_in_progress_and_the_rest_is_counted(tenant: Tenant) -> None:
    worlds.ready(tenant, "anna")
    worlds.holder(tenant, "ben")
    make_person(tenant, "cleo")
    found = now(tenant)
    assert found.status == StepStatus.IN_PROGRESS
    assert found.reason == (
        "1 of 2 people with a Calling Plan are completely set up. 1 of them has no number. "
        "1 more person is to have a telephone and holds no plan (step 2)."
    )


def test_everybody_set_up_completes_it(tenant: Tenant) -> None:
    worlds.ready(tenant, "anna")
    worlds.ready(tenant, "jean", country="FR")
    found = now(tenant)
    assert found.status == StepStatus.COMPLETED
    assert found.reason == "2 of 2 people with a Calling Plan are completely set up."


def test_a_missing_credits_licence_does_not_keep_it_from_completion(tenant: Tenant) -> None:
    worlds.ready(tenant, "anna", "MCOPSTN_PAYG_1")
    assert now(tenant).status == StepStatus.COMPLETED


def test_a_number_that_could_not_be_activated_is_a_problem(tenant: Tenant) -> None:
    worlds.number(tenant, worlds.holder(tenant, "anna"), activation="failed")
    found = now(tenant)
    assert found.status == StepStatus.PROBLEM
    assert "1 number could not be activated." in found.reason


def test_a_plan_that_failed_is_held_by_nobody(tenant: Tenant) -> None:
    worlds.ready(tenant, "anna")
    with tenant_scope(tenant):
        Assignment.objects.filter(product_id="MCOPSTN1").update(state="failed")
    assert now(tenant).status == StepStatus.BLOCKED


@pytest.mark.parametrize("people", [1, 3])
def test_it_takes_three_queries_for_any_number_of_people(tenant: Tenant, people: int) -> None:
    for n in range(people):
        worlds.ready(tenant, f"p{n}")
    with tenant_scope(tenant), CaptureQueriesContext(connection) as queries:
        state(tenant)
    assert len(queries) == 3


def test_the_task_list_knows_it(tenant: Tenant) -> None:
    worlds.ready(tenant, "anna")
    with tenant_scope(tenant):
        placed = next(step for step in placed_steps(tenant) if step.number == 5)
    assert (placed.url, placed.status) == (f"/t/{tenant.slug}/calling-plans/", "completed")
