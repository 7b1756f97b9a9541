"""Celery tasks of numbering: thin, and none of them is a guarantee."""

from celery import shared_task

from numbering import holds, orders, releases, reservation_sweeps


@shared_task(name="numbering.sweep_holds")
def sweep_holds() -> None:
    """Prolong reservations; tidy holds that ran out, and what is left of jobs that ended early."""
    reservation_sweeps.sweep()
    holds.sweep_expired()
    orders.sweep_stuck()
    releases.sweep_stuck()
