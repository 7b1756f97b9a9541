"""Starting a job again that failed or was cancelled: it goes on with what is not done."""

from functools import partial
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import log
from jobs.kinds import kind_of
from jobs.models import Job
from jobs.queue import hint
from tenants.models import User
from ui.refusals import Refusal

ENDED_EARLY: Final = (Job.Status.FAILED, Job.Status.CANCELLED)


@transaction.atomic
def retry(job: Job, *, by: User) -> None:
    """Queue a job once more, with all its attempts. Refuses one that has not ended early, and kinds that start anew."""
    if no_restart := kind_of(job).why_no_restart(job):
        raise Refusal(no_restart)
    ended = Job._base_manager.filter(pk=job.pk, status__in=ENDED_EARLY)
    changes = {"status": Job.Status.QUEUED, "attempts": 0, "error": "", "finished_at": None}
    if not ended.update(run_after=timezone.now(), **changes):
        raise Refusal(
            _("Only a job that failed or was cancelled can be started again, and this one was not.")
        )
    log.record("job.retried", by=by, obj=job, tenant=job.tenant, before={"error": job.error})
    transaction.on_commit(partial(hint, job.pk))
