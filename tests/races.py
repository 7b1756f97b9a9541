"""Several at the same moment: threads that start together, each with a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

from ui.refusals import Refusal


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act returned, or the refusal that it met. Any other exception fails the test."""
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(at: int) -> None:
        try:
            barrier.wait(10)
            results[at] = acts[at]()
        except Refusal as refusal:
            results[at] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results
