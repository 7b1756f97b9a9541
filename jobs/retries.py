"""Starting a failed job again."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import log
from jobs.models import Job
from jobs.queue import hint
from tenants.models import User
from ui.refusals import Refusal


@transaction.atomic
def retry(job: Job, *, by: User) -> None:
    """Queue a failed job once more, with all its attempts. Raises Refusal for a job that has not failed."""
    failed = Job._base_manager.filter(pk=job.pk, status=Job.Status.FAILED)
    changes = {"status": Job.Status.QUEUED, "attempts": 0, "error": "", "finished_at": None}
    if not failed.update(run_after=timezone.now(), **changes):
        raise Refusal(_("Only a failed job can be started again, and this one has not failed."))
    log.record("job.retried", by=by, obj=job, tenant=job.tenant, before={"error": job.error})
    transaction.on_commit(partial(hint, job.pk))
