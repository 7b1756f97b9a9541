"""Step 8 of the set-up: at least one attendant, and each of them valid (design, section 2)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from services.attendants.checks import problems_of
from services.voice_apps.models import VoiceApp
from services.voice_apps.problems import Problem
from tenants.models import Tenant
from tenants.steps import Step, StepGroup, StepState, StepStatus
from ui.templatetags.ui import thousands


def state(tenant: Tenant) -> StepState:
    """Worked out from the attendants and their problems; a number of queries that does not grow."""
    apps = list(VoiceApp.objects.filter(kind=VoiceApp.Kind.ATTENDANT).order_by("name", "pk"))
    if not apps:
        return StepState(
            StepStatus.NOT_STARTED,
            _("No auto attendant answers your callers yet."),
            _("Make your first auto attendant"),
            reverse("attendants:new", args=[tenant.slug]),
        )
    in_the_way = [one for one in problems_of(tenant, apps) if one.stands_in_the_way]
    if not in_the_way:
        words = ngettext("%(n)s auto attendant is ready.", "%(n)s auto attendants are ready.", len(apps)) % {
            "n": thousands(len(apps))
        }
        return StepState(StepStatus.COMPLETED, words)
    return _unready(apps, in_the_way)


def _unready(apps: list[VoiceApp], problems: list[Problem]) -> StepState:
    first = problems[0]
    bad = len({one.app.pk for one in problems})
    count = _("Ready: %(ready)s of %(n)s.") % {"ready": thousands(len(apps) - bad), "n": thousands(len(apps))}
    sentence = _("%(count)s %(name)s: %(problem)s") % {
        "count": count,
        "name": first.app.name,
        "problem": first.sentence,
    }
    action = _("Go on with %(name)s") % {"name": first.app.name}
    if first.is_broken:
        return StepState(
            StepStatus.PROBLEM, sentence, _("Mend %(name)s") % {"name": first.app.name}, first.url
        )
    return StepState(StepStatus.IN_PROGRESS, sentence, action, first.url)


STEP = Step(
    number=8,
    key="auto_attendants",
    title=gettext_lazy("Auto attendants"),
    purpose=gettext_lazy(
        "An auto attendant greets callers, knows your hours, and leads everybody to the right place."
    ),
    group=StepGroup.SERVICES,
    url_name="attendants:list",
    state=state,
    needs=(2,),
    may_be_skipped=True,
)
