"""Loads the reference data of `countries/data/`. Safe to run again: what has not changed is not touched.

Rows that an operator has edited keep the operator's words; the loader says how many it left alone. An empty cell is
"not stated" and becomes null or an empty text, never "no" (design, rule 8).
"""

import csv
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.db import models, transaction
from django.utils import timezone

from countries.models import City, Country, Rate, ReferenceData

DATA: Final = Path(__file__).parent / "data"

# Columns of countries.csv that our model calls otherwise.
RENAMED: Final = {"calling_plan_available": "calling_plans"}
# Columns of country_rules.csv that our model calls otherwise.
RENAMED_RULES: Final = {
    "carrier_response_business_days_min": "carrier_response_days_min",
    "carrier_response_business_days_max": "carrier_response_days_max",
    "source": "rules_source",
}
# What a load never writes.
KEPT: Final = {"iso2", "edited_at", "edited_by_name"}
CHANNELS: Final = ("user_number_channel", "toll_number_channel", "toll_free_number_channel")
# Spellings of the source that a reader would take for mistakes. Keys are (country, spelling).
CITY_SPELLINGS: Final = {
    ("LV", "Riiga"): "Riga",
    ("GT", "Cuidad de Guatemala"): "Ciudad de Guatemala",
    ("US", "Columbia, Washington DC"): "Washington DC",
}


@dataclass(frozen=True)
class Loaded:
    """What one file brought: rows in it, and rows left alone because an operator had edited them."""

    name: str
    rows: int
    left_alone: int = 0
    unchanged: bool = False


_further: list[Callable[[bool], list[Loaded]]] = []


def register_loader(load: Callable[[bool], list[Loaded]]) -> None:
    """Let an app above load its own reference data with ours; it is given whether unchanged files are loaded as well."""
    if load not in _further:
        _further.append(load)


def load_all(*, force: bool = False) -> list[Loaded]:
    """Load every file that differs from what was loaded last, those of apps above too; with `force`, every file."""
    files = {
        "countries": ("countries.csv", "country_rules.csv"),
        "cities": ("cities.csv",),
        "rates": ("rates.csv",),
    }
    loaders = {"countries": _load_countries, "cities": _load_cities, "rates": _load_rates}
    found = [
        load_if_changed(name, [DATA / file for file in files[name]], load, force=force)
        for name, load in loaders.items()
    ]
    return [*found, *(loaded for load in _further for loaded in load(force))]


@transaction.atomic
def load_if_changed(
    name: str, paths: Sequence[Path], load: Callable[[str], Loaded], *, force: bool
) -> Loaded:
    """Call `load(name)` unless these files have the digest that was kept under this name last time."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()
    ReferenceData.objects.get_or_create(name=name, defaults={"digest": "", "rows": 0})
    known = ReferenceData.objects.select_for_update().get(name=name)  # two processes may start at once
    if known.digest == digest and not force:
        return Loaded(name, known.rows, unchanged=True)
    loaded = load(name)
    known.digest, known.rows, known.loaded_at = digest, loaded.rows, timezone.now()
    known.save()
    return loaded


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _load_countries(name: str) -> Loaded:
    countries = countries_in_files()
    edited = set(Country.objects.exclude(edited_at=None).values_list("pk", flat=True))
    fresh = [country for country in countries if country.pk not in edited]
    names = [field.name for field in Country._meta.concrete_fields if field.name not in KEPT]
    Country.objects.bulk_create(fresh, update_conflicts=True, unique_fields=["iso2"], update_fields=names)
    return Loaded(name, len(countries), left_alone=len(countries) - len(fresh))


def countries_in_files() -> list[Country]:
    """The countries as the data files have them, unsaved."""
    fields = {field.name: field for field in Country._meta.concrete_fields}
    rules = {row["iso2"]: row for row in _rows("country_rules.csv")}
    countries = []
    for row in _rows("countries.csv"):
        values = _named(rules.get(row["iso2"], {}), RENAMED_RULES) | _named(row, RENAMED) | _channels(row)
        countries.append(
            Country(**{name: _value(fields[name], v) for name, v in values.items() if name in fields})
        )
    return countries


def _named(row: dict[str, str], renamed: dict[str, str]) -> dict[str, str]:
    return {renamed.get(column, column): cell for column, cell in row.items()}


def _channels(row: dict[str, str]) -> dict[str, str]:
    """`partner:Telstra` is a channel and a name: two columns here."""
    values = {}
    for column in CHANNELS:
        channel, _colon, partner = row[column].partition(":")
        values[column] = channel
        values[column.replace("_channel", "_partner")] = partner
    return values


def _value(field: "models.Field[Any, Any]", cell: str) -> Any:
    if isinstance(field, models.BooleanField):
        return {"yes": True, "no": False}.get(cell)
    if isinstance(field, models.PositiveSmallIntegerField):
        return int(cell) if cell else None
    if isinstance(field, models.DateField):
        return date.fromisoformat(cell) if cell else None
    return cell


def _load_cities(name: str) -> Loaded:
    cities = [
        City(
            country_id=row["iso2"],
            state=row["state_or_region"],
            name=CITY_SPELLINGS.get((row["iso2"], row["city"]), row["city"]),
            kind=row["number_type"],
            on_request=row["on_request"] == "yes",
            source_path=row["source_path"],
        )
        for row in _rows("cities.csv")
    ]
    City.objects.all().delete()
    City.objects.bulk_create(cities)
    return Loaded(name, len(cities))


def _load_rates(name: str) -> Loaded:
    """A prefix that is no longer in the file goes, because it would win over a shorter one; edited ones stay."""
    edited = set(Rate.objects.exclude(edited_at=None).values_list("pk", flat=True))
    rates = rates_in_file()
    fresh = [rate for rate in rates if rate.pk not in edited]
    Rate.objects.filter(edited_at=None).delete()
    Rate.objects.bulk_create(fresh, batch_size=2000)
    return Loaded(name, len(rates), left_alone=len(edited))


def rates_in_file() -> list[Rate]:
    """The rates as the data file has them, unsaved."""
    return [
        Rate(
            prefix=row["prefix"],
            iso2=row["iso2"],
            kind=row["kind"],
            usd_per_minute=Decimal(row["usd_per_minute"]) if row["usd_per_minute"] else None,
        )
        for row in _rows("rates.csv")
    ]
