"""Celery tasks: thin, with ids for arguments. None of them is a guarantee; the rows are."""

from celery import shared_task

from jobs import heartbeat as heartbeats
from jobs import mail, runner, sweeps


@shared_task(name="jobs.run")
def run_job(job_id: int) -> None:
    """Run one job, if it is still free."""
    runner.run(job_id)


@shared_task(name="jobs.sweep")
def sweep() -> None:
    """Pick up jobs and mails that nobody holds."""
    sweeps.sweep()
    mail.sweep()


@shared_task(name="jobs.heartbeat")
def heartbeat() -> None:
    """Write that a worker lives."""
    heartbeats.beat()


@shared_task(name="jobs.deliver")
def deliver(mail_id: int) -> None:
    """Hand one mail to the delivery backend, if nobody else is doing so."""
    mail.deliver(mail_id)
