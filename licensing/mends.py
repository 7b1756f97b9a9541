"""Where a finding is put right: its link, in words and as an address."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from licensing.findings import Finding, Mend
from tenants.models import Tenant


def buy_url(tenant: Tenant, sku: str, seats: int) -> str:
    """The page that buys seats, filled in."""
    query = urlencode({"product": sku, "quantity": seats})
    return f"{reverse('licensing:buy', args=[tenant.slug])}?{query}"


def buy_words(seats: int) -> str:
    """What the link to it says."""
    return ngettext("Buy %(n)s seat", "Buy %(n)s seats", seats) % {"n": f"{seats:,}"}


def mend_of(tenant: Tenant, person_id: int, finding: Finding) -> tuple[str, str]:
    """Address and words; two empty texts where the page itself is the place."""
    if finding.mend == Mend.BUY and finding.product:
        return buy_url(tenant, finding.product.sku, finding.seats), buy_words(finding.seats)
    if finding.mend == Mend.PERSON:
        return reverse("people:edit", args=[tenant.slug, person_id]), _("Set the location")
    return "", ""
