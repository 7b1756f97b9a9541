"""Keys for sorting and searching words without a database collation."""

import unicodedata


def search_key(text: str) -> str:
    """`text` without accents and case, blanks folded: "Éric  LE Goff" becomes "eric le goff"."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())
