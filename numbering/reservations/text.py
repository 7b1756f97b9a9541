"""What somebody wrote to ask for many numbers: "150 in Paris; 150 in Lyon; 100 toll-free FR". Pure, no request."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from numbering.choices import Usage

LONGEST_TEXT: Final = 5_000  # characters

# A comma ends a line only where a number begins after it or ends before it: "Portland, Oregon" is one place.
_SEPARATOR: Final = re.compile(r"[;\r\n]+|(?<!\d),(?=\s*\d)|(?<=\d),(?=\s+[^\W\d])")
_NUMBER: Final = r"(?:\d{1,3}(?:[,.'\u00a0\u202f]\d{3})+|\d+)(?!\d)"
_LEADING: Final = re.compile(
    rf"(?P<n>{_NUMBER})\s*(?:(?:x\b|[×*:])\s*)?(?:(?:tele|ph)?(?:phone\s+)?numbers?\b\s*)?(?:(?:in|from|of|at)\b)?(?P<place>.*)",
    re.IGNORECASE | re.DOTALL,
)
_TRAILING: Final = re.compile(
    rf"(?P<place>.*?[^\W\d].*?)(?:\s+x\s+|[\s:=,×*-]+)(?P<n>{_NUMBER})(?:\s+numbers?)?",
    re.IGNORECASE | re.DOTALL,
)
_PREFIXED: Final = re.compile(rf"(?P<place>\+[\d\s().-]*?)\s*[:=x×*]\s*(?P<n>{_NUMBER})")
_USES: Final = (
    (Usage.USER, r"(?:for|as)\s+(?:people|persons?|users?|staff)"),
    (
        Usage.VOICE_APP,
        r"(?:for|as)\s+(?:call\s+)?(?:queues?|(?:auto\s+)?attendants?|services?)|service\s+numbers?",
    ),
    (
        Usage.CONFERENCE,
        r"(?:for|as)\s+(?:the\s+)?(?:conference\s+|conferencing\s+)?(?:bridges?|conferenc\w+|meetings?)",
    ),
)


@dataclass(frozen=True)
class Said:
    """One line as it was meant, as far as it could be read: no quantity, no place or no use where none was named."""

    quantity: int | None
    place: str
    usage: Usage | None = None


def read(text: str) -> list[Said]:
    """The lines of a text, in order. Nothing is dropped: what is no quantity stays in the place, to be looked at."""
    parts = [part.strip() for part in _SEPARATOR.split(text) if part.strip()]
    return [_read_part(part) for part in _joined(parts)]


def _joined(parts: list[str]) -> Iterator[str]:
    """A figure by itself belongs to the place that follows it: "150, Paris"."""
    waiting = ""
    for part in parts:
        alone = re.fullmatch(_NUMBER, part)
        if waiting and (alone or re.match(r"\d", part)):
            yield waiting
            waiting = ""
        if alone:
            waiting = part
            continue
        yield f"{waiting} {part}".strip()
        waiting = ""
    if waiting:
        yield waiting


def _read_part(part: str) -> Said:
    found = _LEADING.fullmatch(part) or _PREFIXED.fullmatch(part)
    if found is None and not part.startswith("+"):
        found = _TRAILING.fullmatch(part)
    if found is None:
        usage, place = _use(part)
        return Said(None, place, usage)
    usage, place = _use(found["place"])
    return Said(int(re.sub(r"\D", "", found["n"])), place, usage)


def _use(place: str) -> tuple[Usage | None, str]:
    for usage, words in _USES:
        if found := re.search(rf"\b(?:{words})\b", place, re.IGNORECASE):
            return usage, _tidy(place[: found.start()] + place[found.end() :])
    return None, _tidy(place)


def _tidy(place: str) -> str:
    return " ".join(place.split()).strip(" ,:=")
