"""Celery tasks of port orders: thin, and none of them is a guarantee. The rows say what is to be done."""

from celery import shared_task

from porting.carrier import clockwork, events, expiry, polling


@shared_task(name="porting.handle_events")
def handle_events() -> None:
    """Do what carriers have said."""
    events.handle_waiting()


@shared_task(name="porting.sweep")
def sweep() -> None:
    """Ask silent carriers, do what they say, let time pass, and pick up what was left behind."""
    polling.poll_due()
    events.handle_waiting()
    clockwork.lock_due()
    clockwork.activate_due()
    clockwork.pick_up()


@shared_task(name="porting.sweep_drafts")
def sweep_drafts() -> None:
    """Remind of orders on which nobody works, and give them up at the end."""
    expiry.sweep()
