"""Celery tasks of numbering: thin, and none of them is a guarantee."""

from celery import shared_task

from numbering import holds, orders, releases


@shared_task(name="numbering.sweep_holds")
def sweep_holds() -> None:
    """Tidy holds that ran out, and orders and releases whose job ended without them."""
    holds.sweep_expired()
    orders.sweep_stuck()
    releases.sweep_stuck()
