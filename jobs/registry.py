"""What kinds of jobs exist: apps register a handler for each kind when Django starts."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobs.leases import Lease
    from jobs.models import Job

Handler = Callable[["Job", "Lease"], dict[str, object] | None]

_handlers: dict[str, Handler] = {}


class JobFailed(Exception):
    """The job cannot succeed; the sentence is shown to whoever started it."""


class RetryLater(Exception):
    """The job may succeed later: it is put back and run again after `seconds`, at most `runner.MAX_ATTEMPTS` times."""

    def __init__(self, seconds: float, reason: str) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.reason = reason


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of `kind`. It must be safe to run twice; what it returns is the result."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def handler_for(kind: str) -> Handler:
    """The handler of `kind`; KeyError when none is registered, which is a bug."""
    return _handlers[kind]
