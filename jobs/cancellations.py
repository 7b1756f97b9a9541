"""Cancelling a job: what was done stays done. A worker that is at it notices at its next step and stops."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import log
from jobs.kinds import kind_of
from jobs.models import Job
from tenants.models import User
from ui.refusals import Refusal


@transaction.atomic
def cancel(job: Job, *, by: User) -> None:
    """Cancel a job that is queued or running, if its kind allows that now. Refuses with the reason."""
    kind = kind_of(job)
    if not job.is_open:
        raise Refusal(_("This job has ended already."))
    if not kind.may_cancel(job):
        raise Refusal(str(kind.no_cancel))
    if not close(job, kind.cancels_in, reason=_("Cancelled by %(name)s.") % {"name": by}):
        raise Refusal(_("This job has just changed. Look at it again before you go on."))
    job.refresh_from_db()
    log.record(
        "job.cancelled", by=by, obj=job, tenant=job.tenant, after={"done": job.done, "total": job.total}
    )
    kind.cancelled(job, by)


def close(job: Job, statuses: tuple[str, ...], *, reason: str) -> bool:
    """End a job that is in one of the statuses, without asking its kind; False when it is in another."""
    return bool(
        Job._base_manager.filter(pk=job.pk, status__in=statuses).update(
            status=Job.Status.CANCELLED,
            error=reason,
            lease_token=None,
            lease_until=None,
            finished_at=timezone.now(),
        )
    )
