"""Paying a recharge: what a worker does, and what it does with a gateway's word, whenever and however often it comes.

A worker may be killed anywhere. The try is written down before the gateway is asked, and the gateway answers the same to
the same key; the payment and the recharge that it ends are booked in one transaction, under the reference of the try. So
whatever is asked again, is paid once and booked once.
"""

import logging
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import SYSTEM, record
from credits import mails, thresholds
from credits.gateways import Answer, Gateway, GatewayError, Outcome, gateway
from credits.models import Account, Entry, Recharge
from credits.payments import record_payment
from credits.recharges import KIND, stop_automatic
from credits.transitions import Side, may_move, move
from jobs.leases import Lease
from jobs.models import Job
from jobs.registry import JobFailed, RetryLater
from jobs.runner import MAX_ATTEMPTS
from tenants.models import User
from tenants.scoping import all_tenants, lock_tenant, tenant_scope
from ui.refusals import Refusal

log = logging.getLogger(__name__)

MOST_TRIES: Final = 3
"""So often a card is tried that was declined for now; one that is declined for good is tried once."""
FIRST_DELAY: Final = 2.0  # seconds until a gateway that did not answer is asked again; doubled each time
BATCH: Final = 200
Status = Recharge.Status


def do_recharge(job: Job, lease: Lease) -> dict[str, Any]:
    """Pay the recharge of the job. Safe to run twice and to be killed anywhere."""
    recharge = Recharge.objects.select_related("tenant", "method").get(pk=job.payload["recharge"])
    taker = gateway()
    if not _begin(recharge, taker) or taker is None or recharge.method is None:
        return _result(recharge)
    lease.renew()
    try:
        answer = taker.pay(recharge.key, recharge.amount, recharge.method.token)
    except GatewayError as error:
        raise _later(job, recharge, error.sentence) from error
    lease.renew()
    _settle(job, recharge, answer)
    return _result(recharge)


def _result(recharge: Recharge) -> dict[str, Any]:
    recharge.refresh_from_db()
    return {
        "status": str(recharge.get_status_display()),
        "reference": recharge.reference,
        "reason": recharge.error,
    }


def _begin(recharge: Recharge, taker: Gateway | None) -> bool:
    """Bring the recharge to where the gateway is asked; False when there is nothing to be asked."""
    if recharge.status == Status.REQUESTED:
        if recharge.tenant.postpaid:
            move(recharge, Status.WITHDRAWN, by=SYSTEM, note=_("Usage is paid afterwards now."))
        elif taker is None or recharge.method is None or recharge.method.gateway != taker.name:
            _hand_over(recharge)
        else:
            move(recharge, Status.PAYING, by=SYSTEM)
    elif recharge.status == Status.UNCLEAR:
        move(recharge, Status.PAYING, by=SYSTEM)
    return recharge.status == Status.PAYING


@transaction.atomic
def _hand_over(recharge: Recharge) -> None:
    """There is no gateway for it any more: the provider is asked instead."""
    move(recharge, Status.WITH_PROVIDER, by=SYSTEM)
    mails.tell_operators(recharge)


def _settle(job: Job, recharge: Recharge, answer: Answer) -> None:
    if answer.outcome == Outcome.PAID:
        book(recharge, recharge.key)
    elif answer.outcome == Outcome.PENDING:
        raise _later(job, recharge, _("The payment gateway has not finished yet."))
    elif answer.final or recharge.tries >= MOST_TRIES or job.attempts >= MAX_ATTEMPTS:
        _decline(recharge, answer.reason)
    else:
        _next_try(recharge, answer.reason)
        raise RetryLater(settings.RECHARGE_RETRY_SECONDS, answer.reason)


def _later(job: Job, recharge: Recharge, reason: str) -> Exception:
    """Ask again later with the same key; after the last attempt the recharge is not clear, and people are told."""
    if job.attempts < MAX_ATTEMPTS:
        return RetryLater(FIRST_DELAY * 2 ** (job.attempts - 1), reason)
    _leave_unclear(recharge, reason)
    return JobFailed(reason)


