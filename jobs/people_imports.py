"""Applies files of people: the directory stands below the jobs, so the job is registered with it from here."""

from typing import Any

from django.utils.translation import gettext as _

from audit.log import SYSTEM
from jobs.leases import Lease
from jobs.models import Job
from jobs.queue import enqueue
from jobs.registry import handler
from tenants import people_imports
from tenants.models import PeopleImport, User

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
        people_imports.apply(upload, by=by, progress=lambda done, total: lease.renew(done=done, total=total))
    )


people_imports.register_worker(PeopleImportWorker())
