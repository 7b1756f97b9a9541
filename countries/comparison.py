"""Two to four countries side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from countries.models import Country
from countries.offers import Line, sections

LEAST: Final = 2
MOST: Final = 4


@dataclass(frozen=True)
class Row:
    """One question and each country's answer, in the order of the countries."""

    label: str
    answers: Sequence[tuple[Country, Line]]

    @property
    def differs(self) -> bool:
        """The answers are not all the same."""
        return len({(line.word, line.more) for _place, line in self.answers}) > 1


@dataclass(frozen=True)
class Block:
    """The rows of one section."""

    title: str
    rows: Sequence[Row]


def chosen(codes: Iterable[str]) -> list[Country]:
    """The first four known countries among `codes`, in the order asked for, each once. One query, or none."""
    wanted = [code.upper() for code in codes if len(code) == 2 and code.isascii() and code.isalpha()]
    wanted = list(dict.fromkeys(wanted))[: MOST * 2]
    places = Country.objects.in_bulk(wanted) if wanted else {}
    return [places[code] for code in wanted if code in places][:MOST]


def blocks(places: Sequence[Country], *, only_differences: bool = False) -> list[Block]:
    """The comparison, section by section; `only_differences` leaves out what is the same everywhere.

    Fewer than two countries make no comparison: nothing.
    """
    if len(places) < LEAST:
        return []
    found = []
    for same in zip(*(sections(place) for place in places), strict=True):
        lines = zip(*(section.lines for section in same), strict=True)
        rows = [Row(answers[0].label, list(zip(places, answers, strict=True))) for answers in lines]
        kept = [row for row in rows if row.differs or not only_differences]
        if kept:
            found.append(Block(same[0].title, kept))
    return found
