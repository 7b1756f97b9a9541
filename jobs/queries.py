"""Figures of jobs and mails that pages show."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from jobs.models import Job, OutgoingMail


@dataclass(frozen=True)
class QueueLength:
    """How many jobs are in a state; `late` of them should be under way and are not."""

    status: str
    label: str
    count: int
    late: int


def queue_lengths() -> list[QueueLength]:
    """Jobs of all tenants by status, in one query."""
    now = timezone.now()
    late = Q(status=Job.Status.QUEUED, run_after__lt=now) | Q(status=Job.Status.RUNNING, lease_until__lt=now)
    rows = Job._base_manager.values_list("status").annotate(n=Count("pk"), late=Count("pk", filter=late))
    counts = {status: (n, behind) for status, n, behind in rows}
    return [
        QueueLength(str(status), str(status.label), *counts.get(status.value, (0, 0)))
        for status in Job.Status
    ]


def mails_waiting() -> tuple[int, int]:
    """Mails that are not out yet, and those of them that were given up."""
    given_up = Q(attempts__gte=OutgoingMail.MAX_ATTEMPTS)
    figures = OutgoingMail.objects.filter(sent_at=None).aggregate(
        n=Count("pk"), bad=Count("pk", filter=given_up)
    )
    return figures["n"], figures["bad"]
