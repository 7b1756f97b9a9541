"""What workers do for credit: thin, each calls a verb."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credits import settlements
from credits.recharges import KIND
from jobs.kinds import JobKind, Link, Outcome, describe
from jobs.leases import Lease
from jobs.models import Job
from jobs.registry import handler


@handler(KIND)
def recharge(job: Job, lease: Lease) -> dict[str, Any]:
    """Pay a recharge."""
    return settlements.do_recharge(job, lease)


def outcome(job: Job) -> Outcome:
    """How the recharge stands, with its page."""
    page = reverse("credits:recharge", args=[job.tenant.slug, job.payload["recharge"]])
    parts = [str(job.result.get(name) or "") for name in ("status", "reason")]
    return Outcome(
        " ".join(f"{part.rstrip('.')}." for part in parts if part), (Link(page, _("See the recharge")),)
    )


describe(
    KIND,
    JobKind(
        gettext_lazy("Recharges of credit"),
        outcome,
        no_cancel=gettext_lazy("A payment that was asked for cannot be stopped from here."),
    ),
)
