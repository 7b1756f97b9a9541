"""The demonstration tells what it says: its finished organisation is finished."""

import pytest
from django.core.management import call_command

from licensing.models import LicenceFile
from numbering.models import Reservation
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tenants.steps import StepStatus
from wizard.demonstration import bulk, parts
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


def test_a_reservation_and_a_file_of_licences_with_wrong_rows_wait_for_an_answer(staff: list[User]) -> None:
    tenant = parts.organisation("halden", "Halden Instruments", country="US")
    with tenant_scope(tenant):
        admin = parts.members(tenant)
        office = parts.site(tenant, "Seattle", "US", "America/Los_Angeles", admin)
        people = parts.staff(tenant, 7, [office], admin)
        skus = ["ENTERPRISEPACK", "MCOEV", "MCOPSTN1"]
        parts.buy(tenant, dict.fromkeys([*skus, "MCOMEETADV"], 20), staff[0])
        parts.licence(tenant, people, skus, admin)
        bulk.reserve(tenant, admin)
        bulk.licence_file(tenant, people, admin)
        reservation, upload = Reservation.objects.get(), LicenceFile.objects.get()
        assert reservation.is_live()
        assert not reservation.lines.exclude(note="").exists(), "all that was asked for is held"
    assert upload.status == LicenceFile.Status.CHECKED
    assert (upload.counts.pop("changes"), sum(upload.counts.values())) == (5, 3)
