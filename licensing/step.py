"""Step 2 of the set-up."""

from datetime import timedelta
from typing import Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from licensing import gaps
from licensing.models import Assignment
from tenants.models import Site, Tenant
from tenants.steps import Step, StepGroup, StepState, StepStatus
from ui.ways import with_way_on

LATE: Final = timedelta(hours=24)  # rules 2.3: after that, ask support
State = Assignment.State


def state(tenant: Tenant) -> StepState:
    """Completed when everybody marked for telephony holds what calling takes, set up and active. Three queries."""
    own = reverse("licensing:overview", args=[tenant.slug])
    work, people = _work(tenant), gaps.figures(tenant)
    if work["failed"] or work["late"]:
        reason = f"{_trouble(work)} {_ready(tenant, people)}"
        return StepState(StepStatus.PROBLEM, reason, _("Look at what failed"), f"{own}#under-way")
    if not Site.objects.filter(tenant=tenant).exists():
        return StepState(
            StepStatus.BLOCKED,
            _("Add a site first: its country decides which licences can be had."),
            _("Add a site"),
            with_way_on(reverse("sites:new", args=[tenant.slug]), own),
        )
    if not people.total:
        return StepState(
            StepStatus.NOT_STARTED,
            _("Nobody is marked for telephony yet."),
            _("Mark people for telephony"),
            reverse("people:list", args=[tenant.slug]),
        )
    return _by_people(tenant, people, work, own)


def _work(tenant: Tenant) -> dict[str, int]:
    under_way = Q(state__in=Assignment.UNDER_WAY)
    figures: dict[str, int] = Assignment.objects.filter(tenant=tenant).aggregate(
        held=Count("pk"),
        under_way=Count("pk", filter=under_way),
        late=Count("pk", filter=under_way & Q(requested_at__lt=timezone.now() - LATE)),
        failed=Count("pk", filter=Q(state=State.FAILED)),
    )
    return figures


def _trouble(work: dict[str, int]) -> str:
    words = []
    if work["failed"]:
        words.append(
            ngettext(
                "%(n)s licence could not be set up.", "%(n)s licences could not be set up.", work["failed"]
            )
            % {"n": f"{work['failed']:,}"}
        )
    if work["late"]:
        words.append(
            ngettext(
                "%(n)s licence has taken more than 24 hours.",
                "%(n)s licences have taken more than 24 hours.",
                work["late"],
            )
            % {"n": f"{work['late']:,}"}
        )
    return " ".join(words)


def _by_people(tenant: Tenant, people: gaps.Figures, work: dict[str, int], own: str) -> StepState:
    reason = _ready(tenant, people)
    if work["under_way"]:
        reason += " " + ngettext(
            "%(n)s licence is being set up.", "%(n)s licences are being set up.", work["under_way"]
        ) % {"n": f"{work['under_way']:,}"}
    if people.lacking:
        begun = work["held"] > 0
        action = ngettext(
            "Give licences to %(n)s person", "Give licences to %(n)s people", people.lacking
        ) % {"n": f"{people.lacking:,}"}
        status = StepStatus.IN_PROGRESS if begun else StepStatus.NOT_STARTED
        return StepState(status, reason, action, f"{own}#missing")
    if work["under_way"]:
        return StepState(StepStatus.IN_PROGRESS, reason, _("See how far it is"), f"{own}#under-way")
    return StepState(StepStatus.COMPLETED, reason)


def _ready(tenant: Tenant, people: gaps.Figures) -> str:
    words = {"ready": f"{people.ready:,}", "total": f"{people.total:,}"}
    if tenant.uses_direct_routing_only:
        return (
            ngettext(
                "%(ready)s of %(total)s person marked for telephony holds Phone System.",
                "%(ready)s of %(total)s people marked for telephony hold Phone System.",
                people.total,
            )
            % words
        )
    return (
        ngettext(
            "%(ready)s of %(total)s person marked for telephony holds Phone System and a Calling Plan.",
            "%(ready)s of %(total)s people marked for telephony hold Phone System and a Calling Plan.",
            people.total,
        )
        % words
    )


STEP = Step(
    number=2,
    key="licences",
    title=gettext_lazy("Licences"),
    purpose=gettext_lazy(
        "Every person with a telephone needs Phone System, and a Calling Plan or Direct Routing."
    ),
    group=StepGroup.PEOPLE,
    url_name="licensing:overview",
    state=state,
    needs=(1,),
    may_be_skipped=False,
)
