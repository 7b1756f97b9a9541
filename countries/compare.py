"""Countries side by side: the same questions, one column each, with what differs marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django_stubs_ext import StrPromise

from countries.models import Country
from countries.offers import Line, sections


@dataclass(frozen=True)
class Row:
    """One question and each country's answer."""

    label: StrPromise | str
    answers: list[tuple[Country, Line]]

    @property
    def differs(self) -> bool:
        """Not all answers are the same."""
        return len({(line.word, line.more) for _country, line in self.answers}) > 1


@dataclass(frozen=True)
class Group:
    """Questions that belong together."""

    title: StrPromise | str
    rows: list[Row]


def compared(countries: Sequence[Country]) -> list[Group]:
    """The sections of all countries, question by question; every country answers the same questions."""
    columns = [sections(country) for country in countries]
    return [
        Group(
            group[0].title,
            [
                Row(lines[0].label, list(zip(countries, lines, strict=True)))
                for lines in zip(*(section.lines for section in group), strict=True)
            ],
        )
        for group in zip(*columns, strict=True)
    ]
