"""What workers do for credit: thin, each calls a verb."""

from typing import Any

from credits import settlements
from credits.recharges import KIND
from jobs.leases import Lease
from jobs.models import Job
from jobs.registry import handler


@handler(KIND)
def recharge(job: Job, lease: Lease) -> dict[str, Any]:
    """Pay a recharge."""
    return settlements.do_recharge(job, lease)
