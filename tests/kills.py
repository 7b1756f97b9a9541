"""Workers that are killed in the middle of their work: real processes, and SIGKILL."""

import os
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import connection

from jobs import runner

_inherited: list[Any] = []
"""Connections of the parent: kept, or their end would close its session."""


def in_a_worker_that_dies(job_id: int, die_at: str, *targets: Any) -> None:
    """Run the job in a process of its own that is killed; see `in_a_process_that_dies`."""
    in_a_process_that_dies(partial(runner.run, job_id), die_at, *targets)


def in_a_process_that_dies(act: Callable[[], object], die_at: str, *targets: Any) -> None:
    """Do something in a process of its own that is killed, without a word, where `die_at` says.

    `die_at` is "before" or "after" and the name of a function of the first of the `targets` that has it.
    """
    assert _dies(partial(_act_until, act, die_at, targets)), f"the worker passed {die_at!r} alive"


def _dies(act: Callable[[], object]) -> bool:
    """Do something in a process of its own with a connection of its own; whether it was killed at it."""
    pid = os.fork()
    if pid == 0:
        _child(act)
    _pid, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert not os.WEXITSTATUS(status), "the worker broke: see what it printed"
    return False


def _child(act: Callable[[], object]) -> None:
    _inherited.append(connection.connection)
    connection.connection = None
    try:
        act()
    except BaseException:
        traceback.print_exc()
        os._exit(3)
    os._exit(0)


def _act_until(act: Callable[[], object], die_at: str, targets: tuple[Any, ...]) -> None:
    moment, verb = die_at.split()
    target = next(each for each in targets if hasattr(each, verb))
    real = getattr(target, verb)

    def deadly(*args: Any, **kwargs: Any) -> Any:
        if moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(target, verb, deadly)
    act()


class Steps:
    """The steps that an act takes in the database: before each statement, before each commit and after it."""

    def __init__(self, last: int = 0) -> None:
        """With `last`, the process is killed at that step, counted from 1."""
        self.last = last
        self.count = 0
        self.commits: list[int] = []

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count what is done inside."""
        commit = connection._commit

        def counted_commit() -> None:
            self._take()
            commit()
            self._take()
            self.commits += [self.count - 1, self.count]

        connection._commit = counted_commit
        try:
            with connection.execute_wrapper(self._statement):
                yield
        finally:
            connection._commit = commit

    def _statement(self, execute: Callable[..., Any], *args: Any) -> Any:
        self._take()
        return execute(*args)

    def _take(self) -> None:
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def dies_at_step(act: Callable[[], object], step: int) -> bool:
    """Do something in a process that is killed at its n-th step in the database; False when it had ended before."""

    def counted() -> None:
        with Steps(step).counted():
            act()

    return _dies(counted)
