"""`manage.py state_diagrams`: writes docs/reference/number-order-states.md out of the transition tables."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from numbering.models import NumberOrder, PhoneNumber
from numbering.transitions import NUMBER_MOVES, ORDER_MOVES, Move

PATH = Path("docs/reference/number-order-states.md")


def page() -> str:
    """The page, as it must be."""
    return "\n".join(
        (
            "# The lives of a number order and of a number",
            "",
            "Made by `manage.py state_diagrams` out of `numbering/transitions.py`; a test fails when it is stale.",
            "",
            *_section("A number order", NumberOrder.Status.HELD, ORDER_MOVES, _ends(ORDER_MOVES)),
            *_section(
                "A number of the inventory", PhoneNumber.Status.UNASSIGNED, NUMBER_MOVES, ("releasing",)
            ),
        )
    )


def _ends(moves: dict[tuple[str, str], Move]) -> tuple[str, ...]:
    begins = {str(was) for was, _to in moves}
    return tuple(sorted({str(to) for _was, to in moves} - begins))


def _section(title: str, start: str, moves: dict[tuple[str, str], Move], ends: tuple[str, ...]) -> list[str]:
    lines = [f"## {title}", "", "```mermaid", "stateDiagram-v2", f"    [*] --> {start}"]
    for (was, to), edge in moves.items():
        sides = ", ".join(sorted(edge.sides))
        lines.append(f"    {was} --> {to}: {edge.action} ({sides})")
    lines += [f"    {end} --> [*]" for end in ends]
    return [*lines, "```", ""]


class Command(BaseCommand):
    help = "Writes the diagrams of the state machines into docs/reference."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file when it is stale."""
        path = settings.BASE_DIR / PATH
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(), encoding="utf-8")
        self.stdout.write(f"{PATH} is written.")
