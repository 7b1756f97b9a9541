"""What a customer does with a port order: open, fill in, hand in, correct, ask for another date, cancel, delete, write.

Each verb checks the matrix of actions, and the row as it is now: an order may have moved on while its page was looked at.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import Actor, record
from porting import clocks, findings, order_parts, prechecks
from porting.actions import LOCKED_WORDS, Action, check
from porting.carrier import sending
from porting.carrier.following import is_near
from porting.carrier.standing import OVER
from porting.desk import agent_mails, field_marks
from porting.models import Letter, PortEvent, PortOrder, PortProject
from porting.order_parts import OF_EVERY_ORDER, without_secrets
from porting.order_rows import locked, save_new
from porting.reference.rules import dates_for, rule_for, today_of
from porting.transitions import Side, move, tell
from porting.versions import keep_version
from tenants.models import Tenant, User
from tenants.scoping import lock_tenant
from ui.formats import in_zone, zone_name, zone_of
from ui.refusals import Refusal

Status = PortOrder.Status
AT_THE_CARRIER: Final = (Status.SENT, Status.CARRIER_ACTION, Status.DATE_CONFIRMED)
RESUBMITTED: Final = (Status.RETURNED, Status.CARRIER_ACTION)
NAMED: Final = 3  # findings that a refusal names


@transaction.atomic
def open_order(
    tenant: Tenant,
    *,
    country: str,
    kind: str,
    name: str,
    by: User,
    project: PortProject | None = None,
    **fields: Any,
) -> PortOrder:
    """A new draft. Country and kind stay as they are: another country asks other things (rules 5.2).

    `fields` are further columns that are known already.
    """
    order = PortOrder(
        tenant=tenant,
        country=country,
        kind=kind,
        name=name.strip()[:120] or _("Port order"),
        project=project,
        created_by=by,
        created_by_name=str(by)[:150],
        time_zone=rule_for(country, kind, day=timezone.now().date()).time_zone,
        **fields,
    )
    save_new(order)
    tell(order, PortEvent.Kind.OPENED, by=by, side=Side.CUSTOMER)
    record(
        "port.opened",
        by=by,
        tenant=tenant,
        obj=order,
        after={"name": order.name, "country": country, "kind": kind},
    )
    return order


@transaction.atomic
def edit(order: PortOrder, values: Mapping[str, Any], *, by: User) -> list[str]:
    """Write fields of the form: columns of the order, and what the country asks for besides. Returns what differs.

    A letter that waits for its signature would cover other words: the order is a draft again, and is handed in anew.
    """
    locked(order)
    check(Action.EDIT, order, Side.CUSTOMER)
    before = {key: _value(order, key) for key in values}
    after = {key: "" if value is None else value for key, value in values.items()}
    different = [key for key in values if before[key] != after[key]]
    if not different:
        return []
    for key in different:
        if key in OF_EVERY_ORDER or key == "name":
            setattr(order, key, values[key])
        else:
            order.details = {**order.details, key: values[key]}
    order.changed_at = timezone.now()
    columns = [key for key in different if key in OF_EVERY_ORDER or key == "name"]
    order.save(update_fields=[*columns, "details", "changed_at"])
    _record_edit(
        order, {key: before[key] for key in different}, {key: after[key] for key in different}, by=by
    )
    if order.status == Status.AWAITING_SIGNATURE and set(different) - {"notify", "name"}:
        move(order, Status.DRAFT, by=by, side=Side.CUSTOMER)
    return different


def _value(order: PortOrder, key: str) -> Any:
    if key in OF_EVERY_ORDER or key == "name":
        value = getattr(order, key)
        return "" if value is None else value
    return order.details.get(key, "")


def _record_edit(order: PortOrder, before: dict[str, Any], after: dict[str, Any], *, by: User) -> None:
    secrets = order_parts.secrets_of(order)
    if order.status != Status.DRAFT:
        tell(order, PortEvent.Kind.EDITED, by=by, side=Side.CUSTOMER, details={"fields": list(after)})
    record(
        "port.changed",
        by=by,
        tenant=order.tenant,
        obj=order,
        before=without_secrets(before, secrets),
        after=without_secrets(after, secrets),
    )


@transaction.atomic
def submit(order: PortOrder, *, by: User) -> None:
    """Hand the order in: to the authorised person while a letter waits for the signature, else to the desk.

    Refuses with what is missing. After a return or a rejection it is the next version of the order, in place.
    """
    lock_tenant(order.tenant)  # of two orders on one account, handed in at once, one comes first
    locked(order)
    check(Action.SUBMIT, order, Side.CUSTOMER)
    if wrong := prechecks.blocking(prechecks.whole(order)):
        raise Refusal(_not_ready(wrong), field=wrong[0].field)
    now = timezone.now()
    version = order.version + 1 if order.status in RESUBMITTED else order.version
    most = rule_for(str(order.country), order.kind, day=now.date()).most_numbers
    channel = PortOrder.Channel.MANUAL if order.number_count > most else PortOrder.Channel.ONLINE
    changes: dict[str, Any] = {"version": version, "channel": channel, "error": ""}
    if waits_for_signature(order):
        if order.status != Status.AWAITING_SIGNATURE:
            move(order, Status.AWAITING_SIGNATURE, by=by, side=Side.CUSTOMER, **changes)
            keep_version(order, by=by)
        return
    changes |= clocks.run(order, now)
    move(order, Status.IN_REVIEW, by=by, side=Side.CUSTOMER, submitted_at=now, **changes)
    keep_version(order, by=by)


def go_on_signed(order: PortOrder, *, by: Actor) -> None:
    """The authorised person has signed by the link: the order that waited for it goes to the desk, whose clock begins."""
    now = timezone.now()
    move(order, Status.IN_REVIEW, by=by, side=Side.SIGNER, submitted_at=now, **clocks.run(order, now))


def waits_for_signature(order: PortOrder) -> bool:
    """Whether a letter went out by a link that is good still and is not signed, and none was signed instead."""
    letters = Letter.objects.filter(order=order, revoked_at=None)
    if (
        order.documents.filter(kind="letter", removed_at=None).exists()
        or letters.exclude(signed_at=None).exists()
    ):
        return False
    return letters.filter(way=Letter.Way.LINK).exists()


def _not_ready(wrong: list[findings.Finding]) -> str:
    sentences = " ".join(one.sentence for one in wrong[:NAMED])
    more = len(wrong) - NAMED
    if more <= 0:
        return sentences
    rest = ngettext("And %(n)s more.", "And %(n)s more.", more) % {"n": more}
    return f"{sentences} {rest}"


@transaction.atomic
def take_back(order: PortOrder, *, by: User) -> None:
    """Make an order that waits for the signature a draft again."""
    move(locked(order), Status.DRAFT, by=by, side=Side.CUSTOMER)


@transaction.atomic
def cancel(order: PortOrder, *, by: User, side: Side = Side.CUSTOMER, text: str = "") -> None:
    """No longer wanted. What the carrier has is asked for back, which may be too late; less than a day before the date
    nothing is cancelled any more (rules 5.4).
    """
    locked(order)
    check(Action.CANCEL if side == Side.CUSTOMER else Action.CANCEL_FOR_CUSTOMER, order, side)
    _refuse_when_near(order)
    if order.status not in AT_THE_CARRIER:
        if order.parts.exclude(meaning__in=OVER).exists():
            raise Refusal(
                _(
                    "The carrier has an earlier version of this order. Write to the desk, which cancels it there."
                )
            )
        move(order, Status.CANCELLED, by=by, side=side, text=text)
        return
    move(order, Status.CANCEL_REQUESTED, by=by, side=side, text=text)
    sending.cancel_later(order, by=by)


def _refuse_when_near(order: PortOrder) -> None:
    """The clock locks orders in rounds; between two of them the moment itself decides."""
    if order.status == Status.DATE_CONFIRMED and order.foc_at is not None and is_near(order, order.foc_at):
        raise Refusal(str(LOCKED_WORDS))


@transaction.atomic
def delete(order: PortOrder, *, by: User) -> None:
    """Remove a draft with everything in it. What was handed in once is kept for the record."""
    locked(order)
    check(Action.DELETE, order, Side.CUSTOMER)
    if order.versions.exists():
        raise Refusal(_("This order was handed in before, so it is kept for the record. Cancel it instead."))
    record("port.deleted", by=by, tenant=order.tenant, obj=order, before={"name": order.name})
    project = order.project
    order.delete()
    if project is not None and not project.orders.exists():
        project.delete()


@transaction.atomic
def comment(order: PortOrder, text: str, *, by: User) -> PortEvent:
    """Write to the desk. It stands in the timeline, and whoever has claimed the order is told by mail."""
    if not text.strip():
        raise Refusal(_("Write what you want to say."), field="text")
    check(Action.COMMENT, order, Side.CUSTOMER)
    event = tell(order, PortEvent.Kind.COMMENT, by=by, side=Side.CUSTOMER, text=text.strip())
    record("port.commented", by=by, tenant=order.tenant, obj=order)
    agent_mails.customer_wrote(order, text=text.strip())
    return event


@transaction.atomic
def ask_for_date(order: PortOrder, wanted: datetime, *, by: User) -> bool:
    """Ask for another date: within the country's days, and not within a day of the one that stands (rules 5.3, 5.4).

    Once the carrier has confirmed a date it is asked for the other one, and the first holds until it answers. Returns
    whether anything was different.
    """
    locked(order)
    check(Action.CHANGE_DATE, order, Side.CUSTOMER)
    _refuse_when_near(order)
    if order.wanted_at == wanted:
        return False
    rule = rule_for(str(order.country), order.kind, day=timezone.now().date())
    if wrong := findings.of_date(wanted, dates_for(rule, str(order.country), today=today_of(rule))):
        raise Refusal(f"{wrong[0].sentence} {wrong[0].mend}", field="wanted_at")
    before = order.wanted_at
    order.wanted_at, order.time_zone, order.changed_at = wanted, rule.time_zone, timezone.now()
    order.save(update_fields=["wanted_at", "time_zone", "changed_at"])
    field_marks.forget(order, "wanted_at")
    zone = zone_of(rule.time_zone)
    words = _("Wanted on %(date)s (%(place)s).") % {"date": in_zone(wanted, zone), "place": zone_name(zone)}
    tell(order, PortEvent.Kind.DATE, by=by, side=Side.CUSTOMER, text=words)
    record(
        "port.date_wanted",
        by=by,
        tenant=order.tenant,
        obj=order,
        before={"wanted_at": before},
        after={"wanted_at": wanted},
    )
    if order.status == Status.DATE_CONFIRMED:
        sending.date_later(order, by=by)
    elif order.status == Status.AWAITING_SIGNATURE:
        move(order, Status.DRAFT, by=by, side=Side.CUSTOMER)
    return True
