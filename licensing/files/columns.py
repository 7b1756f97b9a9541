"""What the columns and cells of a file of licences mean: headings in four languages, products by SKU or name."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from licensing.file_models import Act, Column
from licensing.models import Product
from spreadsheets.writing import PROBLEMS
from tenants.country_names import country_code
from tenants.search_keys import search_key

TEMPLATES: Final = {
    "en": ("User principal name", "Product", "Action", "Usage location"),
    "fr": ("Nom d'utilisateur principal", "Produit", "Action", "Lieu d'utilisation"),
    "de": ("Benutzerprinzipalname", "Produkt", "Aktion", "Nutzungsstandort"),
    "es": ("Nombre principal de usuario", "Producto", "Acción", "Ubicación de uso"),
}
"""The headings of the template in each language, in the order of `_ORDER`."""

_ORDER: Final = (Column.USER, Column.PRODUCT, Column.ACT, Column.LOCATION)
_ALSO: Final = {
    Column.USER: (
        "user",
        "user name",
        "username",
        "userprincipalname",
        "upn",
        "e-mail",
        "email",
        "mail",
        "benutzer",
        "benutzername",
        "utilisateur",
        "nom d'utilisateur",
        "usuario",
    ),
    Column.PRODUCT: (
        "products",
        "product name",
        "sku",
        "skus",
        "licence",
        "licences",
        "license",
        "licenses",
        "lizenz",
        "lizenzen",
        "produkte",
        "produits",
        "productos",
        "licencia",
        "licencias",
    ),
    Column.ACT: ("act", "assign or remove"),
    Column.LOCATION: ("usagelocation", "location", "country", "country or region", "pays", "land", "pais"),
}
_COLUMNS: Final = {
    search_key(heading): column
    for headings in TEMPLATES.values()
    for column, heading in zip(_ORDER, headings, strict=True)
} | {word: column for column, words in _ALSO.items() for word in words}
_ACTS: Final = {
    **dict.fromkeys(
        ("assign", "add", "give", "+", "attribuer", "ajouter", "zuweisen", "asignar"), Act.ASSIGN
    ),
    **dict.fromkeys(
        ("remove", "delete", "take", "-", "−", "retirer", "supprimer", "entfernen", "quitar", "eliminar"),
        Act.REMOVE,
    ),
}
_BETWEEN: Final = re.compile(r"\s*[;|+\n\r]+\s*")
LONGEST_NAME: Final = 3  # parts between commas
_NUMBERED: Final = re.compile(r"[\s_]*\d+\Z")


def column_of(heading: str) -> Column:
    """What a heading says that its column is for, in any case; `Product 2` is a column of products as well."""
    key = search_key(heading.replace("_", " "))
    return _COLUMNS.get(key) or _COLUMNS.get(_NUMBERED.sub("", key)) or Column.NOTHING


def is_heading(text: str) -> bool:
    """Whether `text` is a heading that is used here."""
    return column_of(text) != Column.NOTHING


def act_of(text: str) -> Act | None:
    """What a cell says is to be done; None when it is no such word."""
    return _ACTS.get(search_key(text).removeprefix("'"))


class Products:
    """Products by whatever a file calls them: SKU or name, in any case."""

    def __init__(self, products: Iterable[Product]) -> None:
        self._named: dict[str, Product] = {}
        for product in products:
            self._named[search_key(product.name)] = product
            self._named[search_key(product.sku)] = product

    def find(self, text: str) -> Product | None:
        """The product of this name or SKU."""
        return self._named.get(search_key(text))

    def nearest(self, text: str) -> Product | None:
        """The product that was most likely meant by a word that names none."""
        close = get_close_matches(search_key(text[:120]), self._named, n=1, cutoff=0.75)
        return self._named[close[0]] if close else None

    def all_in(self, cell: str) -> tuple[list[Product], list[str]]:
        """The products that a cell names, one or several, and what in it is no product."""
        if not cell.strip():
            return [], []
        if whole := self.find(cell):
            return [whole], []
        found: list[Product] = []
        unknown: list[str] = []
        for part in _BETWEEN.split(cell):
            self._read_list(part.split(","), found, unknown)
        return found, unknown

    def _read_list(self, words: list[str], found: list[Product], unknown: list[str]) -> None:
        """What stood between commas: as many words together as make a name, since some names have a comma in them."""
        at = 0
        while at < len(words):
            product = None
            for end in range(min(len(words), at + LONGEST_NAME), at, -1):
                if product := self.find(",".join(words[at:end])):
                    found.append(product)
                    at = end
                    break
            if product is None:
                unknown += [words[at].strip()] if words[at].strip() else []
                at += 1


def guess(
    first: Sequence[str], sample: Sequence[Sequence[str]], products: Products
) -> tuple[bool, list[str]]:
    """Whether the first row holds headings, and what each column is for; a person corrects it where it is wrong.

    Headings decide where there are some; otherwise what stands in the first rows of the column does.
    """
    named = [column_of(cell) for cell in first]
    holds_headings = any(named) or not any(_is_user(cell) for cell in first)
    rows = list(sample) if holds_headings else [first, *sample]
    width = max(len(first), *(len(row) for row in rows)) if rows else len(first)
    columns: list[str] = [*(str(column) for column in named), *[""] * (width - len(named))]
    if not any(named) or Column.USER not in columns:
        _fill(columns, rows, first, products)
    for at in range(width):  # a person has one user name, one act and one location
        if columns[at] and columns[at] != Column.PRODUCT and columns[at] in columns[:at]:
            columns[at] = ""
    return holds_headings, columns


def _fill(
    columns: list[str], rows: Sequence[Sequence[str]], first: Sequence[str], products: Products
) -> None:
    """Say of columns that no heading names what their cells look like."""
    looks: Mapping[Column, Callable[[str], bool]] = {
        Column.USER: _is_user,
        Column.PRODUCT: lambda cell: bool(products.all_in(cell)[0]),
        Column.ACT: lambda cell: act_of(cell) is not None,
        Column.LOCATION: lambda cell: bool(country_code(cell)),
    }
    for at, column in enumerate(columns):
        cells = [row[at].strip() for row in rows if at < len(row) and row[at].strip()]
        if column or not cells or (at < len(first) and first[at].strip() == PROBLEMS):
            continue
        columns[at] = next(
            (str(kind) for kind, fits in looks.items() if kind not in columns and all(map(fits, cells))), ""
        )
    if Column.USER not in columns and columns:
        free = [at for at, column in enumerate(columns) if not column]
        if free:
            columns[free[0]] = str(Column.USER)


def _is_user(cell: str) -> bool:
    return "@" in cell and " " not in cell.strip()
