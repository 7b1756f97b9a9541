"""What the benchmarks found, as a table for people and as JSON for comparisons."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bench import Measurement

HEADINGS = ("name", "size", "value", "unit", "baseline", "ratio")


def machine() -> str:
    """The machine that the figures hold for, in one line."""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"


def table(measurements: Sequence[Measurement]) -> str:
    """An aligned table; figures to the right, words to the left."""
    rows = [HEADINGS, *(_cells(each) for each in measurements)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join("  ".join(_pad(row, widths)).rstrip() for row in rows)


def write(measurements: Sequence[Measurement], path: Path) -> None:
    """Write the figures as a list, one object each."""
    found = [{**asdict(each), "ratio": each.ratio} for each in measurements]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def _cells(each: Measurement) -> tuple[str, ...]:
    return (
        each.name,
        f"{each.size:,}",
        _figure(each.value),
        each.unit,
        "" if each.baseline is None else _figure(each.baseline),
        "" if each.ratio is None else f"{each.ratio:.2f}x",
    )


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _pad(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    words = {0, 3}
    return [
        cell.ljust(width) if column in words else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
