"""Reading the hours of a day as people type them: "08:00-12:00, 13:00-17:30", "8-12", "1–5.30 pm", "all day"."""

import re
from typing import Final

from services.schedules.weekly import ALL_DAY, DAY, WHOLE_DAY, NotHours, Problem, Range, Ranges, tidy

CLOSED: Final = "closed"
CLOSED_WORDS: Final = frozenset({"", CLOSED, "none", "-", "–", "—"})
ALL_DAY_WORDS: Final = frozenset(
    {ALL_DAY, "all-day", "24h", "24 h", "24 hours", "24/7", "open", "day and night"}
)
TIME: Final = r"(?:(\d{1,2})(?:[:.h](\d{2})|h)?|(\d{2})(\d{2}))(?:\s?([ap])\.?\s?m\.?)?"
RANGE: Final = re.compile(rf"(?<![\d:.]){TIME}\s*(?:-|–|—|−|‐|‑|to|till|until)\s*{TIME}(?![\d:])", re.ASCII)
BETWEEN: Final = re.compile(r"(?:[\s,;&+/]|and)*")
INVISIBLE: Final = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00]")


def ranges_of(text: str) -> Ranges:
    """The ranges of one day. Raises `NotHours` without a day; its text is the part that is wrong, as it was typed."""
    line = " ".join(INVISIBLE.sub("", text).casefold().split())
    if line in CLOSED_WORDS:
        return ()
    if line in ALL_DAY_WORDS:
        return WHOLE_DAY
    ranges, read = [], 0
    for match in RANGE.finditer(line):
        if not BETWEEN.fullmatch(line, read, match.start()):
            raise NotHours(Problem.UNREADABLE, line[read : match.start()].strip(" ,;"))
        ranges.append(_range(match))
        read = match.end()
    if not ranges or not BETWEEN.fullmatch(line, read):
        raise NotHours(Problem.UNREADABLE, line[read:].strip(" ,;"))
    return tidy(ranges)


def typed(ranges: Ranges) -> str:
    """Ranges as somebody would type them; `ranges_of` reads them back."""
    if ranges == WHOLE_DAY:
        return ALL_DAY
    return ", ".join(str(one) for one in ranges) or CLOSED


def _range(match: re.Match[str]) -> Range:
    start_half, end_half = match[5], match[10]
    end = _minutes(match, 6, end_half)
    end = end or DAY  # a range that ends at midnight ends at 24:00
    start = _minutes(match, 1, start_half)
    if end_half and not start_half and start <= 12 * 60:
        start = _start_by_end(match, start, end, end_half)
    try:
        return Range(start, end)
    except NotHours as error:
        raise NotHours(error.problem, match[0]) from error


def _start_by_end(match: re.Match[str], start: int, end: int, half: str) -> int:
    """Where only the end says am or pm: "1-5 pm" begins in the afternoon, "8-5 pm" in the morning."""
    if half == "a":
        if end == DAY:
            raise NotHours(Problem.UNREADABLE, match[0])
        return start % (12 * 60)
    afternoon = start % (12 * 60) + 12 * 60
    return afternoon if afternoon < end else start


def _minutes(match: re.Match[str], group: int, half: str | None) -> int:
    hours = int(match[group] or match[group + 2])
    minutes = int(match[group + 1] or match[group + 3] or 0)
    if minutes > 59 or (half and not 1 <= hours <= 12) or hours * 60 + minutes > DAY:
        raise NotHours(Problem.NO_SUCH_TIME, match[0])
    if half:
        hours = hours % 12 + (12 if half == "p" else 0)
    return hours * 60 + minutes
