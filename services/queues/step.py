"""Step 7 of the set-up: at least one call queue, and each is valid (design, section 2)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from services.queues.checks import problems_of
from services.queues.models import Queue
from services.voice_apps.problems import Problem, Weight
from services.voice_apps.voice_enabled import voice_enabled
from tenants.models import Tenant
from tenants.steps import Step, StepGroup, StepState, StepStatus
from ui.templatetags.ui import thousands


def state(tenant: Tenant) -> StepState:
    """Worked out from the queues and their problems, in a number of queries that does not grow."""
    count = Queue.objects.count()
    if not count:
        return _nothing(tenant)
    problems = problems_of(tenant)
    if in_the_way := [one for one in problems if one.stands_in_the_way]:
        return _unready(count, in_the_way)
    return _ready(count, problems)


def _unready(count: int, problems: list[Problem]) -> StepState:
    first = problems[0]
    ready = count - len({one.app.pk for one in problems})
    sentence = _("Ready: %(ready)s of %(n)s. %(name)s: %(problem)s") % {
        "ready": thousands(ready),
        "n": thousands(count),
        "name": first.app.name,
        "problem": first.sentence,
    }
    if first.is_broken:
        action = _("Mend %(name)s") % {"name": first.app.name}
        return StepState(StepStatus.PROBLEM, sentence, action, first.url)
    action = _("Go on with %(name)s") % {"name": first.app.name}
    return StepState(StepStatus.IN_PROGRESS, sentence, action, first.url)


def _ready(count: int, problems: list[Problem]) -> StepState:
    sentence = ngettext("%(n)s call queue is ready.", "%(n)s call queues are ready.", count)
    warned = len({one.app.pk for one in problems if one.weight == Weight.WARNING})
    detail = ngettext("%(n)s has a warning.", "%(n)s have warnings.", warned) % {"n": thousands(warned)}
    return StepState(
        StepStatus.COMPLETED, sentence % {"n": thousands(count)}, detail=detail if warned else ""
    )


def _nothing(tenant: Tenant) -> StepState:
    people = voice_enabled().count()
    if not people:
        return StepState(
            StepStatus.BLOCKED,
            _("Needs somebody who can answer: nobody has Phone System yet (step 2)."),
            action=_("Go to step 2, Licences"),
            action_url=reverse("licensing:overview", args=[tenant.slug]),
        )
    sentence = ngettext(
        "There is no call queue yet. %(n)s person can answer one.",
        "There is no call queue yet. %(n)s people can answer one.",
        people,
    )
    return StepState(
        StepStatus.NOT_STARTED,
        sentence % {"n": thousands(people)},
        action=_("Make your first call queue"),
        action_url=reverse("queues:new", args=[tenant.slug]),
    )


STEP = Step(
    number=7,
    key="call_queues",
    title=gettext_lazy("Call queues"),
    purpose=gettext_lazy("Callers wait here, with music, until one of your people is free."),
    group=StepGroup.SERVICES,
    url_name="queues:list",
    state=state,
    needs=(2,),
    may_be_skipped=True,
)