@transaction.atomic
def book(recharge: Recharge, key: str) -> None:
    """The gateway has taken the money of this key: write the payment, and end the recharge with it.

    What was taken is booked whatever the recharge has become meanwhile; the same key again changes nothing.
    """
    lock_tenant(recharge.tenant)
    recharge.refresh_from_db()
    entry = record_payment(
        recharge.tenant,
        amount=recharge.amount,
        reference=key,
        paid_at=timezone.now(),
        source=_source(),
        by=SYSTEM,
        note=recharge.method.name if recharge.method else "",
    )
    if not may_move(recharge.status, Status.PAID, Side.WORKER):
        if recharge.entry_id != entry.pk:
            log.error("The gateway took money for %s, which is %s. It is booked.", key, recharge.status)
        return
    move(recharge, Status.PAID, by=SYSTEM, entry=entry, error="")
    if recharge.origin == Recharge.Origin.AUTO:
        Account.objects.filter(tenant=recharge.tenant).update(stopped_at=None)
    mails.tell_paid(recharge)
    thresholds.review(recharge.tenant)


def _source() -> Entry.Source:
    taker = gateway()
    return Entry.Source.SANDBOX if taker and taker.is_sandbox else Entry.Source.GATEWAY


@transaction.atomic
def settle_with_provider(
    recharge: Recharge, *, amount: Decimal, reference: str, paid_at: datetime, by: User, note: str = ""
) -> Entry:
    """The operator records the payment that ends a recharge that waited for the provider. Refuses as payments do."""
    lock_tenant(recharge.tenant)
    entry = record_payment(
        recharge.tenant,
        amount=amount,
        reference=reference,
        paid_at=paid_at,
        source=Entry.Source.OPERATOR,
        by=by,
        note=note,
    )
    if Recharge.objects.filter(entry=entry).exclude(pk=recharge.pk).exists():
        raise Refusal(
            _("This payment has ended another recharge. Give it its own reference."), field="reference"
        )
    move(recharge, Status.PAID, by=by, entry=entry)
    mails.tell_paid(recharge)
    return entry


@transaction.atomic
def _decline(recharge: Recharge, reason: str) -> None:
    """Not paid, and not tried again: automatic recharges stop until somebody lets them go on."""
    move(recharge, Status.DECLINED, by=SYSTEM, error=reason[:300])
    stop_automatic(recharge)
    mails.tell_declined(recharge)


@transaction.atomic
def _next_try(recharge: Recharge, reason: str) -> None:
    """The gateway has said no for now: the next try has a key of its own."""
    tried = Recharge.objects.filter(pk=recharge.pk, status=Status.PAYING, tries=recharge.tries)
    if tried.update(tries=F("tries") + 1, error=reason[:300]):
        after = {"tries": recharge.tries}
        record("recharge.tried", by=SYSTEM, tenant=recharge.tenant, obj=recharge, after=after, note=reason)


@transaction.atomic
def _leave_unclear(recharge: Recharge, reason: str) -> None:
    move(recharge, Status.UNCLEAR, by=SYSTEM, error=reason[:300])
    mails.tell_unclear(recharge)


def hear(key: str, answer: Answer) -> None:
    """A gateway says by itself what became of a key. Only money that was taken is news; the rest is asked for."""
    if answer.outcome != Outcome.PAID:
        return
    with all_tenants():
        found = (
            Recharge.objects.select_related("tenant", "method")
            .filter(reference=key.rpartition("-")[0])
            .first()
        )
    if found is None:
        log.warning("A payment gateway tells of %s, which nobody here asked for.", key)
        return
    with tenant_scope(found.tenant):
        book(found, key)


def sweep() -> int:
    """End recharges whose job ended without them, over all tenants, so that none bars the next for ever."""
    jobs = Job._base_manager.filter(
        tenant=OuterRef("tenant"),
        kind=KIND,
        status__in=Job.OPEN,
        key__startswith=Concat(OuterRef("reference"), Value("")),
    )
    with all_tenants():
        stuck = Recharge.objects.filter(~Exists(jobs), status__in=(Status.REQUESTED, Status.PAYING))
        found = list(stuck.select_related("tenant", "method").order_by("pk")[:BATCH])
    for recharge in found:
        with tenant_scope(recharge.tenant):
            _end(recharge)
    return len(found)


def _end(recharge: Recharge) -> None:
    reason = _("The work on this recharge ended early.")
    if recharge.status == Status.REQUESTED:
        move(recharge, Status.WITHDRAWN, by=SYSTEM, note=reason, error=reason)
    else:
        _leave_unclear(recharge, reason)
