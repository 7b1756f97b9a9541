"""Giving numbers back for good: free ones only, at most 1,000 at once, all or none (rules 3.5)."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import SYSTEM, Actor, Change, record_many
from carriers.base import CarrierError, carrier
from jobs.leases import Lease
from jobs.models import Job
from jobs.queue import enqueue
from jobs.registry import JobFailed, RetryLater
from jobs.runner import MAX_ATTEMPTS
from numbering.holders import holder_words
from numbering.models import PhoneNumber
from numbering.transitions import move_many
from tenants.models import Tenant, User
from tenants.scoping import all_tenants, tenant_scope
from ui.formats import national
from ui.refusals import Refusal

KIND: Final = "numbering.release"
MOST_AT_ONCE: Final = 1000
RETRY_SECONDS: Final = 5.0
Status = PhoneNumber.Status
Supply = PhoneNumber.Supply


@transaction.atomic
def release(numbers: Sequence[PhoneNumber], *, by: User) -> Job | None:
    """Release free numbers. One that is assigned stops the whole batch and is named.

    Direct Routing numbers are only ours to forget, so they go at once; the rest is a job. None when there is no job.
    """
    if not numbers:
        raise Refusal(_("Choose at least one number."))
    if len(numbers) > MOST_AT_ONCE:
        raise Refusal(
            _("At most 1,000 numbers can be released at once; you chose %(n)s.") % {"n": f"{len(numbers):,}"}
        )
    tenant = numbers[0].tenant
    rows = list(
        PhoneNumber.objects.select_for_update(of=("self",))
        .select_related("person", "tenant", "order")
        .filter(pk__in=[number.pk for number in numbers], tenant=tenant)
        .order_by("pk")
    )
    _check(rows, asked=len({number.pk for number in numbers}))
    own = [row for row in rows if row.supply == Supply.DIRECT_ROUTING]
    leased = [row for row in rows if row.supply != Supply.DIRECT_ROUTING]
    _forget(own, by=by, tenant=tenant)
    return _send(leased, by=by, tenant=tenant) if leased else None


def _check(rows: Sequence[PhoneNumber], *, asked: int) -> None:
    if len(rows) < asked:
        raise Refusal(_("Some of these numbers are gone already. Look at the list again."))
    busy = [row for row in rows if row.status != Status.UNASSIGNED]
    if not busy:
        return
    first = busy[0]
    if first.status == Status.RELEASING:
        raise Refusal(
            _("%(number)s is being released already, so none was released.")
            % {"number": national(first.e164)}
        )
    words = {"number": national(first.e164), "name": holder_words(first), "n": len(busy)}
    raise Refusal(
        ngettext(
            "%(number)s is assigned to %(name)s, so none was released. Take it away first.",
            "%(n)s of these numbers are assigned, %(number)s to %(name)s among them, so none was released.",
            len(busy),
        )
        % words
    )


def _send(rows: Sequence[PhoneNumber], *, by: User, tenant: Tenant) -> Job:
    move_many(rows, Status.RELEASING, by=by)
    title = ngettext("Release %(n)s number", "Release %(n)s numbers", len(rows)) % {"n": len(rows)}
    payload = {"numbers": [row.pk for row in rows]}
    return enqueue(
        KIND, tenant=tenant, key=uuid.uuid4().hex, title=title, payload=payload, by=by, total=len(rows)
    )


def _forget(rows: Sequence[PhoneNumber], *, by: Actor, tenant: Tenant) -> int:
    """Delete inventory rows with their record; returns how many."""
    if not rows:
        return 0
    record_many(
        [Change("number.released", row, before={"usage": row.usage}) for row in rows], by=by, tenant=tenant
    )
    return PhoneNumber.objects.filter(pk__in=[row.pk for row in rows]).delete()[0]


def do_release(job: Job, lease: Lease) -> dict[str, Any]:
    """Give the numbers back to the carrier by the reference that acquired them, then delete them. Safe to run twice."""
    rows = list(_waiting(job))
    by_reference: dict[str, list[PhoneNumber]] = defaultdict(list)
    for row in rows:
        by_reference[row.order.reference if row.order else ""].append(row)
    for reference, group in sorted(by_reference.items()):
        lease.renew()
        try:
            carrier().release(reference, [row.e164 for row in group])
        except CarrierError as error:
            if error.retryable and job.attempts < MAX_ATTEMPTS:
                raise RetryLater(RETRY_SECONDS * 2 ** min(job.attempts - 1, 5), error.sentence) from error
            _keep(job)
            raise JobFailed(error.sentence) from error
        with transaction.atomic():
            pks = [row.pk for row in group]
            still = list(PhoneNumber.objects.select_for_update().filter(pk__in=pks, status=Status.RELEASING))
            _forget(still, by=SYSTEM, tenant=job.tenant)
    return {"released": len(job.payload["numbers"]) - _waiting(job).count()}


def _waiting(job: Job) -> QuerySet[PhoneNumber]:
    return (
        PhoneNumber.objects.filter(pk__in=job.payload["numbers"], status=Status.RELEASING)
        .select_related("order", "tenant")
        .order_by("pk")
    )


def _keep(job: Job) -> None:
    """What the carrier does not take back is free again."""
    move_many(list(_waiting(job)), Status.UNASSIGNED, by=SYSTEM)


def sweep_stuck() -> int:
    """Free numbers whose release job ended without them; returns how many jobs that was."""
    with all_tenants():
        ended = Job.objects.filter(kind=KIND, status__in=[Job.Status.FAILED, Job.Status.CANCELLED])
        stuck = PhoneNumber.objects.filter(status=Status.RELEASING).values("tenant_id")
        jobs = [
            job for job in ended.filter(tenant__in=stuck).select_related("tenant") if _waiting(job).exists()
        ]
    for job in jobs:
        with tenant_scope(job.tenant):
            _keep(job)
    return len(jobs)
