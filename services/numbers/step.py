"""Step 4 of the set-up."""

from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant
from tenants.steps import Step, StepGroup, StepState, StepStatus


def state(tenant: Tenant) -> StepState:
    """Worked out from what is there."""
    return StepState(StepStatus.NOT_STARTED, "")


STEP = Step(
    number=4,
    key="service_numbers",
    title=_("Service numbers"),
    purpose=_("Queues, attendants and bridges answer on numbers that take hundreds of calls at once."),
    group=StepGroup.NUMBERS,
    url_name="service_numbers:overview",
    state=state,
    needs=(2,),
    may_be_skipped=True,
)
