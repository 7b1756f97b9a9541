"""The minutes of a country's Calling Plans as figures: the cells that `phrases.minutes` puts into words."""

from countries.phrases import EITHER_POOL


def choices(text: str) -> list[int]:
    """ "120;240;3000" is three plans' domestic minutes a month; [] for a cell that is empty or says something else."""
    parts = text.replace(" ", "").split(";")
    return [int(part) for part in parts] if all(part.isascii() and part.isdigit() for part in parts) else []


def either(text: str) -> tuple[int, int] | None:
    """ "1200 domestic or 600 international" as (1200, 600): one pool, used up by whichever ends first."""
    found = EITHER_POOL.fullmatch(text.strip())
    return (int(found[1]), int(found[2])) if found else None
