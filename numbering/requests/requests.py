"""Requests for numbers that are not to be had online: opened by the customer, worked on by the desk (rules 3.7)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import phonenumbers
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import record
from credits.balances import toll_free_allowed
from numbering import inventory
from numbering.models import Kind, NumberRequest, PhoneNumber, RequestEvent
from numbering.requests import mails
from numbering.requests.transitions import Side, move, tell
from tenants.models import Tenant, User
from tenants.scoping import lock_tenant
from ui.formats import national
from ui.refusals import Refusal

Status = NumberRequest.Status
SENT_TWICE: Final = timedelta(minutes=1)


@transaction.atomic
def open_request(tenant: Tenant, *, by: User, **fields: Any) -> NumberRequest:
    """A new case on the desk. Toll-free numbers need credit, or payment afterwards, before they can be asked for.

    The very same request, sent again by the same person within a minute, is the one that is there.
    """
    if fields["kind"] == Kind.TOLL_FREE and not toll_free_allowed(tenant):
        raise Refusal(
            _(
                "Toll-free numbers need credit, and your balance is zero. Add credit first, then send the request."
            ),
            url=reverse("credits:overview", args=[tenant.slug]),
            link=_("Add credit"),
            field="kind",
        )
    lock_tenant(tenant)
    if same := _sent_before(tenant, by, fields):
        return same
    request = NumberRequest(tenant=tenant, created_by=by, created_by_name=str(by), **fields)
    request.reference = f"pending-{timezone.now().timestamp():.6f}"[:20]
    request.save()
    request.reference = f"NR-{1000 + request.pk}"
    request.save(update_fields=["reference"])
    tell(request, RequestEvent.Kind.OPENED, by=by, side=Side.CUSTOMER, text=request.description)
    record(
        "request.opened", by=by, tenant=tenant, obj=request, after={"title": request.title, **_facts(request)}
    )
    mails.opened(request)
    return request


def _sent_before(tenant: Tenant, by: User, fields: dict[str, Any]) -> NumberRequest | None:
    """The same words by the same person a moment ago: the form was sent twice."""
    recent = timezone.now() - SENT_TWICE
    rows = NumberRequest.objects.filter(tenant=tenant, created_by=by, created_at__gte=recent, **fields)
    return rows.filter(status__in=NumberRequest.OPEN_STATES).order_by("pk").first()


def _facts(request: NumberRequest) -> dict[str, Any]:
    return {"quantity": request.quantity, "country": str(request.country), "kind": request.kind}


@transaction.atomic
def claim(request: NumberRequest, *, by: User) -> None:
    """Take the request. Of two agents who click at once, one gets it and the other is told who."""
    taken = NumberRequest.objects.filter(pk=request.pk, claimed_by=None).update(claimed_by=by)
    if not taken:
        request.refresh_from_db()
        if request.claimed_by == by:
            return
        raise Refusal(_("%(name)s has this request already.") % {"name": request.claimed_by})
    request.refresh_from_db()
    tell(request, RequestEvent.Kind.CLAIMED, by=by, side=Side.DESK)
    record("request.claimed", by=by, tenant=request.tenant, obj=request, after={"claimed_by": str(by)})
    if request.status == Status.OPEN:
        move(request, Status.IN_REVIEW, by=by, side=Side.DESK)


@transaction.atomic
def take_over(request: NumberRequest, *, seen: int, by: User) -> None:
    """Take the request from the colleague whom the page showed (`seen`, an id), who is told by mail.

    Of two agents who do it at once one gets it, and the other is told who; so is an agent whose page is old.
    """
    _lock(request)
    if request.claimed_by_id == by.pk and request.is_open:
        return
    if not request.is_open or request.claimed_by_id != seen:
        raise Refusal(_not_taken_over(request))
    before = request.claimed_by
    NumberRequest.objects.filter(pk=request.pk).update(claimed_by=by)
    request.refresh_from_db()
    tell(request, RequestEvent.Kind.TAKEN_OVER, by=by, side=Side.DESK, details={"before": str(before)})
    record(
        "request.taken_over",
        by=by,
        tenant=request.tenant,
        obj=request,
        before={"claimed_by": str(before)},
        after={"claimed_by": str(by)},
    )
    if before is not None:
        mails.taken_over(request, before, by)


def _lock(request: NumberRequest) -> None:
    """Read the request again and keep it so until the transaction ends: another agent may be at it right now."""
    request.refresh_from_db(from_queryset=NumberRequest.objects.select_for_update(of=("self",)))


def _not_taken_over(request: NumberRequest) -> str:
    if not request.is_open:
        return _("This request has ended.")
    if request.claimed_by is None:
        return _("Nobody has this request any more: claim it.")
    return _("%(name)s has taken it over in the meantime.") % {"name": request.claimed_by}


@transaction.atomic
def hand_back(request: NumberRequest, *, by: User) -> None:
    """Give a claimed request back to the queue."""
    _lock(request)
    if request.claimed_by != by:
        raise Refusal(_("You can hand back only what you have claimed."))
    if request.status == Status.IN_REVIEW:
        move(request, Status.OPEN, by=by, side=Side.DESK, claimed_by=None)
        return
    NumberRequest.objects.filter(pk=request.pk).update(claimed_by=None)
    request.refresh_from_db()
    tell(request, RequestEvent.Kind.HANDED_BACK, by=by, side=Side.DESK)
    record("request.handed_back", by=by, tenant=request.tenant, obj=request)


@transaction.atomic
def comment(
    request: NumberRequest, text: str, *, by: User, side: Side, private: bool = False
) -> RequestEvent:
    """Add a comment. A customer's answer puts a waiting request back into review; the other side gets a mail."""
    if not text.strip():
        raise Refusal(_("Write what you want to say."), field="text")
    if side == Side.CUSTOMER and request.status == Status.CANCELLED:
        raise Refusal(_("This request was cancelled. Open a new one."), field="text")
    private = private and side == Side.DESK
    event = tell(request, RequestEvent.Kind.COMMENT, by=by, side=side, text=text.strip(), private=private)
    record("request.commented", by=by, tenant=request.tenant, obj=request, after={"private": private})
    if side == Side.CUSTOMER and request.status == Status.WAITING_CUSTOMER:
        move(request, Status.IN_REVIEW, by=by, side=side)
    if not private:
        mails.commented(request, event)
    return event


