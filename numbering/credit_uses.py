"""Toll-free numbers consume credit: their owner pays for the calls that others make to them (rules 12.1)."""

from django.urls import reverse
from django.utils.translation import ngettext

from credits.consumers import Use, register
from numbering.models import Kind, PhoneNumber
from tenants.models import Tenant


def register_all() -> None:
    """Called once, when Django starts."""
    register(10, toll_free)


def toll_free(tenant: Tenant) -> Use | None:
    """The toll-free numbers that are owned; those on a trunk of one's own cost nothing here. One query."""
    owned = PhoneNumber.objects.filter(tenant=tenant, kind=Kind.TOLL_FREE)
    n = owned.exclude(supply=PhoneNumber.Supply.DIRECT_ROUTING).count()
    if not n:
        return None
    words = ngettext("You own %(n)s toll-free number.", "You own %(n)s toll-free numbers.", n)
    stops = ngettext(
        "Calls to your %(n)s toll-free number are not put through.",
        "Calls to your %(n)s toll-free numbers are not put through.",
        n,
    )
    url = f"{reverse('numbering:list', args=[tenant.slug])}?kind={Kind.TOLL_FREE.value}"
    return Use(words % {"n": f"{n:,}"}, stops % {"n": f"{n:,}"}, url)
