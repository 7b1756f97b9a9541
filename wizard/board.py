"""The little board "What feeds what": a cord from each step to those that need it, as SVG figures."""

from dataclasses import dataclass

from wizard.steps import PlacedStep

ROW = 36  # pixels of a row: the jack sits in its middle
JACK_X = 84
NEAREST = 55  # where the belly of the shortest cord lies; longer cords reach further left
REACH = 8  # so that the longest cord, from step 1 to step 10, still has a belly of its own


@dataclass(frozen=True)
class Cord:
    """One cord: `path` is its SVG path, `kind` is "ready", "live" (leads to the next step) or "waiting"."""

    path: str
    kind: str


@dataclass(frozen=True)
class Jack:
    """One step on the board."""

    placed: PlacedStep
    y: int
    is_next: bool


@dataclass(frozen=True)
class Board:
    """Everything that the template draws. Sizes are pixels."""

    jacks: list[Jack]
    cords: list[Cord]
    height: int


def board(steps: list[PlacedStep], following: PlacedStep | None) -> Board:
    """Lay out the cords of `steps`; `following` is the step to be done next."""
    rows = {step.number: index * ROW + ROW // 2 for index, step in enumerate(steps)}
    finished = {step.number for step in steps if step.is_finished}
    next_number = following.number if following else 0
    cords = [
        Cord(_path(rows[source], rows[step.number]), _kind(source in finished, step.number == next_number))
        for step in steps
        for source in step.step.needs
        if source in rows
    ]
    jacks = [Jack(step, rows[step.number], step.number == next_number) for step in steps]
    return Board(jacks, cords, len(steps) * ROW)


def _path(start: int, end: int) -> str:
    belly = max(-6, NEAREST - REACH * (abs(end - start) // ROW - 1))
    return f"M{JACK_X} {start}C{belly} {start} {belly} {end} {JACK_X} {end}"


def _kind(ready: bool, live: bool) -> str:
    if not ready:
        return "waiting"
    return "live" if live else "ready"
