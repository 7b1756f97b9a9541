"""Where a worker begins to look in a large stock, so that many at once do not all want the same numbers."""

import zlib
from typing import Final

from carriers.base import Query, carrier

ROOM: Final = 8  # windows; a smaller stock is looked at from its beginning, which keeps long runs whole
PROBES: Final = 20  # halve the digits between the lowest number and the highest: a millionth of them is left


def starting_point(query: Query, window: int, *, seed: int) -> str:
    """The number after which to search: "" in a stock of fewer than eight windows, else one that the seed chooses.

    The same seed begins at the same place. Raises CarrierError.
    """
    here = carrier()
    enough = min(window * ROOM, 10_000)
    if here.count(query, limit=enough) < enough:
        return ""
    first = here.search(query, limit=1)[0].e164
    lowest, beyond = int(first[1:]), 10 ** (len(first) - 1)
    for _probe in range(PROBES):
        middle = (lowest + beyond) // 2
        if here.search(query, limit=1, after=f"+{middle}"):
            lowest = middle
        else:
            beyond = middle
    span = beyond - int(first[1:])
    return f"+{int(first[1:]) + zlib.crc32(str(seed).encode()) % max(span, 1)}"
