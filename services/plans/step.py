"""Step 5 of the set-up: no set-up of a plan holder is incomplete (design, section 2)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from services.plans.queries import Figures, Without, figures, without_plan
from tenants.models import Tenant
from tenants.steps import Step, StepGroup, StepState, StepStatus
from ui.templatetags.ui import thousands


def state(tenant: Tenant) -> StepState:
    """Worked out from who holds a plan and what their set-ups lack; three queries at most."""
    return state_of(tenant, figures(tenant), without_plan(tenant))


def state_of(tenant: Tenant, found: Figures, without: Without) -> StepState:
    """The state that follows from these figures."""
    return _direct_routing_only(found) if tenant.uses_direct_routing_only else _plans(tenant, found, without)


def _direct_routing_only(found: Figures) -> StepState:
    if not found.total:
        return StepState(
            StepStatus.NOT_NEEDED, _("You call through Direct Routing, so nobody needs a Calling Plan.")
        )
    words = ngettext(
        "%(n)s person holds a Calling Plan, although you call through Direct Routing only.",
        "%(n)s people hold a Calling Plan, although you call through Direct Routing only.",
        found.total,
    )
    action = ngettext("Take the plan from %(n)s person", "Take the plans from %(n)s people", found.total)
    n = {"n": thousands(found.total)}
    return StepState(StepStatus.PROBLEM, words % n, action % n)


def _plans(tenant: Tenant, found: Figures, without: Without) -> StepState:
    if not found.total:
        return _nobody(tenant, without)
    reason = " ".join(part for part in (_ready(found), _most(found), _wanting(without)) if part)
    if found.problems:
        return StepState(StepStatus.PROBLEM, reason, _mend(found.problems))
    if found.ready == found.total:
        return StepState(StepStatus.COMPLETED, reason)
    begun = found.ready or found.lack("number") < found.total
    return StepState(
        StepStatus.IN_PROGRESS if begun else StepStatus.NOT_STARTED, reason, _mend(found.total - found.ready)
    )


def _nobody(tenant: Tenant, without: Without) -> StepState:
    if without.direct and not without.total:
        words = ngettext(
            "%(n)s person calls through Direct Routing, and nobody else is to have a telephone: no plan is needed.",
            "%(n)s people call through Direct Routing, and nobody else is to have a telephone: no plan is needed.",
            without.direct,
        )
        return StepState(StepStatus.NOT_NEEDED, words % {"n": thousands(without.direct)})
    return StepState(
        StepStatus.BLOCKED,
        _("Needs somebody with a Calling Plan, and nobody holds one yet: step 2."),
        _("Go to step 2, Licences"),
        reverse("licensing:overview", args=[tenant.slug]),
    )


def _ready(found: Figures) -> str:
    return ngettext(
        "%(ready)s of %(total)s person with a Calling Plan is completely set up.",
        "%(ready)s of %(total)s people with a Calling Plan are completely set up.",
        found.total,
    ) % {"ready": thousands(found.ready), "total": thousands(found.total)}


def _most(found: Figures) -> str:
    """The worst that is known: what is forbidden or failed, else the number that most people wait for."""
    if count := found.lack("direct_routing"):
        words = ngettext(
            "%(n)s of them calls through Direct Routing as well, which is not allowed.",
            "%(n)s of them call through Direct Routing as well, which is not allowed.",
            count,
        )
    elif count := found.lack("failed"):
        words = ngettext(
            "%(n)s number could not be activated.", "%(n)s numbers could not be activated.", count
        )
    elif count := found.lack("number"):
        words = ngettext("%(n)s of them has no number.", "%(n)s of them have no number.", count)
    else:
        return ""
    return words % {"n": thousands(count)}


def _wanting(without: Without) -> str:
    """People who are to have a telephone and hold no plan; empty when there are none."""
    if not without.total:
        return ""
    words = ngettext(
        "%(n)s more person is to have a telephone and holds no plan (step 2).",
        "%(n)s more people are to have a telephone and hold no plan (step 2).",
        without.total,
    )
    return words % {"n": thousands(without.total)}


def _mend(count: int) -> str:
    return ngettext("See what %(n)s person lacks", "See what %(n)s people lack", count) % {
        "n": thousands(count)
    }


STEP = Step(
    number=5,
    key="calling_plans",
    title=gettext_lazy("Calling Plans"),
    purpose=gettext_lazy("Everybody with a plan needs a number, an address and minutes to call with."),
    group=StepGroup.PEOPLE,
    url_name="plans:overview",
    state=state,
    needs=(2, 3),
    may_be_skipped=False,
)
