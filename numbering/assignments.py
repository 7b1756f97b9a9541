"""Giving numbers to people and taking them back (rules 3.5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audit.log import SYSTEM, Change, record, record_many
from jobs.models import Job
from jobs.queue import enqueue
from numbering import needs
from numbering.blocks import Block, block_columns
from numbering.holders import refuse_assigned
from numbering.models import PhoneNumber, Usage
from numbering.transitions import move
from tenants.addresses import accept_terms
from tenants.models import EmergencyAddress, Person, User
from ui.formats import national
from ui.refusals import Refusal
from ui.templatetags.ui import thousands

KIND: Final = "numbering.activate"
Status = PhoneNumber.Status
Activation = PhoneNumber.Activation


@dataclass(frozen=True)
class Outcome:
    """What became of one pair of a list: assigned when `error` is empty."""

    number: PhoneNumber
    person: Person
    error: str = ""


@transaction.atomic
def assign(
    number: PhoneNumber,
    person: Person,
    *,
    by: User,
    emergency_address: EmergencyAddress | None = None,
    notify: bool = True,
    despite_block: bool = False,
    agreed: bool = False,
    facts: needs.Facts | None = None,
    activate: bool = True,
) -> PhoneNumber:
    """Give a free number to a person. `emergency_address` left out, the number keeps the one that it has.

    `despite_block` is for undoing an unassignment that set a block. With `agreed`, `by` accepts the country's emergency
    terms in the same act: when the number cannot be given, they are not accepted either. Whoever gives many reads the
    `facts` once for all of them, and with `activate` off calls `activate_later` once, in the same transaction.
    """
    address = emergency_address or number.emergency_address
    if agreed:
        accept_terms(number.tenant, str(number.country), by=by)
    facts = facts or needs.Facts.read(number.tenant, [person])
    for objection in objections(number, person, address, facts, despite_block=despite_block):
        raise objection
    now = timezone.now()
    try:
        with transaction.atomic():
            move(
                number,
                Status.ASSIGNED,
                by=by,
                only_if=Q(usage=Usage.USER),
                person=person,
                emergency_address=address,
                activation=Activation.PENDING,
                assigned_at=now,
                **block_columns(None),
            )
    except IntegrityError as error:
        if "one_number_per_person" not in str(error):
            raise
        raise Refusal(_has_one(person), field="person") from error
    if activate:
        activate_later([number], by=by)
    if notify:
        _tell(
            person,
            _("Your telephone number"),
            _("Your telephone number is %(number)s.") % {"number": national(number.e164)},
        )
    return number


def objections(
    number: PhoneNumber,
    person: Person,
    address: EmergencyAddress | None,
    facts: needs.Facts,
    *,
    despite_block: bool = False,
) -> Iterator[Refusal]:
    """All that stands against giving this number to this person, the first of which `assign` raises."""
    try:
        check_free(number, despite_block=despite_block)
    except Refusal as refusal:
        yield refusal
    if number.is_service:
        yield Refusal(
            _("%(number)s is a service number. Change what it is for first.")
            % {"number": national(number.e164)}
        )
    yield from needs.objections(number, person, address, facts)


def check_free(number: PhoneNumber, *, despite_block: bool = False) -> None:
    """Refuse a number that is not free, or is kept free on purpose."""
    if number.status == Status.RELEASING:
        raise Refusal(_("%(number)s is being released.") % {"number": national(number.e164)})
    if number.status != Status.UNASSIGNED:
        refuse_assigned(number)
    if despite_block:
        return
    if number.blocked_forever:
        raise Refusal(
            _("%(number)s is kept free until somebody clears that.") % {"number": national(number.e164)}
        )
    if number.blocked_until and number.blocked_until >= timezone.localdate():
        day = date_format(number.blocked_until, "j F Y")
        raise Refusal(
            _("%(number)s is kept free until %(day)s.") % {"number": national(number.e164), "day": day}
        )


def _has_one(person: Person) -> str:
    number = PhoneNumber.objects.filter(person=person).first()
    if number is None:
        return _("%(person)s has a number already.") % {"person": person}
    return _("%(person)s has %(number)s already. Take it away first.") % {
        "person": person,
        "number": national(number.e164),
    }


@transaction.atomic
def unassign(number: PhoneNumber, *, by: User, block_days: Block = None, notify: bool = False) -> PhoneNumber:
    """Take a number away from its person; `block_days` (1 to 365, or FOREVER) keeps it free for so long."""
    columns = block_columns(block_days)
    person = number.person
    if number.status != Status.ASSIGNED:
        raise Refusal(_("%(number)s is not assigned to anybody.") % {"number": national(number.e164)})
    if person is None:
        refuse_assigned(number)
    move(
        number,
        Status.UNASSIGNED,
        by=by,
        only_if=Q(person=person),
        note=_("from %(person)s") % {"person": person} if person else "",
        person=None,
        assigned_at=None,
        activation=Activation.ACTIVATED,
        **columns,
    )
    if notify and person is not None:
        words = _("%(number)s is no longer your telephone number.") % {"number": national(number.e164)}
        _tell(person, _("Your telephone number"), words)
    return number


def assign_many(
    pairs: Sequence[tuple[PhoneNumber, Person]],
    *,
    by: User,
    emergency_address: EmergencyAddress | None = None,
    notify: bool = True,
) -> list[Outcome]:
    """Assign each pair by itself; what is refused is told and stops no other."""
    if not pairs:
        return []
    found, facts = [], needs.Facts.read(pairs[0][0].tenant, [person for _number, person in pairs])
    for number, person in pairs:
        try:
            assign(number, person, emergency_address=emergency_address, by=by, notify=notify, facts=facts)
            found.append(Outcome(number, person))
        except Refusal as refusal:
            found.append(Outcome(number, person, refusal.sentence))
    return found


@transaction.atomic
def change_address(number: PhoneNumber, address: EmergencyAddress | None, *, by: User) -> PhoneNumber:
    """Send emergency calls from a number to another address of its country; to none where none is asked for."""
    needs.check_address_or_none(address, str(number.country), number.tenant)
    before = number.emergency_address
    PhoneNumber.objects.filter(pk=number.pk).update(emergency_address=address)
    number.refresh_from_db()
    record(
        "number.address_changed",
        by=by,
        tenant=number.tenant,
        obj=number,
        before={"emergency_address": before},
        after={"emergency_address": address},
    )
    return number


def activate_later(numbers: Sequence[PhoneNumber], *, by: User) -> Job | None:
    """Have a worker make numbers of one tenant reachable that were just assigned; None where there are none."""
    if not numbers:
        return None
    moments = [number.assigned_at.isoformat() if number.assigned_at else "" for number in numbers]
    first, count = numbers[0], len(numbers)
    title = _("Activate %(number)s") if count == 1 else _("Activate %(n)s numbers")
    return enqueue(
        KIND,
        tenant=first.tenant,
        key=f"{first.pk} {moments[0]}",
        title=title % {"number": national(first.e164), "n": thousands(count)},
        payload={"numbers": [[number.pk, moment] for number, moment in zip(numbers, moments, strict=True)]},
        by=by,
        total=count,
    )


@transaction.atomic
def do_activate(job: Job) -> dict[str, Any]:
    """Mark assigned numbers active, except those that were taken away or assigned anew since. Safe to run twice."""
    moments = dict(job.payload["numbers"])
    rows = PhoneNumber.objects.select_for_update(of=("self",)).filter(pk__in=moments, status=Status.ASSIGNED)
    still = [
        row
        for row in rows.order_by("pk")
        if row.assigned_at and row.assigned_at.isoformat() == moments[row.pk]
    ]
    waiting = [row for row in still if row.activation == Activation.PENDING]
    PhoneNumber.objects.filter(pk__in=[row.pk for row in waiting]).update(activation=Activation.ACTIVATED)
    record_many([Change("number.activated", row) for row in waiting], by=SYSTEM, tenant=job.tenant)
    return {"activated": len(waiting) + sum(row.activation == Activation.ACTIVATED for row in still)}


def _tell(person: Person, subject: str, words: str) -> None:
    if "@" in person.user_name:
        send_mail(subject, words, None, [person.user_name])
