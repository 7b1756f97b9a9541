"""Benchmarks: `python -m bench [names]`. A module in this folder defines functions with `@benchmark("name")`.

Each yields `Measurement`s. They run against a database of their own on the embedded server, made and dropped each time.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Measurement:
    """One figure: what was measured, at which size, in which unit; and what it is compared with, if anything."""

    name: str
    size: int
    value: float
    unit: str
    baseline: float | None = None

    @property
    def ratio(self) -> float | None:
        """Value over baseline."""
        return None if not self.baseline else self.value / self.baseline


def scaled(size: int) -> int:
    """A size, times BENCH_SCALE from the environment: 0.01 tries a benchmark out in seconds."""
    return max(1, int(size * float(os.environ.get("BENCH_SCALE", "1"))))


Benchmark = Callable[[], Iterator[Measurement]]
BENCHMARKS: dict[str, Benchmark] = {}


def benchmark(name: str) -> Callable[[Benchmark], Benchmark]:
    """Register a benchmark. Raises ValueError for a name that is taken."""

    def register(function: Benchmark) -> Benchmark:
        if name in BENCHMARKS:
            raise ValueError(f"There are two benchmarks named {name}.")
        BENCHMARKS[name] = function
        return function

    return register
