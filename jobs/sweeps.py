"""Sweeps: find work that nobody holds. Run by beat every few seconds, and directly by tests."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from jobs.models import Job
from jobs.runner import run

BATCH = 50
GRACE_SECONDS = 3  # a job this young has a task under way


def waiting_jobs(*, grace_seconds: float = GRACE_SECONDS) -> list[int]:
    """Ids of jobs that are due and free: never taken, put back, or under a lease that ran out."""
    now = timezone.now()
    due = Q(status=Job.Status.QUEUED, run_after__lte=now - timedelta(seconds=grace_seconds))
    abandoned = Q(status=Job.Status.RUNNING, lease_until__lt=now)
    return list(
        Job._base_manager.filter(due | abandoned).order_by("run_after").values_list("pk", flat=True)[:BATCH]
    )


def sweep(*, grace_seconds: float = GRACE_SECONDS) -> int:
    """Run what waits, one after the other; returns how many jobs this call did."""
    return sum(run(job_id) for job_id in waiting_jobs(grace_seconds=grace_seconds))
