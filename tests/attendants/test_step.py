"""Step 8: what it says, and what is to be done next."""

from licensing.models import Assignment
from services.attendants import attendants
from services.attendants.setups import Script
from services.attendants.step import state
from services.voice_apps.models import VoiceApp
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tenants.steps import StepState, StepStatus
from tests.attendants.conftest import END, make_attendant, menu, to


def now(tenant: Tenant) -> StepState:
    with tenant_scope(tenant):
        return state(tenant)


def test_without_attendants_the_step_leads_to_the_first(tenant: Tenant) -> None:
    found = now(tenant)
    assert (found.status, found.action_url) == (StepStatus.NOT_STARTED, "/t/halden/attendants/new/")


def test_what_is_not_decided_is_in_progress_and_leads_there(
    tenant: Tenant, admin: User, main: VoiceApp
) -> None:
    done = make_attendant(tenant, admin, "Night")
    with tenant_scope(tenant):
        attendants.set_script(done, "open", Script(leads=END), by=admin)
    found = now(tenant)
    assert found.status == StepStatus.IN_PROGRESS
    assert found.reason.startswith("Ready: 1 of 2. Main line: It is not decided")
    assert found.action_url.endswith(f"/{main.pk}/flow/open/")


def test_the_step_is_completed_when_each_is_valid_advice_or_not(
    tenant: Tenant, admin: User, main: VoiceApp
) -> None:
    with tenant_scope(tenant):
        attendants.set_script(main, "open", menu(), by=admin)
    assert now(tenant) == StepState(StepStatus.COMPLETED, "1 auto attendant is ready.")


def test_a_dead_target_is_a_problem(tenant: Tenant, admin: User, main: VoiceApp, anna: Person) -> None:
    with tenant_scope(tenant):
        attendants.set_script(main, "open", Script(leads=to(anna)), by=admin)
        Assignment.objects.all().delete()
    found = now(tenant)
    assert found.status == StepStatus.PROBLEM
    assert found.action == "Mend Main line"
