"""Single numbers of an order at the desk: marked as they stand, or put into an order of their own."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import record
from porting import clocks
from porting.actions import Action
from porting.carrier import arrivals
from porting.desk import claims
from porting.desk.field_marks import withdraw_approval
from porting.desk.review_fields import NUMBERS
from porting.models import (
    FieldMark,
    Letter,
    PortDocument,
    PortedNumber,
    PortEvent,
    PortOrder,
    PortProject,
    RejectionReason,
)
from porting.order_rows import count_again, save_new
from porting.papers import letters
from porting.transitions import Side, tell
from porting.versions import keep_version
from tenants.models import User
from ui.refusals import Refusal
from ui.templatetags.ui import thousands

Status = PortOrder.Status
NumberStatus = PortedNumber.Status
NOT_COPIED: Final = frozenset(
    {
        "id",
        "reference",
        "status",
        "project",
        "sequence",
        "follows",
        "number_count",
        "foc_at",
        "approved_at",
        "approved_by_name",
        "answer_due_at",
        "answer_left",
        "customer_wrote_at",
        "carrier_reference",
        "carrier_words",
        "carrier_seen_at",
        "error",
        "sent_at",
        "finished_at",
        "reminded_at",
        "created_at",
        "changed_at",
    }
)
"""Columns that an order split off does not have from the one before: its place, its way so far, and its clock."""


@transaction.atomic
def mark_numbers(
    order: PortOrder, picked: Collection[int], to: str, *, reason: str = "", by: User, seen: str = ""
) -> int:
    """Mark single numbers (ids): confirmed, rejected with a reason, could not be moved, taken out, moved, or open again.

    Returns how many were different. A number that has moved stays so, and one that was taken out stays out. Only what the
    carrier has can have moved; those that have enter the inventory at once.
    """
    claims.begin(order, Action.MARK_NUMBERS, by=by, seen=seen)
    if to not in NumberStatus:
        raise Refusal(_("Choose how the numbers stand."), field="to")
    if to == NumberStatus.REJECTED and not RejectionReason.objects.filter(pk=reason).exists():
        raise Refusal(_("Choose why the numbers are rejected."), field="reason")
    rows = list(
        order.numbers.select_for_update()
        .filter(pk__in=picked)
        .exclude(status__in=PortedNumber.ENDED)
        .order_by("e164")
    )
    reason = reason if to == NumberStatus.REJECTED else ""
    changed = [row for row in rows if (row.status, row.reason) != (to, reason)]
    if not changed:
        raise Refusal(_("Nothing to change: pick numbers that still wait, and another state."))
    if to == NumberStatus.ACTIVATED:
        _bring_in(order, changed, by=by)
    else:
        _write_marks(order, changed, to, reason)
    words = _("%(count)s numbers: %(state)s") % {
        "count": thousands(len(changed)),
        "state": NumberStatus(to).label,
    }
    numbers = [row.e164 for row in changed]
    if to != NumberStatus.ACTIVATED:  # the arrival tells that itself
        tell(
            order,
            PortEvent.Kind.NUMBERS,
            by=by,
            side=Side.DESK,
            text=words,
            details={"marked": numbers, "as": to, "reason": reason},
        )
    record("port.number_marked", by=by, tenant=order.tenant, obj=order, after={"state": to}, note=words)
    return len(changed)


def _bring_in(order: PortOrder, rows: Sequence[PortedNumber], *, by: User) -> None:
    if order.status not in (*PortOrder.WITH_CARRIER, Status.CARRIER_ACTION):
        raise Refusal(_("The carrier does not have the order, so no number can have moved."), field="to")
    arrivals.bring_in(order, rows, by=by, side=Side.DESK)


def _write_marks(order: PortOrder, rows: Sequence[PortedNumber], to: str, reason: str) -> None:
    keys = [row.pk for row in rows]
    values: dict[str, Any] = {"status": to, "reason": reason}
    if to == NumberStatus.DROPPED:
        waiting = order.numbers.exclude(status__in=PortedNumber.ENDED).exclude(pk__in=keys)
        if not waiting.exists() and not order.numbers.filter(status=NumberStatus.ACTIVATED).exists():
            raise Refusal(_("No number would be left. Cancel the order instead."), field="to")
        values["is_open"] = False
    PortedNumber.objects.filter(pk__in=keys).update(**values)
    if to == NumberStatus.DROPPED:
        count_again(order)


@transaction.atomic
def split(
    order: PortOrder, picked: Collection[int], *, by: User, text: str = "", seen: str = ""
) -> PortOrder:
    """Put numbers (ids) into an order of their own, with the same account, papers and letter; returns that order.

    It is in review, with whoever splits, and waits for the first one: the losing carrier handles one order of an account at a
    time (rules 5.1). Ticks stay, but for the numbers. Refuses to take none, and to take all.
    """
    claims.begin(order, Action.SPLIT, by=by, seen=seen)
    waiting = order.numbers.select_for_update().exclude(status__in=PortedNumber.ENDED)
    rows = list(waiting.filter(pk__in=picked).order_by("e164"))
    if not rows:
        raise Refusal(_("Pick the numbers that go into an order of their own."))
    if len(rows) == order.number_count:
        raise Refusal(_("All numbers are picked. Leave at least one in this order."))
    letter_is_good = letters.is_good(order, letters.current(order))
    made = _copy(order, by=by)
    keys = [row.pk for row in rows]
    PortedNumber.objects.filter(pk__in=keys).update(order=made, status=NumberStatus.PENDING, reason="")
    _copy_papers(order, made)
    for each in (order, made):
        count_again(each)
        keep_version(each, by=by)
        FieldMark.objects.filter(order=each, version=each.version, field=NUMBERS).delete()
        if letter_is_good:  # it names the numbers of both
            Letter.objects.filter(order=each, revoked_at=None).update(covers=letters.covers_of(each))
    withdraw_approval(order)
    order.refresh_from_db()
    _tell_split(order, made, len(rows), by=by, text=text.strip())
    return made


def _copy(order: PortOrder, *, by: User) -> PortOrder:
    project = order.project or PortProject.objects.create(
        tenant=order.tenant,
        name=order.name,
        created_by=order.created_by,
        created_by_name=order.created_by_name,
    )
    if order.project is None:
        order.project = project
        order.save(update_fields=["project"])
    last = PortOrder.objects.filter(project=project).aggregate(last=Max("sequence"))["last"]
    columns = [field.name for field in PortOrder._meta.concrete_fields if field.name not in NOT_COPIED]
    made = PortOrder(
        **{name: getattr(order, name) for name in columns},
        project=project,
        sequence=last + 1,
        follows=order,
        status=Status.IN_REVIEW,
    )
    for name, value in clocks.run(made, timezone.now()).items():
        setattr(made, name, value)
    save_new(made)
    tell(
        made,
        PortEvent.Kind.OPENED,
        by=by,
        side=Side.DESK,
        text=_("Split off from %(reference)s.") % {"reference": order.reference},
    )
    return made


def _copy_papers(order: PortOrder, made: PortOrder) -> None:
    """Papers, letter and marks of the order, once more: each order goes to the carrier with all that it needs."""
    copies: dict[int, int] = {}
    for paper in PortDocument.objects.filter(order=order, removed_at=None).order_by("pk"):
        before = paper.pk
        copies[before] = _save_again(paper, made)
    signed = Letter.objects.filter(order=order, revoked_at=None, signed_at__isnull=False)
    for letter in signed.order_by("pk"):
        letter.token_digest = ""  # the link leads to the first order's letter
        letter.signature = {
            **letter.signature,
            "document": copies.get(letter.signature.get("document"), 0),
        }
        _save_again(letter, made)
    for mark in FieldMark.objects.filter(order=order, version=order.version).order_by("pk"):
        _save_again(mark, made)


def _save_again(row: PortDocument | Letter | FieldMark, made: PortOrder) -> int:
    row.pk = None
    row._state.adding = True
    row.order = made
    row.save()
    return int(row.pk)


def _tell_split(order: PortOrder, made: PortOrder, count: int, *, by: User, text: str) -> None:
    words = ngettext(
        "%(n)s number is in %(reference)s now, which comes after this order.",
        "%(n)s numbers are in %(reference)s now, which comes after this order.",
        count,
    ) % {"n": thousands(count), "reference": made.reference}
    said = f"{words}\n\n{text}" if text else words
    tell(order, PortEvent.Kind.SPLIT, by=by, side=Side.DESK, text=said, details={"order": made.pk})
    record("port.split", by=by, tenant=order.tenant, obj=order, after={"order": made.reference}, note=words)
