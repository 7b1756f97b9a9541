"""Celery tasks of the ledger."""

from celery import shared_task

from credits import expiries, settlements, thresholds


@shared_task(name="credits.sweep")
def sweep() -> None:
    """Write down which lots have expired, end what was left behind, and act on balances that nobody looked at."""
    expiries.sweep()
    settlements.sweep()
    thresholds.sweep()
