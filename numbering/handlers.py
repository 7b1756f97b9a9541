"""What workers do for numbering: thin, each calls a verb."""

from typing import Any

from jobs.leases import Lease
from jobs.models import Job
from jobs.registry import handler
from numbering import assignments, orders, releases


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
