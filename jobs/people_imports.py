"""Applies files of people: the directory stands below the jobs, so the job is registered with it from here."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audit.log import SYSTEM
from jobs.kinds import ANY_TIME, JobKind, Link, Outcome, describe
from jobs.leases import Lease
from jobs.models import Job
from jobs.queue import enqueue
from jobs.registry import handler
from tenants.models import PeopleImport, User
from tenants.people import imports
from ui.templatetags.ui import thousands

KIND = "people.import"


class PeopleImportWorker:
    """Files are applied as jobs of the kind `people.import`, one per file."""

    def start(self, upload: PeopleImport, *, by: User) -> None:
        """Ask for the job; the file's id is its key, so a second click is the same job."""
        title = _("Add people from %(name)s") % {"name": upload.file_name}
        payload = {"upload": upload.pk}
        enqueue(
            KIND,
            tenant=upload.tenant,
            key=str(upload.pk),
            title=title,
            payload=payload,
            by=by,
            total=upload.row_count,
        )

    def trouble(self, upload: PeopleImport) -> str:
        """The sentence of a job that failed for good."""
        jobs = Job.objects.filter(
            kind=KIND, key=str(upload.pk), status__in=[Job.Status.FAILED, Job.Status.CANCELLED]
        )
        job = jobs.first()
        return (job.error or _("The work was cancelled.")) if job else ""


@handler(KIND)
def apply_file(job: Job, lease: Lease) -> dict[str, Any]:
    """Apply the rows that are not yet done; each chunk renews the lease."""
    upload = PeopleImport.objects.select_related("tenant").get(pk=job.payload["upload"])
    by = job.started_by or SYSTEM
    return dict(
        imports.apply(upload, by=by, progress=lambda done, total: lease.renew(done=done, total=total))
    )


def outcome(job: Job) -> Outcome:
    """How many people were added and changed, with the rows that were rejected as a file."""
    result = job.result
    page = reverse("people:import", args=[job.tenant.slug, job.payload["upload"]])
    links = [Link(page, _("See the file"))]
    if errors := result.get("error", 0):
        rejected = reverse("people:rejected_rows", args=[job.tenant.slug, job.payload["upload"]])
        words = ngettext("Download %(n)s rejected row", "Download %(n)s rejected rows", errors)
        links.append(Link(rejected, words % {"n": thousands(errors)}, is_file=True))
    if "new" not in result:
        return Outcome("", tuple(links))
    figures = {"new": thousands(result["new"]), "changed": thousands(result.get("changed", 0))}
    return Outcome(_("%(new)s people were added and %(changed)s changed.") % figures, tuple(links))


describe(KIND, JobKind(gettext_lazy("Files of people"), outcome, cancels_in=ANY_TIME))
imports.register_worker(PeopleImportWorker())
