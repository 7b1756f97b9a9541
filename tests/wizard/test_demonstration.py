"""The demonstration tells what it says: its finished organisation is finished."""

import pytest
from django.core.management import call_command

from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tenants.steps import StepStatus
from wizard.demonstration.accounts import ACCOUNTS, make
from wizard.demonstration.finished import cedar
from wizard.steps import placed_steps


@pytest.fixture
def staff(db: None, reference_data: None) -> list[User]:
    """The provider's people; the sandbox's carrier has numbers in the United States."""
    call_command("load_products", verbosity=0)
    call_command("build_stock", countries=["US"], per_city=20, verbosity=0)
    return [make(account) for account in ACCOUNTS if account.provider_role]


def test_every_step_of_the_finished_organisation_is_completed(staff: list[User]) -> None:
    cedar(*staff)
    tenant = Tenant.objects.get(slug="cedar")
    with tenant_scope(tenant):
        found = {step.number: (step.state.status, step.reason) for step in placed_steps(tenant)}
    assert {number: status for number, (status, _why) in found.items()} == dict.fromkeys(
        range(1, 11), StepStatus.COMPLETED
    ), found
