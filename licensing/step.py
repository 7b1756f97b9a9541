"""Step 2 of the set-up."""

from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant
from tenants.steps import Step, StepGroup, StepState, StepStatus


def state(tenant: Tenant) -> StepState:
    """Worked out from what is there."""
    return StepState(StepStatus.NOT_STARTED, "")


STEP = Step(
    number=2,
    key="licences",
    title=_("Licences"),
    purpose=_("Every person with a telephone needs Phone System, and a Calling Plan or Direct Routing."),
    group=StepGroup.PEOPLE,
    url_name="licensing:overview",
    state=state,
    needs=(1,),
    may_be_skipped=False,
)
