"""`manage.py load_reference_data`: countries, cities and rates out of the project's own data files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from countries.loading import load_all


class Command(BaseCommand):
    """Quick at the second run: a file that has not changed is not read into the database again."""

    help = "Load countries, cities and rates. Rows that an operator has edited are left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="load files that have not changed as well")

    def handle(self, *args: Any, **options: Any) -> None:
        for loaded in load_all(force=options["force"]):
            if options["verbosity"]:
                left = (
                    f", {loaded.left_alone} left alone because they were edited" if loaded.left_alone else ""
                )
                state = "unchanged, nothing written" if loaded.unchanged else f"loaded{left}"
                self.stdout.write(f"{loaded.name}: {loaded.rows} rows, {state}")
