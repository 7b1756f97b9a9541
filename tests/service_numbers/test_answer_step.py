"""Step 9 as the task list sees it: worked out from the numbers and what answers them."""

import pytest
from pytest_django import DjangoAssertNumQueries

from services.numbers import answers
from services.numbers.answer_step import STEP, state
from services.voice_apps import accounts
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tenants.steps import StepState, StepStatus
from tests.service_numbers.conftest import buy, give, toll, user_number
from tests.voice_apps.conftest import make_app


@pytest.fixture
def owner(tenant: Tenant, reference_data: None) -> Tenant:
    buy(tenant, 1)
    return tenant


def now(tenant: Tenant) -> StepState:
    with tenant_scope(tenant):
        return state(tenant)


def test_without_a_number_it_cannot_start(owner: Tenant) -> None:
    found = now(owner)
    assert (found.status, found.reason) == (
        StepStatus.BLOCKED,
        "You own no service number yet (step 4).",
    )
    assert found.action_url == f"/t/{owner.slug}/service-numbers/"


def test_without_anything_that_answers_it_cannot_start(owner: Tenant, admin: User) -> None:
    give(owner, admin, toll(0))
    found = now(owner)
    assert found.status == StepStatus.BLOCKED
    assert "a queue (step 7), an attendant (step 8) or the bridge (step 6)" in found.reason


def test_it_goes_from_not_started_to_completed(owner: Tenant, admin: User) -> None:
    app, numbers = make_app(owner), give(owner, admin, toll(0), toll(1), toll(2))
    found = now(owner)
    assert (found.status, found.reason) == (
        StepStatus.NOT_STARTED,
        "You own 3 service numbers, and nothing answers them yet.",
    )
    assert found.action == "Decide what answers 3 numbers"
    with tenant_scope(owner):
        accounts.connect(numbers[0], app, by=admin)
    found = now(owner)
    assert (found.status, found.reason) == (
        StepStatus.IN_PROGRESS,
        "1 of 3 service numbers are answered, nothing answers 2 yet.",
    )
    assert found.action_url == f"/t/{owner.slug}/service-numbers/answers/?state=free"
    with tenant_scope(owner):
        answers.park(numbers[1:], by=admin)
    found = now(owner)
    assert (found.status, found.reason) == (
        StepStatus.COMPLETED,
        "1 of 3 service numbers are answered, 2 are parked on purpose.",
    )


def test_numbers_of_people_do_not_count(owner: Tenant, admin: User) -> None:
    app, [number] = make_app(owner), give(owner, admin, toll(0))
    give(owner, admin, user_number(0), usage="user")
    with tenant_scope(owner):
        accounts.connect(number, app, by=admin)
    assert now(owner).reason == "1 of 1 service number is answered."


def test_more_accounts_than_licences_is_a_problem(owner: Tenant, admin: User) -> None:
    app, numbers = make_app(owner), give(owner, admin, *[toll(n) for n in range(3)])
    with tenant_scope(owner):
        accounts.connect_many(numbers, app, by=admin)
    buy(owner, -1)
    found = now(owner)
    assert found.status == StepStatus.PROBLEM
    assert found.reason.startswith("3 resource accounts are in use and 3 of them lack a licence.")


def test_its_questions_do_not_grow(
    owner: Tenant, admin: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    app = make_app(owner)
    for numbers in ([0], [1, 2]):
        rows = give(owner, admin, *[toll(n) for n in numbers])
        with tenant_scope(owner):
            accounts.connect(rows[0], app, by=admin)
        with django_assert_max_num_queries(10):
            now(owner)
    assert STEP.may_be_skipped
