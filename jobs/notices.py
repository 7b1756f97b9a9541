"""What the overview tells of jobs: those that failed lately."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.models import Job
from tenants.models import Tenant
from tenants.notices import Notice, Weight

LATELY: Final = timedelta(days=7)
"""After that a failure is history: it stays in the list of jobs."""
NAMED: Final = 2  # jobs with a notice of their own; more are one notice


def failed(tenant: Tenant) -> Iterator[Notice]:
    """Jobs that failed in the last seven days; one query."""
    since = timezone.now() - LATELY
    rows = list(
        Job.objects.filter(tenant=tenant, status=Job.Status.FAILED, finished_at__gte=since)
        .order_by("-id")
        .only("pk", "title", "error")[: 100 + 1]
    )
    if len(rows) <= NAMED:
        for job in rows:
            yield Notice(
                Weight.BROKEN,
                _("A job failed: %(title)s") % {"title": job.title},
                job.error,
                reverse("jobs:detail", args=[tenant.slug, job.pk]),
                _("Look at it"),
            )
        return
    count = "100+" if len(rows) > 100 else str(len(rows))
    yield Notice(
        Weight.BROKEN,
        ngettext("%(n)s job failed", "%(n)s jobs failed", len(rows)) % {"n": count},
        _("In the last seven days. The latest: %(title)s") % {"title": rows[0].title},
        f"{reverse('jobs:list', args=[tenant.slug])}?status=failed",
        _("See failed jobs"),
    )
