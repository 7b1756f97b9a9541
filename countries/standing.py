"""Where a tenant stands in step 1: its countries, what is known of them, and what of that was seen."""

from dataclasses import dataclass

from countries.models import Country, CountryReview
from countries.offers import Line, highlights, worth_knowing
from countries.queries import country_name, offers_phone_system, sites_by_country
from tenants.models import Tenant


@dataclass(frozen=True)
class Look:
    """One country of the tenant. `place` is None where the reference data has no such country."""

    code: str
    place: Country | None
    sites: int
    review: CountryReview | None

    @property
    def name(self) -> str:
        return self.place.name if self.place else country_name(self.code)

    @property
    def is_seen(self) -> bool:
        return self.review is not None

    @property
    def offers_phone_system(self) -> bool:
        return offers_phone_system(self.place)

    @property
    def needs_direct_routing(self) -> bool:
        """It is stated that there are no Calling Plans; silence is not a reason to look for another way."""
        return bool(self.place and self.place.calling_plans is False and not self.place.calling_plan_partner)

    @property
    def highlights(self) -> list[Line]:
        return highlights(self.place) if self.place else []

    @property
    def worth_knowing(self) -> list[str]:
        return worth_knowing(self.place) if self.place else []


@dataclass(frozen=True)
class Standing:
    """All countries of the tenant, unseen ones first, then by name; those of its sites, or its own while it has none."""

    looks: list[Look]

    @property
    def sites(self) -> int:
        return sum(look.sites for look in self.looks)

    @property
    def unseen(self) -> list[Look]:
        return [look for look in self.looks if not look.is_seen]

    @property
    def offering(self) -> list[Look]:
        return [look for look in self.looks if look.offers_phone_system]

    @property
    def without_plans(self) -> list[Look]:
        return [look for look in self.looks if look.needs_direct_routing]


def standing(tenant: Tenant) -> Standing:
    """Three queries, however many sites and countries there are. Inside the tenant's scope."""
    sites = sites_by_country(tenant) or {str(tenant.country): 0}
    places = Country.objects.in_bulk(list(sites))
    reviews = {str(review.country): review for review in CountryReview.objects.filter(tenant=tenant)}
    looks = [Look(code, places.get(code), count, reviews.get(code)) for code, count in sites.items()]
    return Standing(sorted(looks, key=lambda look: (look.is_seen, look.name)))
