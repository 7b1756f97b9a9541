"""Celery tasks of the ledger."""

from celery import shared_task

from credits import expiries


@shared_task(name="credits.sweep_expiries")
def sweep_expiries() -> None:
    """Write down which lots have expired."""
    expiries.sweep()
