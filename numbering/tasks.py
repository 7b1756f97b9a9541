"""Celery tasks of numbering: thin, and none of them is a guarantee."""

from celery import shared_task

from numbering import holds, orders, releases
from numbering.reservations import sweeps


@shared_task(name="numbering.sweep_holds")
def sweep_holds() -> None:
    """Prolong reservations; tidy holds that ran out, and what is left of jobs that ended early."""
    sweeps.sweep()
    holds.sweep_expired()
    orders.sweep_stuck()
    releases.sweep_stuck()
