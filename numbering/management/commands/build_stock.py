"""`manage.py build_stock`: fills the sandbox carrier's stock for the cities of the reference data."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from carriers import stock
from countries.models import City, Country


class Command(BaseCommand):
    help = "Fills the sandbox carrier's stock. Run twice, the second run adds nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """How much, and where."""
        parser.add_argument(
            "--per-city", type=int, default=200, help="Numbers for people, and as many for services."
        )
        parser.add_argument(
            "--countries", nargs="*", default=[], help="ISO codes; all countries when left out."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Stock the cities, and the countries that have none."""
        codes = sorted({code.upper() for code in options["countries"]}) or list(
            Country.objects.order_by("pk").values_list("pk", flat=True)
        )
        rows = City.objects.filter(country__in=codes).values_list("country_id", "state", "name")
        places = {stock.Place(*row) for row in rows}
        added = stock.build(
            _named_once(places),
            per_city=options["per_city"],
            countries=codes,
            conferencing=_conferencing(codes),
        )
        if options["verbosity"]:
            self.stdout.write(f"{added:,} numbers added to the sandbox's stock.")


def _named_once(places: set[stock.Place]) -> set[stock.Place]:
    """Cities without a state are left out when the same country has them with one."""
    with_state = {(place.country, place.city) for place in places if place.state}
    return {place for place in places if place.state or (place.country, place.city) not in with_state}


def _conferencing(codes: list[str]) -> set[stock.Place]:
    """Where the bridges of all share a number: the cities that are named, and countries with a non-geographic one."""
    cities = City.objects.filter(country__in=codes, kind=City.Kind.CONFERENCING)
    whole = Country.objects.filter(pk__in=codes, auto_assigned_conference_number="non_geographic")
    return {
        *(stock.Place(*row) for row in cities.values_list("country_id", "state", "name")),
        *(stock.Place(code, "", "") for code in whole.values_list("pk", flat=True)),
    }
