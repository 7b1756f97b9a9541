"""Step 1 of the set-up."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from countries.standing import Standing, standing
from tenants.models import Tenant
from tenants.steps import Step, StepGroup, StepState, StepStatus


def state(tenant: Tenant) -> StepState:
    """Finished when a site's country offers Phone System and every country of the sites was seen (rules 1.2)."""
    now = standing(tenant)
    if not now.sites:
        return StepState(
            StepStatus.NOT_STARTED,
            _("There is no site yet. The countries of your sites decide what can be had."),
            _("Add your first site"),
            add_site_url(tenant),
        )
    if not now.offering:
        return StepState(StepStatus.PROBLEM, _nothing_offered(now), _("Look at your countries"))
    if now.unseen:
        return StepState(StepStatus.IN_PROGRESS, _seen_so_far(now), _look_at(now))
    return StepState(StepStatus.COMPLETED, _all_seen(now))


def add_site_url(tenant: Tenant) -> str:
    """The form for a new site, which leads back to step 1."""
    back = reverse("countries:overview", args=[tenant.slug])
    return f"{reverse('sites:new', args=[tenant.slug])}?{urlencode({'next': back})}"


def _names(now: Standing) -> str:
    return ", ".join(look.name for look in now.looks)


def _nothing_offered(now: Standing) -> str:
    count = len(now.looks)
    return ngettext(
        "Phone System is not known to be offered in the %(count)s country of your sites: %(names)s.",
        "Phone System is not known to be offered in any of the %(count)s countries of your sites: %(names)s.",
        count,
    ) % {"count": count, "names": _names(now)}


def _seen_so_far(now: Standing) -> str:
    total = len(now.looks)
    if total == 1:
        return _("Look at what %(country)s offers before you go on.") % {"country": _names(now)}
    return ngettext(
        "You have seen %(seen)s of %(total)s country of your sites.",
        "You have seen %(seen)s of %(total)s countries of your sites.",
        total,
    ) % {"seen": total - len(now.unseen), "total": total}


def _look_at(now: Standing) -> str:
    if len(now.unseen) == 1:
        return _("See what %(country)s offers") % {"country": now.unseen[0].name}
    return _("See what %(count)s countries offer") % {"count": len(now.unseen)}


def _all_seen(now: Standing) -> str:
    total, offering = len(now.looks), len(now.offering)
    if total == 1:
        return _("You have seen what %(country)s offers: Phone System is among it.") % {
            "country": _names(now)
        }
    seen = _("You have seen all %(count)s countries of your sites.") % {"count": total}
    if offering == total:
        return f"{seen} {_('All offer Phone System.')}"
    offered = ngettext("%(count)s offers Phone System.", "%(count)s offer Phone System.", offering)
    return f"{seen} {offered % {'count': offering}}"


STEP = Step(
    number=1,
    key="countries",
    title=gettext_lazy("Country availability"),
    purpose=gettext_lazy("What can be had differs from country to country. Look before you buy."),
    group=StepGroup.CHECK,
    url_name="countries:overview",
    state=state,
    needs=(),
    may_be_skipped=False,
)
