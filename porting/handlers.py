"""What workers do for port orders: thin, each calls a verb."""

from typing import Any

from django.utils.translation import gettext_lazy

from jobs.kinds import JobKind, describe
from jobs.leases import Lease
from jobs.models import Job
from jobs.registry import handler
from porting.carrier import sending


@handler(sending.SEND)
def send(job: Job, lease: Lease) -> dict[str, Any]:
    """Hand an order, or its correction, to the carrier."""
    return sending.do_send(job, lease)


@handler(sending.CANCEL)
def cancel(job: Job, lease: Lease) -> dict[str, Any]:
    """Ask the carrier to cancel."""
    return sending.do_cancel(job, lease)


@handler(sending.DATE)
def date(job: Job, lease: Lease) -> dict[str, Any]:
    """Ask the carrier for another date."""
    return sending.do_date(job, lease)


ASKED = gettext_lazy("The carrier may have been asked already. Cancel the order instead.")
describe(sending.SEND, JobKind(gettext_lazy("Port orders sent"), no_cancel=ASKED))
describe(sending.CANCEL, JobKind(gettext_lazy("Port orders cancelled")))
describe(sending.DATE, JobKind(gettext_lazy("Dates of port orders"), no_cancel=ASKED))
