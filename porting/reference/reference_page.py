"""The page of docs/reference about port orders, made of the tables and data files that the code itself reads."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from django.utils.translation import override

from carriers.port_models import Script
from porting.actions import RULES
from porting.carrier.following import TARGETS
from porting.carrier.number_marks import MARKS
from porting.carrier.words import words_of_numbers, words_of_orders
from porting.mails import CHANGES
from porting.models import CountryRequirement, PortedNumber, PortingRule, PortOrder, RejectionReason
from porting.reference.loading import rows_in_file
from porting.transitions import NOT_TAKEN, TRANSITIONS, Side

PATH: Final = Path("docs/reference/porting.md")
Status = PortOrder.Status
Cells = Sequence[object]


def page() -> str:
    """The page, as it must be."""
    with override("en-gb"):
        sections = (
            _head(),
            _diagram(),
            _states(),
            _matrix(),
            _words(),
            _rules(),
            _requirements(),
            _reasons(),
            _scripts(),
        )
        return "\n".join(line for section in sections for line in section)


def _head() -> list[str]:
    return [
        "# Port orders",
        "",
        "Made by `manage.py porting_reference` out of `porting/transitions.py`, `porting/actions.py`,",
        "`porting/carrier/words.py` and the files of `porting/data/`; a test fails when it is stale.",
        "",
    ]


def _diagram() -> list[str]:
    edges = [f"    {was} --> {to}: {', '.join(sorted(sides))}" for (was, to), sides in TRANSITIONS.items()]
    return [
        "## The life of an order",
        "",
        "Who moves an order stands at the arrow. The desk may tell what a carrier said by telephone.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {Status.DRAFT}",
        *edges,
        *(f"    {end} --> [*]" for end in PortOrder.CLOSED),
        "```",
        "",
    ]


def _states() -> list[str]:
    def turn(status: Status) -> str:
        sides = {side for (was, _to), all_sides in TRANSITIONS.items() if was == status for side in all_sides}
        return ", ".join(sorted(sides)) or "nobody: it is over"

    rows = [
        (
            f"`{status}`",
            status.label,
            turn(status),
            "no" if status in NOT_TAKEN else "yes",
            CHANGES[status][1],
        )
        for status in Status
    ]
    numbers = [(f"`{status}`", status.label) for status in PortedNumber.Status]
    return [
        "## States",
        "",
        *_table(("state", "name", "moved on by", "keeps its numbers", "what the mail says"), rows),
        "## States of a number",
        "",
        *_table(("state", "name"), numbers),
    ]


def _matrix() -> list[str]:
    letters = {Side.CUSTOMER: "C", Side.DESK: "D"}
    rows = [
        (
            rule.label,
            *(
                "".join(letters[side] for side in (Side.CUSTOMER, Side.DESK) if side in rule.sides)
                if status in rule.statuses
                else ""
                for status in Status
            ),
        )
        for rule in RULES.values()
    ]
    return [
        "## What may be done, by whom",
        "",
        "C: the customer (a tenant admin). D: the desk. An empty cell is shut, and the page says why.",
        "",
        *_table(("", *(f"`{status}`" for status in Status)), rows),
    ]


def _words() -> list[str]:
    orders = [
        (
            meaning.label,
            ", ".join(f"`{word}`" for word in words),
            f"`{TARGETS[meaning]}`" if meaning in TARGETS else "stays where it is",
        )
        for meaning, words in words_of_orders().items()
    ]
    numbers = [
        (
            meaning.label,
            ", ".join(f"`{word}`" for word in words),
            f"`{MARKS.get(meaning, PortedNumber.Status.ACTIVATED)}`",
        )
        for meaning, words in words_of_numbers().items()
    ]
    return [
        "## Words of carriers",
        "",
        "Case, blanks, dashes and humps do not count. Any other word is kept raw and shown, and moves nothing.",
        "",
        *_table(("an order is", "by these words", "and becomes"), orders),
        *_table(("a number is", "by these words", "and becomes"), numbers),
    ]


def _rules() -> list[str]:
    rows = [
        (
            row.country or "all others",
            row.order_kind or "all",
            f"{row.valid_from or ''} – {row.valid_until or ''}" if row.valid_from or row.valid_until else "",
            row.lead_days,
            row.lead_working_days,
            row.horizon_days,
            f"{row.answer_days_min}–{row.answer_days_max}",
            f"{row.window_start:%H:%M}–{row.window_end:%H:%M} {row.time_zone}",
            row.lock_hours,
            row.bill_days,
            row.draft_days,
            row.returned_days,
            row.most_numbers,
            row.letter_language,
            row.source,
        )
        for row in rows_in_file(PortingRule)
    ]
    head = (
        "country",
        "kind",
        "holds",
        "days ahead",
        "working days ahead",
        "days ahead at most",
        "carrier answers in working days",
        "numbers move",
        "locked, hours",
        "bill, days",
        "draft kept, days",
        "returned kept, days",
        "numbers at most",
        "letter",
        "source",
    )
    return [
        "## Figures of the countries",
        "",
        "As the files have them; an operator may have edited the rows of an installation.",
        "",
        *_table(head, rows),
    ]


def _requirements() -> list[str]:
    rows = [
        (
            row.country or "all",
            row.label,
            f"`{row.key}`",
            row.get_kind_display(),
            "yes" if row.required else "no",
            f"`{row.pattern}`".replace("|", "\\|") if row.pattern else "",
        )
        for row in rows_in_file(CountryRequirement)
    ]
    return [
        "## What an order must bring",
        "",
        "A row of a country takes the place of the general one with the same key.",
        "",
        *_table(("country", "what", "key", "kind", "must be there", "shape"), rows),
    ]


def _reasons() -> list[str]:
    rows = [
        (
            f"`{row.code}`",
            row.title,
            row.get_owner_display(),
            f"`{row.field}`" if row.field else "",
            row.sentence,
        )
        for row in rows_in_file(RejectionReason)
    ]
    return [
        "## Why orders are rejected",
        "",
        *_table(("code", "reason", "whose turn", "field", "what the customer reads"), rows),
    ]


def _scripts() -> list[str]:
    rows = [(f"TEST-{script.value.upper()}", script.label) for script in Script if script != Script.REJECT]
    return [
        "## What the sandbox carrier can do",
        "",
        "An account number with one of these words chooses; so does TEST- with the code of a rejection.",
        "",
        *_table(("account number", "what happens"), rows),
    ]


def _table(head: Cells, rows: Iterable[Cells]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(str(cell) for cell in line)} |" for line in lines] + [""]
