"""Step 4 of the set-up: at least one service number is owned, however it was had (design, section 2)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.queries import quota_inputs
from services.numbers import queries
from services.numbers.queries import Owned, UnderWay, both_kinds
from tenants.models import Tenant
from tenants.steps import Step, StepGroup, StepState, StepStatus


def state(tenant: Tenant) -> StepState:
    """Worked out from what is owned, held, asked for and bought; four queries at most."""
    have = queries.owned(tenant)
    running = queries.under_way(tenant)
    if have.total:
        return _owned(have, running)
    if running.any:
        return _running(running)
    allowed = queries.band(queries.licences_of(quota_inputs(tenant))).numbers
    return _nothing(tenant, allowed)


def _owned(have: Owned, running: UnderWay) -> StepState:
    said = _("You own %(numbers)s.") % {"numbers": have.words}
    return StepState(
        StepStatus.COMPLETED,
        " ".join(part for part in (said, have.free_words) if part),
        detail=running.words,
    )


def _running(running: UnderWay) -> StepState:
    action = _("Keep the numbers that you hold") if running.held else _("See what is under way")
    return StepState(StepStatus.IN_PROGRESS, running.words, action=action)


def _nothing(tenant: Tenant, allowed: int) -> StepState:
    if allowed:
        words = _("Your licences allow %(numbers)s, and you own none.") % {
            "numbers": both_kinds(allowed, allowed)
        }
        return StepState(StepStatus.NOT_STARTED, words, action=_("Find your first service number"))
    if tenant.uses_direct_routing_only:
        return StepState(
            StepStatus.NOT_STARTED,
            _("You own no service number. With Direct Routing you upload your own."),
            action=_("Upload your own service numbers"),
            action_url=reverse("numbering:direct_routing", args=[tenant.slug]),
        )
    return StepState(
        StepStatus.BLOCKED,
        _("Needs a Phone System or Audio Conferencing licence: you have bought none (step 2)."),
        action=_("Go to step 2, Licences"),
        action_url=reverse("licensing:overview", args=[tenant.slug]),
    )


STEP = Step(
    number=4,
    key="service_numbers",
    title=gettext_lazy("Service numbers"),
    purpose=gettext_lazy(
        "Queues, attendants and bridges answer on numbers that take hundreds of calls at once."
    ),
    group=StepGroup.NUMBERS,
    url_name="service_numbers:overview",
    state=state,
    needs=(2,),
    may_be_skipped=True,
)
