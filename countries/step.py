"""Step 1 of the set-up."""

from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant
from tenants.steps import Step, StepGroup, StepState, StepStatus


def state(tenant: Tenant) -> StepState:
    """Worked out from what is there."""
    return StepState(StepStatus.NOT_STARTED, "")


STEP = Step(
    number=1,
    key="countries",
    title=_("Country availability"),
    purpose=_("What can be had differs from country to country. Look before you buy."),
    group=StepGroup.CHECK,
    url_name="countries:overview",
    state=state,
    needs=(),
    may_be_skipped=False,
)
