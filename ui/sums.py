"""The figures that a rule is made of: terms of an equation and segments of a bar. Pure, no request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH = 1000
"""Width of a bar in its own units; the page scales it."""

KINDS = frozenset("abcd")


@dataclass(frozen=True)
class Term:
    """One labelled figure of an equation.

    `value` is a number (thousands are separated when shown) or ready text such as "£12.40". `op` is the sign
    that stands before it: "×", "+", "−" or "=". `result` marks the figure that the sum is for, normally the
    last one.
    """

    label: str
    value: int | float | Decimal | str
    op: str = ""
    result: bool = False


@dataclass(frozen=True)
class Segment:
    """One part of a bar: `kind` a (ink: used), b (blue: yours now), c (amber: waiting), d (red: failed)."""

    kind: str
    value: int | float | Decimal
    label: str = ""


@dataclass(frozen=True)
class Slice:
    """A segment laid out: where it begins and how wide it is, as SVG attribute text."""

    kind: str
    x: str
    width: str


def lay_out(segments: Sequence[Segment], total: int | float | Decimal) -> list[Slice]:
    """Place the segments on a bar of `total`.

    More than the total is drawn as a full bar, each part in proportion; a part that is not nothing is at
    least visible; a total of nothing draws an empty bar.
    """
    values = [max(0.0, float(s.value)) for s in segments]
    whole = max(float(total), sum(values))
    slices: list[Slice] = []
    start = 0.0
    if whole <= 0:
        return slices
    for segment, value in zip(segments, values, strict=True):
        if value == 0:
            continue
        width = min(max(value / whole * WIDTH, 4.0), WIDTH - start)
        kind = segment.kind if segment.kind in KINDS else "a"
        slices.append(Slice(kind, f"{start:.1f}", f"{width:.1f}"))
        start += width
    return slices
