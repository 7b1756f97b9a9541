"""Step 9 of the set-up: every service number answers something, or nothing on purpose (design, section 2)."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from services.bridges.bridges import bridge_of
from services.numbers import queries
from services.numbers.answer_list import FREE, Figures, figures
from services.voice_apps.allowances import allowance
from services.voice_apps.models import VoiceApp
from tenants.models import Tenant
from tenants.steps import Step, StepGroup, StepState, StepStatus
from ui.templatetags.ui import thousands

KEY: Final = "assign_numbers"


def state(tenant: Tenant) -> StepState:
    """Worked out from the numbers, what answers them, and the licences of their accounts; ten queries at most."""
    found = figures(tenant)
    if not found.total:
        return _nothing_owned(tenant)
    if found.by_apps and (licences := allowance(tenant)).lacking:
        return StepState(StepStatus.PROBLEM, f"{licences.sentence} {words(found)}", _("Buy the licences"))
    if not found.free:
        return StepState(StepStatus.COMPLETED, words(found))
    if not found.answered and not _something_answers(tenant):
        return StepState(
            StepStatus.BLOCKED,
            _(
                "Needs something that answers: a queue (step 7), an attendant (step 8) or the bridge (step 6)."
            ),
            _("Go to step 7, Call queues"),
            reverse("queues:list", args=[tenant.slug]),
            detail=words(found),
        )
    begun = found.answered or found.parked
    action = ngettext("Decide what answers %(n)s number", "Decide what answers %(n)s numbers", found.free) % {
        "n": thousands(found.free)
    }
    return StepState(
        StepStatus.IN_PROGRESS if begun else StepStatus.NOT_STARTED,
        words(found),
        action,
        f"{reverse('service_numbers:answers', args=[tenant.slug])}?state={FREE}",
    )


def words(found: Figures) -> str:
    """ "9 of 14 service numbers are answered, 3 are parked on purpose, nothing answers 2 yet."."""
    if found.free == found.total:
        return ngettext(
            "You own %(n)s service number, and nothing answers it yet.",
            "You own %(n)s service numbers, and nothing answers them yet.",
            found.total,
        ) % {"n": thousands(found.total)}
    parts = [
        ngettext(
            "%(answered)s of %(total)s service number is answered",
            "%(answered)s of %(total)s service numbers are answered",
            found.total,
        )
        % {"answered": thousands(found.answered), "total": thousands(found.total)}
    ]
    if found.parked:
        parked = ngettext("%(n)s is parked on purpose", "%(n)s are parked on purpose", found.parked)
        parts.append(parked % {"n": thousands(found.parked)})
    if found.free:
        parts.append(_("nothing answers %(n)s yet") % {"n": thousands(found.free)})
    return f"{', '.join(parts)}."


def _something_answers(tenant: Tenant) -> bool:
    return VoiceApp.objects.filter(tenant=tenant).exists() or bridge_of(tenant) is not None


def _nothing_owned(tenant: Tenant) -> StepState:
    running = queries.under_way(tenant)
    said = _("You own no service number yet (step 4).")
    return StepState(
        StepStatus.BLOCKED,
        f"{said} {running.words}".strip(),
        _("Go to step 4, Service numbers"),
        reverse("service_numbers:overview", args=[tenant.slug]),
    )


STEP = Step(
    number=9,
    key=KEY,
    title=gettext_lazy("Assign service numbers"),
    purpose=gettext_lazy(
        "Every service number is answered by a queue, an attendant or the bridge, or parked on purpose."
    ),
    group=StepGroup.SERVICES,
    url_name="service_numbers:answers",
    state=state,
    needs=(4, 6, 7, 8),
    may_be_skipped=True,
)
