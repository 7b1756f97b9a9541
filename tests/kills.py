"""Workers that are killed in the middle of their work: real processes, and SIGKILL."""

import os
import signal
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection

from jobs import runner


def in_a_worker_that_dies(job_id: int, die_at: str, *targets: Any) -> None:
    """Run the job in a process of its own that is killed; see `in_a_process_that_dies`."""
    in_a_process_that_dies(partial(runner.run, job_id), die_at, *targets)


def in_a_process_that_dies(act: Callable[[], object], die_at: str, *targets: Any) -> None:
    """Do something in a process of its own that is killed, without a word, where `die_at` says.

    `die_at` is "before" or "after" and the name of a function of the first of the `targets` that has it.
    """
    pid = os.fork()
    if pid == 0:
        try:
            _child(act, die_at, targets)
        finally:
            os._exit(3)  # the worker was to be dead by now
    _pid, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status), f"the worker passed {die_at!r} alive"
    assert os.WTERMSIG(status) == signal.SIGKILL


def _child(act: Callable[[], object], die_at: str, targets: tuple[Any, ...]) -> None:
    inherited = connection.connection  # kept, or its end would close the parent's session
    connection.connection = None
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
    del inherited
