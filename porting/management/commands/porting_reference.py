"""`manage.py porting_reference`: writes docs/reference/porting.md out of the tables and the data files."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from porting.reference.reference_page import PATH, page


class Command(BaseCommand):
    help = "Writes the states, actions and rules of port orders into docs/reference."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file when it is stale."""
        path = settings.BASE_DIR / PATH
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(), encoding="utf-8")
        self.stdout.write(f"{PATH} is written.")
