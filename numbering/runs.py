"""Choosing numbers that follow each other: as few runs as there can be. Pure, no request."""

from collections.abc import Iterable, Sequence


def choose(numbers: Sequence[str], wanted: int, *, start: int = 0) -> list[str]:
    """`wanted` of the numbers (all, when there are no more) in as few runs as possible, in ascending order.

    `numbers` are E.164, ascending, each once. Long runs are taken whole; the last piece comes out of the shortest run
    that is long enough, so that long runs are not broken for little. `start` says with which of equally good runs to
    begin: workers that choose at the same moment begin at different ones.
    """
    left = min(wanted, len(numbers))
    chosen: list[str] = []
    runs = _turned(list(_runs(numbers)), start)
    runs.sort(key=len, reverse=True)  # stable: equal runs stay in the order of `start`
    at = 0
    while left > 0:
        if len(runs[at]) <= left:
            chosen += runs[at]
            left -= len(runs[at])
            at += 1
            continue
        shortest = min((run for run in runs[at:] if len(run) >= left), key=len)
        chosen += shortest[:left]
        left = 0
    return sorted(chosen)


def _runs(numbers: Iterable[str]) -> Iterable[list[str]]:
    run: list[str] = []
    for number in numbers:
        if run and (len(number) != len(run[-1]) or int(number[1:]) != int(run[-1][1:]) + 1):
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _turned(runs: list[list[str]], start: int) -> list[list[str]]:
    turn = start % len(runs) if runs else 0
    return runs[turn:] + runs[:turn]
