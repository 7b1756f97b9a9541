"""Having seen what a country offers and lacks: step 1 is finished when every country of the tenant is seen."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import record
from countries.models import CountryReview
from countries.queries import country_codes_of, country_name
from tenants.models import Tenant, User
from ui.refusals import Refusal


def mark_seen(tenant: Tenant, country: str, *, by: User) -> bool:
    """Say that `country` (a code) was seen; False when it was so already. See `mark_all_seen`."""
    return bool(mark_all_seen(tenant, [country], by=by))


@transaction.atomic
def mark_all_seen(tenant: Tenant, countries: Iterable[str], *, by: User) -> list[str]:
    """Say that `countries` were seen; give back those that were not before. Asked twice, written once.

    Raises:
        Refusal: a code is not a country of the tenant's sites.
    """
    own = set(country_codes_of(tenant))
    marked = []
    for code in dict.fromkeys(countries):
        if code not in own:
            raise Refusal(
                _("%(country)s is not a country of your sites. Add a site there first.")
                % {"country": country_name(code)}
            )
        review, is_new = CountryReview.objects.get_or_create(
            tenant=tenant, country=code, defaults={"seen_by_name": str(by)}
        )
        if is_new:
            record("country.seen", by=by, tenant=tenant, obj=review, after={"country": code})
            marked.append(code)
    return marked


@transaction.atomic
def forget(tenant: Tenant, countries: Iterable[str], *, by: User) -> list[str]:
    """Take the tick away again; give back the codes that had one."""
    reviews = CountryReview.objects.select_for_update().filter(tenant=tenant, country__in=list(countries))
    codes = []
    for review in reviews:
        code = str(review.country)
        record("country.unseen", by=by, tenant=tenant, obj=review, before={"country": code})
        codes.append(code)
    reviews.delete()
    return sorted(codes)
