"""Step 10 of the set-up: credit is there, or nothing in the tenant consumes any (design, section 2; rules 12.2)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credits.consumers import Use, uses
from credits.standing import Standing, State, standing_of
from tenants.models import Tenant
from tenants.steps import Step, StepGroup, StepState, StepStatus


def state(tenant: Tenant) -> StepState:
    """Worked out from the balance and from what consumes credit, in a fixed number of queries."""
    standing = standing_of(tenant)
    if standing.state == State.POSTPAID:
        return StepState(StepStatus.COMPLETED, standing.sentence)
    found = uses(tenant)
    if not found:
        words = _("Nothing here uses credit.")
        return StepState(
            StepStatus.COMPLETED, f"{words} {standing.sentence}" if standing.balance > 0 else words
        )
    if standing.state == State.RECHARGE_FAILED:
        return StepState(StepStatus.PROBLEM, _with_stops(standing, found), _("Mend the recharge"))
    if standing.blocked:
        return _blocked(standing, found)
    low = standing.state == State.LOW
    url = reverse("credits:settings", args=[tenant.slug]) if low else ""
    return StepState(StepStatus.COMPLETED, standing.sentence, _("Recharge automatically") if low else "", url)


def _blocked(standing: Standing, found: list[Use]) -> StepState:
    words = _with_stops(standing, found)
    if standing.state == State.RECHARGING:
        return StepState(StepStatus.IN_PROGRESS, words, _("See how far the payment is"))
    status = StepStatus.NOT_STARTED if standing.state == State.NONE else StepStatus.PROBLEM
    return StepState(status, words, _("Add credit"))


def _with_stops(standing: Standing, found: list[Use]) -> str:
    if not standing.blocked:
        return standing.sentence
    return f"{standing.sentence} {' '.join(use.stops for use in found)}"


STEP = Step(
    number=10,
    key="communications_credits",
    title=gettext_lazy("Communications Credits"),
    purpose=gettext_lazy("Credit pays for calls to toll-free numbers, and for calls that no plan includes."),
    group=StepGroup.SERVICES,
    url_name="credits:overview",
    state=state,
    needs=(2,),
    may_be_skipped=True,
)
