"""Runs one job: claim, enter the tenant's scope, call the handler, write what came out."""

import logging
from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.leases import Lease, LeaseLost, claim
from jobs.models import Job
from jobs.registry import JobFailed, RetryLater, handler_for
from tenants.scoping import tenant_scope

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
FIRST_DELAY = 2.0  # seconds; doubled at each further attempt


def run(job_id: int) -> bool:
    """Do the job if it is free to be done. True when this call did it; errors end up on the row, never here."""
    lease = claim(job_id)
    if lease is None:
        return False
    job = lease.job
    try:
        with tenant_scope(job.tenant):
            result = handler_for(job.kind)(job, lease)
    except LeaseLost:
        log.warning("Job %s was taken over by another worker.", job.pk)
        return False
    except RetryLater as later:
        _put_back(lease, later.seconds, later.reason)
    except JobFailed as failure:
        _fail(lease, str(failure))
    except Exception:
        log.exception("Job %s (%s) broke.", job.pk, job.kind)
        _put_back(lease, FIRST_DELAY * 2 ** (job.attempts - 1), _("An unexpected error. It is in the log."))
    else:
        finished = {"status": Job.Status.DONE, "error": "", "finished_at": timezone.now()}
        lease.give_back(**finished, result=result or {}, done=Greatest(F("done"), F("total")))
        log.info("Job %s is done: %s.", job.pk, job.title, extra={"tenant": job.tenant.slug})
    return True


def _put_back(lease: Lease, seconds: float, reason: str) -> None:
    if lease.job.attempts >= MAX_ATTEMPTS:
        _fail(lease, reason)
        return
    due = timezone.now() + timedelta(seconds=seconds)
    lease.give_back(status=Job.Status.QUEUED, run_after=due, error=reason)


def _fail(lease: Lease, reason: str) -> None:
    lease.give_back(status=Job.Status.FAILED, error=reason, finished_at=timezone.now())
