"""Leases: the right to work on a row, for a while, taken and renewed by conditional updates."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from jobs.models import Job


class LeaseLost(Exception):
    """Another worker has taken the job over, or it was cancelled: stop at once, without a trace."""


class Lease:
    """The right to work on `job` until the lease ends; `renew` prolongs it and writes the progress."""

    def __init__(self, job: Job, token: uuid.UUID) -> None:
        self.job = job
        self.token = token

    def renew(self, *, done: int | None = None, total: int | None = None) -> None:
        """Prolong the lease, with progress. Raises LeaseLost when the row is no longer ours."""
        changes: dict[str, object] = {"lease_until": _lease_end()}
        if done is not None:
            changes["done"] = done
        if total is not None:
            changes["total"] = total
        if not self._mine().update(**changes):
            raise LeaseLost

    def give_back(self, **changes: object) -> bool:
        """End the lease with the row in its new state; False when it was no longer ours."""
        return bool(self._mine().update(lease_token=None, lease_until=None, **changes))

    def _mine(self):  # type: ignore[no-untyped-def]
        return Job._base_manager.filter(pk=self.job.pk, lease_token=self.token, status=Job.Status.RUNNING)


def claim(job_id: int) -> Lease | None:
    """Take the job if it is free: queued and due, or running under a lease that ran out. None when it is not."""
    now = timezone.now()
    token = uuid.uuid4()
    free = Q(status=Job.Status.QUEUED, run_after__lte=now) | Q(status=Job.Status.RUNNING, lease_until__lt=now)
    taken = Job._base_manager.filter(free, pk=job_id).update(
        status=Job.Status.RUNNING,
        lease_token=token,
        lease_until=_lease_end(),
        attempts=F("attempts") + 1,
        started_at=now,
    )
    if not taken:
        return None
    return Lease(Job._base_manager.select_related("tenant", "started_by").get(pk=job_id), token)


def _lease_end():  # type: ignore[no-untyped-def]
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
