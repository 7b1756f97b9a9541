"""What workers do for the bridge: thin, each calls a verb."""

from typing import Any

from jobs.leases import Lease
from jobs.models import Job
from jobs.registry import handler
from services.bridges import licence_changes, shared_numbers


@handler(shared_numbers.KIND)
def give_shared_numbers(job: Job, lease: Lease) -> dict[str, Any]:
    """Get the shared numbers of the bridge's countries."""
    return shared_numbers.do_give(job, lease)


@handler(licence_changes.KIND)
def make_organisers(job: Job, lease: Lease) -> dict[str, Any]:
    """Make organisers of people who got a licence."""
    return licence_changes.do_make(job, lease)