@transaction.atomic
def ask_customer(request: NumberRequest, text: str, *, by: User) -> None:
    """Ask the customer something; the request waits for the answer."""
    if not text.strip():
        raise Refusal(_("Write what the customer must answer."), field="text")
    _check_claim(request, by=by)
    move(request, Status.WAITING_CUSTOMER, by=by, side=Side.DESK, text=text.strip())
    mails.asked(request, text.strip())


@transaction.atomic
def deliver(request: NumberRequest, e164s: Sequence[str], *, by: User, text: str = "") -> list[PhoneNumber]:
    """Put numbers into the customer's inventory, outside the quota (rules 3.4). All of them, or none.

    The request is delivered once all that was asked for is there; until then it stays in review.
    """
    _lock(request)
    if request.status != Status.IN_REVIEW:
        raise Refusal(_("Claim the request first: numbers are delivered while it is in review."))
    _check_claim(request, by=by)
    missing = request.quantity - request.delivered_count
    if len(e164s) > missing:
        raise Refusal(
            ngettext(
                "The customer asked for %(missing)s more number, and you typed %(typed)s.",
                "The customer asked for %(missing)s more numbers, and you typed %(typed)s.",
                missing,
            )
            % {"missing": missing, "typed": len(e164s)},
            field="numbers",
        )
    _check_country(e164s, str(request.country))
    numbers = inventory.receive(
        request.tenant,
        e164s,
        origin=PhoneNumber.Origin.REQUESTED,
        usage=request.usage,
        kind=request.kind,
        country=str(request.country),
        state=request.state,
        city=request.city,
        by=by,
    )
    NumberRequest.objects.filter(pk=request.pk).update(delivered_count=F("delivered_count") + len(numbers))
    request.refresh_from_db()
    details = {"numbers": [number.e164 for number in numbers]}
    tell(request, RequestEvent.Kind.DELIVERY, by=by, side=Side.DESK, text=text, details=details)
    record("request.delivered", by=by, tenant=request.tenant, obj=request, after=details)
    if request.delivered_count >= request.quantity:
        move(request, Status.DELIVERED, by=by, side=Side.DESK)
    mails.delivered(request, numbers)
    return numbers


def _check_claim(request: NumberRequest, *, by: User) -> None:
    """The desk's acts are for whoever has the request: an agent's page may be old, or another agent may be quicker."""
    _lock(request)
    if request.is_open and (problem := claim_problem(request, by=by)):
        raise Refusal(problem)


def claim_problem(request: NumberRequest, *, by: User) -> str:
    """Why this agent may not act on the request; empty for the one who has it."""
    if request.claimed_by_id == by.pk:
        return ""
    if request.claimed_by is None:
        return _("Claim the request first, so that nobody else works on it as well.")
    return _("%(name)s works on this request.") % {"name": request.claimed_by}


def _check_country(e164s: Sequence[str], country: str) -> None:
    """A delivered number has the calling code of the country that was asked for."""
    code = phonenumbers.country_code_for_region(country)
    if elsewhere := [number for number in e164s if not number.startswith(f"+{code}")]:
        raise Refusal(
            _("%(number)s is not a number of the country that was asked for: those begin with +%(code)s.")
            % {"number": national(elsewhere[0]), "code": code},
            field="numbers",
        )


@transaction.atomic
def close(request: NumberRequest, *, by: User, side: Side, text: str = "") -> None:
    """End the request. The desk must say why when numbers are missing."""
    if side == Side.DESK and request.delivered_count < request.quantity and not text.strip():
        raise Refusal(_("Say why it ends before all numbers are there: the customer reads it."), field="text")
    if side == Side.DESK:
        _check_claim(request, by=by)
    move(request, Status.CLOSED, by=by, side=side, text=text.strip())
    if side == Side.DESK:
        mails.closed(request, text.strip())


@transaction.atomic
def reopen(request: NumberRequest, text: str, *, by: User) -> None:
    """The customer is not content: the desk looks again."""
    if not text.strip():
        raise Refusal(_("Say what is still missing."), field="text")
    move(request, Status.IN_REVIEW, by=by, side=Side.CUSTOMER, text=text.strip())


@transaction.atomic
def cancel(request: NumberRequest, *, by: User, text: str = "") -> None:
    """The customer no longer wants it. Numbers that were delivered stay."""
    move(request, Status.CANCELLED, by=by, side=Side.CUSTOMER, text=text.strip())
