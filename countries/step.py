"""Step 1 of the set-up: what the tenant's countries offer."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from countries.models import Country, CountryReview
from tenants.models import Site, Tenant
from tenants.steps import Step, StepGroup, StepState, StepStatus


def state(tenant: Tenant) -> StepState:
    """Completed: a site in a country that offers Phone System, and every country of the sites seen. Three queries."""
    codes = [str(code) for code in Site.objects.values_list("country", flat=True)]
    if not codes:
        return StepState(
            StepStatus.NOT_STARTED,
            _("Add your first site: its country decides what can be had."),
            action=_("Add your first site"),
            action_url=reverse("sites:add", args=[tenant.slug]) + "?next=" + _own_page(tenant),
        )
    known = {country.pk: country for country in Country.objects.filter(pk__in=set(codes))}
    if not any(country.phone_system for country in known.values()):
        return StepState(
            StepStatus.PROBLEM,
            _("None of your sites is in a country that offers Phone System."),
            action=_("Look at other countries"),
            action_url=reverse("countries:list", args=[tenant.slug]),
        )
    seen = {str(code) for code in CountryReview.objects.values_list("country", flat=True)}
    return _by_what_was_seen(len(codes), set(codes), set(codes) - seen)


def _by_what_was_seen(sites: int, countries: set[str], unseen: set[str]) -> StepState:
    where = ngettext("%(count)s site", "%(count)s sites", sites) % {"count": sites}
    lands = ngettext("%(count)s country", "%(count)s countries", len(countries)) % {"count": len(countries)}
    if unseen:
        left = ngettext(
            "%(count)s country is still to be looked at.",
            "%(count)s countries are still to be looked at.",
            len(unseen),
        ) % {"count": len(unseen)}
        return StepState(
            StepStatus.IN_PROGRESS,
            _("%(sites)s in %(countries)s. %(left)s") % {"sites": where, "countries": lands, "left": left},
            action=_("Look at what your countries offer"),
        )
    return StepState(
        StepStatus.COMPLETED,
        _("%(sites)s in %(countries)s, all looked at.") % {"sites": where, "countries": lands},
    )


def _own_page(tenant: Tenant) -> str:
    return reverse("countries:overview", args=[tenant.slug])


STEP = Step(
    number=1,
    key="countries",
    title=gettext_lazy("Country availability"),
    purpose=gettext_lazy("What can be had differs from country to country. Look before you buy."),
    group=StepGroup.CHECK,
    url_name="countries:overview",
    state=state,
)
