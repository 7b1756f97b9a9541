"""Figures about free numbers, beside those of `numbering.queries`."""

from datetime import date

from django.db.models import Count, Q

from countries.models import Country
from numbering.queries import free_numbers
from tenants.models import Tenant


def is_blocked(today: date) -> Q:
    """Kept free: until it is cleared, or until a day that has not come."""
    return Q(blocked_forever=True) | Q(blocked_until__gte=today)


def free_by_country(tenant: Tenant) -> list[dict[str, object]]:
    """How many user numbers are free in each country: `country` (code), `name` and `free`; two queries."""
    counted = free_numbers(tenant).order_by().values("country").annotate(free=Count("pk"))
    by_code = {str(row["country"]): row["free"] for row in counted}
    names = Country.objects.filter(iso2__in=by_code)
    return [{"country": one.iso2, "name": one.name, "free": by_code[one.iso2]} for one in names]
