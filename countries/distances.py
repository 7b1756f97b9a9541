"""How far cities lie from each other, as the crow flies. Read from `data/city_places.csv`; nobody edits it."""

import csv
from functools import cache
from math import asin, cos, radians, sin, sqrt
from typing import Final

from countries.loading import DATA

EARTH_KM: Final = 6371.0


def kilometres(iso2: str, here: tuple[str, str], there: tuple[str, str]) -> int | None:
    """Whole kilometres between two cities of a country, each (state, city); None where a place is not known."""
    known = _places()
    first, second = known.get((iso2, *here)), known.get((iso2, *there))
    if first is None or second is None:
        return None
    north, east, north2, east2 = map(radians, (*first, *second))
    half = sin((north2 - north) / 2) ** 2 + cos(north) * cos(north2) * sin((east2 - east) / 2) ** 2
    return round(2 * EARTH_KM * asin(sqrt(half)))


@cache
def _places() -> dict[tuple[str, str, str], tuple[float, float]]:
    """Degrees of latitude and longitude by country, state and city."""
    with (DATA / "city_places.csv").open(encoding="utf-8", newline="") as lines:
        return {
            (row["iso2"], row["state_or_region"], row["city"]): (
                float(row["latitude"]),
                float(row["longitude"]),
            )
            for row in csv.DictReader(lines)
        }
