"""A tenant admin has seen what a country offers and lacks: step 1 asks for it, once per country."""

from collections.abc import Iterable

from django.db import transaction

from audit.log import record
from countries.models import Country, CountryReview
from tenants.models import Tenant, User


@transaction.atomic
def mark_seen(tenant: Tenant, countries: Iterable[Country], *, by: User) -> int:
    """Write that these countries were looked at; those that were before stay as they are. Returns how many are new."""
    new = 0
    for country in countries:
        review, made = CountryReview.objects.get_or_create(
            tenant=tenant, country=country.pk, defaults={"seen_by_name": str(by)}
        )
        if made:
            record("country.seen", by=by, tenant=tenant, obj=review, after={"country": country.name})
            new += 1
    return new


@transaction.atomic
def forget(tenant: Tenant, country: Country, *, by: User) -> None:
    """Take it back: the country counts as not looked at."""
    for review in CountryReview.objects.filter(country=country.pk):
        record("country.unseen", by=by, tenant=tenant, obj=review, before={"country": country.name})
        review.delete()
