"""What workers do for numbering: thin, each calls a verb."""

from typing import Any

from django.utils.translation import gettext as _

from jobs.leases import Lease
from jobs.models import Job
from jobs.registry import JobFailed, handler
from numbering import assignments, orders, releases
from numbering.files import assignment_files
from numbering.models import AssignmentFile
from numbering.reservations import reservations, work


@handler(orders.KIND)
def acquire(job: Job, lease: Lease) -> dict[str, Any]:
    """Acquire the numbers of an order."""
    return orders.do_acquire(job, lease)


@handler(assignments.KIND)
def activate(job: Job, lease: Lease) -> dict[str, Any]:
    """Make numbers that were assigned reachable."""
    return assignments.do_activate(job)


@handler(releases.KIND)
def release(job: Job, lease: Lease) -> dict[str, Any]:
    """Give numbers back to the carrier."""
    return releases.do_release(job, lease)


@handler(reservations.HOLD_KIND)
def hold_reservation(job: Job, lease: Lease) -> dict[str, Any]:
    """Hold the numbers of a reservation."""
    return work.do_hold(job, lease)


@handler(orders.RESERVATION_KIND)
def acquire_reservation(job: Job, lease: Lease) -> dict[str, Any]:
    """Acquire the numbers of a reservation."""
    return work.do_acquire(job, lease)


@handler(assignment_files.KIND)
def apply_assignments(job: Job, lease: Lease) -> dict[str, Any]:
    """Give and take the numbers of a file, row by row, in the name of whoever confirmed it."""
    if job.started_by is None:
        raise JobFailed(_("Whoever confirmed the file is gone. Upload it again."))
    upload = AssignmentFile.objects.select_related("tenant").get(pk=job.payload["upload"])
    return dict(
        assignment_files.apply(
            upload, by=job.started_by, progress=lambda done, total: lease.renew(done=done, total=total)
        )
    )
