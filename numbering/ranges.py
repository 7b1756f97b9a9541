"""Runs of numbers that follow each other: "+33 1 84 88 10 00 to 49, 50 numbers". Pure, no request."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ui.formats import national


@dataclass(frozen=True)
class Range:
    """Consecutive numbers, first and last included."""

    first: str
    last: str
    count: int

    @property
    def words(self) -> str:
        """The first number in national format, and the digits in which the last one differs."""
        if self.count == 1:
            return national(self.first)
        same = 0
        while same < min(len(self.first), len(self.last)) and self.first[same] == self.last[same]:
            same += 1
        tail = max(2, len(self.last) - same)
        return f"{national(self.first)} – {self.last[-tail:]}"


def collapse(numbers: Iterable[str]) -> Iterator[Range]:
    """The runs of E.164 numbers that are in ascending order."""
    first = last = ""
    count = 0
    for number in numbers:
        if count and len(number) == len(last) and int(number[1:]) == int(last[1:]) + 1:
            last, count = number, count + 1
            continue
        if count:
            yield Range(first, last, count)
        first, last, count = number, number, 1
    if count:
        yield Range(first, last, count)
