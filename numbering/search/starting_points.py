"""Where a worker begins to look in a large stock, so that many at once do not all want the same numbers."""

import zlib
from typing import Final

from carriers.base import Query, carrier

ROOM: Final = 8  # windows; a smaller stock is looked at from its beginning, which keeps long runs whole
HALVINGS: Final = 2  # of the last step: the end of the stock is known to a quarter of it


def starting_point(query: Query, window: int, *, seed: int) -> str:
    """The number after which to search: "" in a stock of fewer than eight windows, else one that the seed chooses.

    The same seed begins at the same place. Raises CarrierError.
    """
    enough = min(window * ROOM, 10_000)
    if carrier().count(query, limit=enough) < enough:
        return ""
    lowest = int(carrier().search(query, limit=1)[0].e164[1:])
    span = _span(query, lowest, window * ROOM)
    return f"+{lowest + zlib.crc32(str(seed).encode()) % span}"


def _span(query: Query, lowest: int, step: int) -> int:
    """How far the stock reaches beyond its lowest number, roughly: by steps that grow tenfold, then by halves."""
    inside = 0
    limit = 10 ** len(str(lowest)) - lowest  # no number has more digits
    while step < limit and _has_more(query, lowest + step):
        inside, step = step, step * 10
    outside = min(step, limit)
    for _halving in range(HALVINGS):
        middle = (inside + outside) // 2
        if _has_more(query, lowest + middle):
            inside = middle
        else:
            outside = middle
    return max(outside, 1)


def _has_more(query: Query, number: int) -> bool:
    return bool(carrier().search(query, limit=1, after=f"+{number}"))
