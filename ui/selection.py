"""What a form says was selected in a list: rows by id, or the list itself by the address that showed it."""

from collections.abc import Iterable

from django.http import HttpRequest, QueryDict

LONGEST_ID = (
    18  # digits; more do not fit a row's key, and thousands of them would stop Python from reading any
)


def row_id(text: str | None) -> int:
    """A row's id out of a form or an address; 0, which no row has, for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else 0


def row_ids(texts: Iterable[str]) -> list[int]:
    """The ids among what was sent. Anything else is left out, however long it is."""
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID]


def sent(request: HttpRequest) -> QueryDict:
    """What was sent: the body of a POST, else the address."""
    return request.POST if request.method == "POST" else request.GET


def posted_listing(request: HttpRequest) -> HttpRequest | None:
    """A request for the list whose query string a bulk form sent as `filters`; None when it cannot be read."""
    listing = HttpRequest()
    listing.path = request.path
    try:
        listing.GET = QueryDict(sent(request).get("filters", ""))
    except ValueError:
        return None
    return listing
