"""Where numbers of a reservation are wanted: places of the carrier's stock, and how they are written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from carriers.base import NumberKind, Query, carrier
from countries.models import Country
from countries.queries import channel_for
from numbering.models import Allowance, Kind, ReservationLine, Usage

KINDS: Final = (Kind.GEOGRAPHIC, Kind.NON_GEOGRAPHIC, Kind.TOLL_FREE)


@dataclass(frozen=True)
class Spot:
    """A place to take numbers from: a city, a state, a whole country, or all numbers that begin with a prefix.

    `prefix` is digits after the "+".
    """

    country: str
    kind: Kind
    state: str = ""
    city: str = ""
    prefix: str = ""

    def query(self, usage: str) -> Query:
        """What the carrier is asked."""
        return Query(
            country=self.country,
            kind=NumberKind(self.kind),
            state=self.state,
            city=self.city,
            prefix=self.prefix,
            user_grade=usage == Usage.USER,
        )

    def words(self, names: Mapping[str, str]) -> str:
        """The place as it is written, and read again: "Portland, Oregon, United States". `names` are countries'."""
        country = names.get(self.country, self.country)
        if self.kind == Kind.TOLL_FREE:
            return _("Toll-free, %(country)s") % {"country": country}
        if self.prefix:
            return f"+{self.prefix}, {country}"
        if self.kind == Kind.NON_GEOGRAPHIC:
            return _("Non-geographic, %(country)s") % {"country": country}
        if self.city:
            return ", ".join(part for part in (self.city, self.state, country) if part)
        place = f"{self.state}, {country}" if self.state else country
        return _("Anywhere in %(place)s") % {"place": place}


def spot_of(line: ReservationLine) -> Spot:
    """Where a line's numbers are wanted."""
    return Spot(str(line.country), Kind(line.kind), line.state, line.city, line.prefix)


@dataclass(frozen=True)
class Catalogue:
    """What can be asked for in a tenant's countries, for one use: `spots`, each once, the cities first."""

    countries: Mapping[str, Country]
    spots: tuple[Spot, ...]

    @property
    def names(self) -> dict[str, str]:
        """The countries' names by code."""
        return {code: row.name for code, row in self.countries.items()}


def catalogue(countries: Iterable[Country], usage: str) -> Catalogue:
    """Ask the carrier for the places of these countries that have numbers for a use, where they are had online."""
    rows = {row.iso2: row for row in countries}
    cities: list[Spot] = []
    wider: dict[Spot, None] = {}
    for code, row in rows.items():
        for kind in KINDS:
            if not _is_open(row, usage, kind):
                continue
            places = carrier().places(code, NumberKind(kind), user_grade=usage == Usage.USER)
            cities += [Spot(code, kind, state, city) for state, city in places if city]
            if places:
                wider[Spot(code, kind)] = None
            wider.update(dict.fromkeys(Spot(code, kind, state) for state, _city in places if state))
    return Catalogue(rows, (*cities, *wider))


def _is_open(country: Country, usage: str, kind: Kind) -> bool:
    """Whether such numbers can be searched online; toll-free ones are never for people."""
    if kind == Kind.TOLL_FREE:
        return usage != Usage.USER and channel_for(country, Allowance.TOLL_FREE).searchable
    return channel_for(country, Allowance.USER if usage == Usage.USER else Allowance.TOLL).searchable
