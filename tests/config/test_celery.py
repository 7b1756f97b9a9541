"""What a worker does before its first task."""

import gc

from config.celery import set_loaded_code_apart


def test_the_collector_passes_over_what_was_loaded_before_the_first_task() -> None:
    before = gc.get_freeze_count()
    try:
        set_loaded_code_apart()
        assert gc.get_freeze_count() > before + 10_000
    finally:
        gc.unfreeze()
