"""What is near a place whose stock is short: cities by distance, then the country's other numbers (rules 3.3)."""

from typing import Any, Final

from carriers.base import CarrierError, NumberKind, carrier
from countries.distances import kilometres
from numbering import holds
from numbering.models import Kind, ReservationLine, Usage
from numbering.reservations.places import Spot, spot_of

MOST: Final = 4  # alternatives of one line
LOOKED_AT: Final = 12  # places that are asked for their stock, the nearest first
COUNTED: Final = 1_000  # free numbers of a place, at most
FAR: Final = 10**6  # kilometres, of a place whose distance is not known


def nearest(line: ReservationLine, lacks: int) -> list[dict[str, Any]]:
    """Places with free numbers for what a line lacks, the nearest first; `free` is at most what it lacks, and a thousand.

    `km` is None where the distance is not known. A carrier that does not answer offers nothing.
    """
    found: list[dict[str, Any]] = []
    try:
        for spot, km in _candidates(line)[:LOOKED_AT]:
            count = len(holds.free(spot.query(line.usage), limit=min(lacks, COUNTED)))
            if count:
                found.append({**_as_json(spot), "free": count, "km": km})
            if len(found) == MOST:
                break
    except CarrierError as error:
        holds.log.warning("The carrier offered no alternatives: %s", error)
    return found


def _candidates(line: ReservationLine) -> list[tuple[Spot, int | None]]:
    """The places that could do, the nearest first: cities, the same place without the prefix, other kinds."""
    here = spot_of(line)
    if here.kind == Kind.TOLL_FREE:
        return []
    if here.kind == Kind.NON_GEOGRAPHIC:
        return [(Spot(here.country, Kind.GEOGRAPHIC), None)] if not here.prefix else [_unprefixed(here)]
    if here.prefix:
        return [_unprefixed(here)]
    user_grade = line.usage == Usage.USER
    places = carrier().places(here.country, NumberKind.GEOGRAPHIC, user_grade=user_grade)
    cities = []
    for state, city in places:
        if (state, city) == (here.state, here.city) or not city or not _is_outside(here, state):
            continue
        km = kilometres(here.country, (here.state, here.city), (state, city)) if here.city else None
        cities.append((Spot(here.country, Kind.GEOGRAPHIC, state, city), km))
    cities.sort(key=lambda one: _rank(here, *one))
    return [*cities[: LOOKED_AT - 1], (Spot(here.country, Kind.NON_GEOGRAPHIC), None)]


def _is_outside(here: Spot, state: str) -> bool:
    """A whole country leaves nothing outside it, a whole state its other states."""
    return bool(here.city) or (bool(here.state) and state != here.state)


def _rank(here: Spot, spot: Spot, km: int | None) -> tuple[int, bool, str]:
    return (FAR if km is None else km, spot.state != here.state, spot.city)


def _unprefixed(here: Spot) -> tuple[Spot, int | None]:
    return Spot(here.country, here.kind, here.state, here.city), None


def _as_json(spot: Spot) -> dict[str, Any]:
    return {
        "country": spot.country,
        "kind": str(spot.kind),
        "state": spot.state,
        "city": spot.city,
        "prefix": spot.prefix,
    }
