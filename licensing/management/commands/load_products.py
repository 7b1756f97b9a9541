"""`manage.py load_products`: the catalogue of licences."""

from typing import Any

from django.core.management.base import BaseCommand

from licensing import catalogue


class Command(BaseCommand):
    """Safe to run at each start: it writes what the file says and nothing else."""

    help = "Load the catalogue of licence products."

    def handle(self, *args: Any, **options: Any) -> None:
        count = catalogue.load()
        if options["verbosity"]:
            self.stdout.write(f"{count} products.")
