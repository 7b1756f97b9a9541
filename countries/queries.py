"""Questions about countries that several apps ask."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django_countries import countries as world

from countries.models import Channel, City, Country, Rate
from tenants.models import Site, Tenant


@dataclass(frozen=True)
class WayIn:
    """How numbers of a kind are obtained: the channel, and the partner where there is one."""

    channel: Channel
    partner: str = ""

    @property
    def searchable(self) -> bool:
        """Worth a search online: stated so, or not stated at all, and then the search decides (data, known traps)."""
        return self.channel in (Channel.ONLINE, Channel.NOT_STATED)


def country(iso2: str) -> Country | None:
    """The country of this code in either case; None where the reference data has none."""
    code = iso2.upper()
    return Country.objects.filter(pk=code).first() if len(code) == 2 and code.isalpha() else None


def country_name(iso2: str) -> str:
    """A name for any code of the world, also where the reference data has no such country."""
    return str(world.name(iso2) or iso2)


def sites_by_country(tenant: Tenant) -> dict[str, int]:
    """How many sites the tenant has in each country, by code. One query, inside the tenant's scope."""
    rows = Site.objects.filter(tenant=tenant).order_by().values_list("country").annotate(Count("pk"))
    return {str(code): count for code, count in sorted(rows)}


def country_codes_of(tenant: Tenant) -> list[str]:
    """The countries of the tenant's sites; the tenant's own country while it has no site. One query."""
    return list(sites_by_country(tenant)) or [str(tenant.country)]


def countries_of(tenant: Tenant) -> QuerySet[Country]:
    """The tenant's countries that the reference data knows, by name."""
    return Country.objects.filter(pk__in=country_codes_of(tenant))


def offers_phone_system(place: Country | None) -> bool:
    """Stated to offer Phone System; what is not stated does not count (rules 1.2)."""
    return bool(place and place.phone_system)


def offers(place: Country, allowance: str) -> bool | None:
    """Whether a country has numbers of an allowance ("user", "toll" or "toll_free"); None is "not stated"."""
    columns = {
        "user": place.user_numbers,
        "toll": place.toll_service_numbers,
        "toll_free": place.toll_free_service_numbers,
    }
    return columns[allowance]


def channel_for(place: Country, allowance: str) -> WayIn:
    """The way to numbers of an allowance ("user", "toll" or "toll_free") in a country.

    A country that is stated not to have such numbers has the channel "none", whatever else is stated.
    """
    columns = {
        "user": (place.user_number_channel, place.user_number_partner),
        "toll": (place.toll_number_channel, place.toll_number_partner),
        "toll_free": (
            place.toll_free_number_channel,
            place.toll_free_number_partner,
        ),
    }
    channel, partner = columns[allowance]
    if offers(place, allowance) is False:
        return WayIn(Channel.NONE)
    return WayIn(Channel(channel), partner)


def cities_of(iso2: str, state: str = "") -> QuerySet[City]:
    """Cities with toll service numbers, by name; of one state where `state` says so."""
    cities = City.objects.filter(country_id=iso2, kind=City.Kind.TOLL_SERVICE)
    return cities.filter(state=state) if state else cities


def rate_for(e164: str) -> Rate | None:
    """The rate of a call to a number: the longest prefix wins. None where no prefix fits. One query.

    Give the number as "+" and digits, or digits alone; anything else has no rate.
    """
    digits = e164.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        return None
    prefixes = [digits[:length] for length in range(1, min(len(digits), LONGEST_PREFIX) + 1)]
    fitting = Rate.objects.filter(prefix__in=prefixes)
    return max(fitting, key=lambda rate: len(rate.prefix), default=None)


LONGEST_PREFIX = 20  # digits; the width of the column
