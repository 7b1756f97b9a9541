"""What lies with others now: requests at the desk, and long work at the workers."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from jobs.models import Job
from numbering.models import NumberRequest
from tenants.models import Tenant

LIMIT = 5


@dataclass(frozen=True)
class Waiting:
    """One thing that somebody else must do first."""

    title: str
    reason: str
    url: str


def waiting(tenant: Tenant) -> list[Waiting]:
    """Open requests and open jobs, newest first, at most five of each; two queries."""
    return _requests(tenant) + _jobs(tenant)


def _requests(tenant: Tenant) -> list[Waiting]:
    rows = NumberRequest.objects.filter(status__in=NumberRequest.OPEN_STATES).order_by("-id")[:LIMIT]
    return [
        Waiting(
            _("Request %(reference)s: %(title)s") % {"reference": row.reference, "title": row.title},
            _("You must answer")
            if row.status == NumberRequest.Status.WAITING_CUSTOMER
            else _("The provider's desk: %(status)s") % {"status": str(row.get_status_display()).lower()},
            reverse("requests:detail", args=[tenant.slug, row.pk]),
        )
        for row in rows
    ]


def _jobs(tenant: Tenant) -> list[Waiting]:
    rows = Job.objects.filter(status__in=Job.OPEN).order_by("-id")[:LIMIT]
    return [
        Waiting(
            row.title,
            _("The workers: %(status)s") % {"status": str(row.get_status_display()).lower()},
            reverse("jobs:detail", args=[tenant.slug, row.pk]),
        )
        for row in rows
    ]
