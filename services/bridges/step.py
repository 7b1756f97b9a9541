"""Step 6 of the set-up: the bridge has a default toll number, and somebody can hold meetings (design, section 2)."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from credits.balances import toll_free_allowed
from licensing.queries import quota_inputs
from services.bridges import queries
from services.bridges.default_numbers import organisers_words
from services.bridges.models import BridgeNumber
from tenants.models import Tenant
from tenants.steps import Step, StepGroup, StepState, StepStatus


def state(tenant: Tenant) -> StepState:
    """Worked out from licences, organisers, the bridge's numbers and the credit; six queries at most."""
    people = queries.figures(tenant)
    numbers = BridgeNumber.objects.filter(tenant=tenant).aggregate(
        total=Count("pk"),
        defaults=Count("pk", filter=Q(is_default=True)),
        toll_free=Count("pk", filter=Q(kind="toll_free") & ~Q(number__supply="direct_routing")),
    )
    if trouble := _trouble(tenant, people, numbers["toll_free"]):
        return trouble
    if not people.holders and not people.organisers:
        return _nobody(tenant)
    if not people.organisers:
        return _no_organiser(tenant, people)
    if not numbers["defaults"]:
        return _no_number(tenant, people)
    said = _("%(organisers)s, %(numbers)s on the bridge.") % {
        "organisers": organisers_words(people.organisers),
        "numbers": numbers_words(numbers["total"]),
    }
    return StepState(StepStatus.COMPLETED, said, detail=ready_words(people))


def numbers_words(count: int) -> str:
    """ "4 numbers"."""
    return ngettext("%(n)s number", "%(n)s numbers", count) % {"n": f"{count:,}"}


def ready_words(people: queries.Figures) -> str:
    """How many people could be organisers, and how many will be by themselves; empty for none."""
    said = []
    if people.ready:
        said.append(
            ngettext(
                "%(n)s person holds a licence and is no organiser.",
                "%(n)s people hold a licence and are no organisers.",
                people.ready,
            )
            % {"n": f"{people.ready:,}"}
        )
    if people.under_way:
        said.append(
            ngettext(
                "%(n)s licence is being set up; the conference id comes by itself with it.",
                "%(n)s licences are being set up; the conference ids come by themselves with them.",
                people.under_way,
            )
            % {"n": f"{people.under_way:,}"}
        )
    return " ".join(said)


def _trouble(tenant: Tenant, people: queries.Figures, toll_free: int) -> StepState | None:
    if people.unlicensed:
        said = ngettext(
            "%(n)s organiser no longer holds a licence: callers cannot join the meetings.",
            "%(n)s organisers no longer hold a licence: callers cannot join their meetings.",
            people.unlicensed,
        ) % {"n": f"{people.unlicensed:,}"}
        url = f"{reverse('bridges:organisers', args=[tenant.slug])}?state=unlicensed"
        return StepState(StepStatus.PROBLEM, said, _("See who lacks the licence"), url)
    if toll_free and not toll_free_allowed(tenant):
        said = ngettext(
            "The credit is used up: nobody gets through on %(n)s toll-free number of the bridge.",
            "The credit is used up: nobody gets through on %(n)s toll-free numbers of the bridge.",
            toll_free,
        ) % {"n": f"{toll_free:,}"}
        return StepState(
            StepStatus.PROBLEM, said, _("Add credit"), reverse("credits:overview", args=[tenant.slug])
        )
    return None


def _nobody(tenant: Tenant) -> StepState:
    bought = quota_inputs(tenant).audio_conferencing
    licences = reverse("licensing:overview", args=[tenant.slug])
    if bought <= 0:
        said = _(
            "Needs an Audio Conferencing licence for everybody who holds meetings: you have bought none."
        )
        return StepState(StepStatus.BLOCKED, said, _("Go to step 2, Licences"), licences)
    said = ngettext(
        "You have bought %(n)s Audio Conferencing licence, and nobody holds it.",
        "You have bought %(n)s Audio Conferencing licences, and nobody holds one.",
        bought,
    ) % {"n": f"{bought:,}"}
    return StepState(
        StepStatus.NOT_STARTED, said, _("Give the licences to those who hold meetings"), licences
    )


def _no_organiser(tenant: Tenant, people: queries.Figures) -> StepState:
    said = ready_words(people)
    if not people.ready:
        return StepState(StepStatus.IN_PROGRESS, said, _("See how far it is"))
    action = ngettext("Make %(n)s person an organiser", "Make %(n)s people organisers", people.ready) % {
        "n": f"{people.ready:,}"
    }
    return StepState(StepStatus.IN_PROGRESS, said, action, reverse("bridges:enable", args=[tenant.slug]))


def _no_number(tenant: Tenant, people: queries.Figures) -> StepState:
    said = _("%(organisers)s, but no toll number on the bridge: callers have nothing to dial.") % {
        "organisers": organisers_words(people.organisers)
    }
    return StepState(
        StepStatus.IN_PROGRESS,
        said,
        _("Put a toll number on the bridge"),
        f"{reverse('bridges:overview', args=[tenant.slug])}#numbers",
    )


STEP = Step(
    number=6,
    key="audio_conferencing",
    title=gettext_lazy("Audio Conferencing"),
    purpose=gettext_lazy("Callers join meetings by telephone: they dial a number and type a conference id."),
    group=StepGroup.SERVICES,
    url_name="bridges:overview",
    state=state,
    needs=(2,),
    may_be_skipped=True,
)
