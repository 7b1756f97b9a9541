"""Ask for long work: a row first, then the task on commit."""

import logging
from functools import partial
from typing import Any

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from jobs.models import Job
from tenants.models import Tenant, User

log = logging.getLogger(__name__)


def enqueue(
    kind: str,
    *,
    tenant: Tenant,
    key: str,
    title: str,
    payload: dict[str, Any] | None = None,
    by: User | None = None,
    total: int = 0,
) -> Job:
    """The job of this kind and key: made now, or the one that was asked for before (double click, two tabs).

    The row is what counts; the task is only a hint that is sent on commit, and a sweep finds the row without it.
    """
    job, made = Job._base_manager.get_or_create(
        tenant=tenant,
        kind=kind,
        key=key,
        defaults={
            "title": title[:200],
            "payload": payload or {},
            "started_by": by,
            "started_by_name": str(by) if by else "",
            "total": total,
        },
    )
    if made:
        transaction.on_commit(partial(hint, job.pk))
    return job


def hint(job_id: int) -> None:
    """Tell the workers that a job waits. A broker that is down is logged: the sweep will find the row."""
    from jobs.tasks import run_job  # noqa: PLC0415  (the task module imports the runner, which handlers import us from)

    send(run_job, job_id)


def send(task: Task, *args: Any) -> None:
    """Queue a task; a broker that cannot be reached never turns a saved act into an error page."""
    try:
        task.delay(*args)
    except (OperationalError, RedisError, ConnectionError, TimeoutError) as error:
        log.warning("The broker did not take %s%s: %s. A sweep will.", task.name, args, error)
