"""Whether the words of a menu fit its keys: what it names leads somewhere, and what leads somewhere is named.

Only digits that stand alone are read ("press 1"), which works in every language; words such as "one", and sounds, are
not understood, and nothing is said about a menu that names no digit at all.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

DIGIT: Final = re.compile(r"(?<![\w.,:/+-])(\d)(?![\w/+-]|[.,:]\d)", re.ASCII)


@dataclass(frozen=True)
class Misfit:
    """Keys that the words leave out, and keys that they name and that do nothing; both in the order of the words."""

    unnamed: list[str]
    idle: list[str]

    def __bool__(self) -> bool:
        return bool(self.unnamed or self.idle)


def misfit(text: str, keys: Collection[str]) -> Misfit:
    """How words and keys differ; nothing differs when the words name none of the keys in digits."""
    named = list(dict.fromkeys(DIGIT.findall(text)))
    if not set(named) & set(keys):
        return Misfit([], [])
    return Misfit([key for key in keys if key not in named], [digit for digit in named if digit not in keys])
