"""What the overview tells of the bridge: organisers whose licence is gone, and people who wait to become organisers."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.bridges import queries
from tenants.models import Tenant
from tenants.notices import Notice, Weight
from ui.templatetags.ui import thousands


def organisers(tenant: Tenant) -> Iterator[Notice]:
    """Two notices at most, two queries. Credit tells of toll-free numbers itself."""
    people = queries.figures(tenant)
    if people.unlicensed:
        words = ngettext(
            "%(n)s organiser no longer holds a licence",
            "%(n)s organisers no longer hold a licence",
            people.unlicensed,
        )
        yield Notice(
            Weight.BROKEN,
            words % {"n": thousands(people.unlicensed)},
            _("Callers cannot join the meetings."),
            f"{reverse('bridges:organisers', args=[tenant.slug])}?state=unlicensed",
            _("See who"),
        )
    if people.ready:
        words = ngettext(
            "%(n)s person holds a conferencing licence and is no organiser",
            "%(n)s people hold a conferencing licence and are no organisers",
            people.ready,
        )
        yield Notice(
            Weight.ADVICE,
            words % {"n": thousands(people.ready)},
            _("Each gets a conference id, a PIN and a number."),
            reverse("bridges:enable", args=[tenant.slug]),
            _("Make organisers"),
        )
