"""The catalogue as a file: read, checked, and written over what is in the database."""

import json
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from licensing.models import Capability, Product

FILE: Final = Path(__file__).parent / "data" / "products.json"
LISTS: Final = ("gives", "needs", "needs_one_of", "excludes")


def rows() -> list[dict[str, Any]]:
    """The products of the file, checked. ValueError names a product that uses a capability that does not exist."""
    products: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    known = set(Capability.values)
    for row in products:
        if unknown := {word for name in LISTS for word in row[name]} - known:
            raise ValueError(f"{row['sku']}: {', '.join(sorted(unknown))} is not a capability.")
    return products


@transaction.atomic
def load() -> int:
    """Write the file's products, new ones and changed ones alike; returns how many there are. Nothing is deleted."""
    products = [Product(**row) for row in rows()]
    columns = [field.name for field in Product._meta.concrete_fields if not field.primary_key]
    Product.objects.bulk_create(products, update_conflicts=True, unique_fields=["sku"], update_fields=columns)
    return len(products)
