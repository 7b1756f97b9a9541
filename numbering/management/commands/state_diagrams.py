"""`manage.py state_diagrams`: writes docs/reference/states.md out of the transition tables."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from credits.models import Recharge
from credits.transitions import MOVES as RECHARGE_MOVES
from credits.transitions import Move as RechargeMove
from licensing.files.states import MOVES as FILE_MOVES
from licensing.models import Assignment, LicenceFile
from licensing.transitions import MOVES as LICENCE_MOVES
from numbering.models import NumberOrder, NumberRequest, PhoneNumber, Reservation
from numbering.requests.transitions import TRANSITIONS
from numbering.transitions import NUMBER_MOVES, ORDER_MOVES, RESERVATION_MOVES, Move

PATH = Path("docs/reference/states.md")
Edge = tuple[str, str, str]
"""From, to, and what stands at the arrow."""


def page() -> str:
    """The page, as it must be."""
    return "\n".join(
        (
            "# The lives of things that have one",
            "",
            "Made by `manage.py state_diagrams` out of the tables in `licensing/transitions.py`, `licensing/files/states.py`,",
            "`credits/transitions.py`, `numbering/transitions.py` and `numbering/requests/transitions.py`;",
            "a test fails when it is stale.",
            "",
            *_section("A licence of a person", Assignment.State.REQUESTED, _licences()),
            *_section("A file of licences", LicenceFile.Status.READ, _files()),
            *_section("A recharge of credit", Recharge.Status.REQUESTED, _moves(RECHARGE_MOVES)),
            *_section("An order of numbers", NumberOrder.Status.HELD, _moves(ORDER_MOVES)),
            *_section("A reservation of many numbers", Reservation.Status.ASKED, _moves(RESERVATION_MOVES)),
            *_section("A number of the inventory", PhoneNumber.Status.UNASSIGNED, _moves(NUMBER_MOVES)),
            *_section("A request to the desk", NumberRequest.Status.OPEN, _requests()),
        )
    )


def _moves(moves: Mapping[tuple[str, str], Move | RechargeMove]) -> list[Edge]:
    return [
        (was, to, f"{edge.action} ({', '.join(sorted(edge.sides))})") for (was, to), edge in moves.items()
    ]


def _licences() -> list[Edge]:
    return [(was, to, "worker") for was, targets in LICENCE_MOVES.items() for to in sorted(targets)]


def _files() -> list[Edge]:
    return [(was, to, action or "checked anew") for (was, to), action in FILE_MOVES.items()]


def _requests() -> list[Edge]:
    return [(was, to, ", ".join(sorted(sides))) for (was, to), sides in TRANSITIONS.items()]


def _section(title: str, start: str, edges: Iterable[Edge]) -> list[str]:
    known = list(edges)
    lines = [f"## {title}", "", "```mermaid", "stateDiagram-v2", f"    [*] --> {start}"]
    lines += [f"    {was} --> {to}: {label}" for was, to, label in known]
    ends = {to for _was, to, _label in known} - {was for was, _to, _label in known}
    lines += [f"    {end} --> [*]" for end in sorted(ends)]
    return [*lines, "```", ""]


class Command(BaseCommand):
    help = "Writes the diagrams of the state machines into docs/reference."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file when it is stale."""
        path = settings.BASE_DIR / PATH
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(), encoding="utf-8")
        self.stdout.write(f"{PATH} is written.")
