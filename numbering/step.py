"""Step 3 of the set-up."""

from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant
from tenants.steps import Step, StepGroup, StepState, StepStatus


def state(tenant: Tenant) -> StepState:
    """Worked out from what is there."""
    return StepState(StepStatus.NOT_STARTED, "")


STEP = Step(
    number=3,
    key="user_numbers",
    title=_("User numbers"),
    purpose=_("Every person with a telephone needs a number, and emergency services need an address."),
    group=StepGroup.NUMBERS,
    url_name="numbering:user_numbers",
    state=state,
    needs=(2,),
    may_be_skipped=False,
)
