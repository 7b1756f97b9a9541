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

from audit.log import SYSTEM, record
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
) -> PhoneNumber:
    """Give a free number to a person. `emergency_address` left out, the number keeps the one that it has.

    `despite_block` is for undoing an unassignment that set a block. With `agreed`, `by` accepts the country's emergency
    terms in the same act: when the number cannot be given, they are not accepted either.
    """
    address = emergency_address or number.emergency_address
    if agreed:
        accept_terms(number.tenant, str(number.country), by=by)
    facts = needs.Facts.read(number.tenant, [person])
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
    _activate_later(number, by=by)
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
    found = []
    for number, person in pairs:
        try:
            assign(number, person, emergency_address=emergency_address, by=by, notify=notify)
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


def _activate_later(number: PhoneNumber, *, by: User) -> Job:
    moment = number.assigned_at.isoformat() if number.assigned_at else ""
    return enqueue(
        KIND,
        tenant=number.tenant,
        key=f"{number.pk} {moment}",
        title=_("Activate %(number)s") % {"number": national(number.e164)},
        payload={"number": number.pk, "assigned_at": moment},
        by=by,
        total=1,
    )


@transaction.atomic
def do_activate(job: Job) -> dict[str, Any]:
    """Mark an assigned number active, unless it was taken away or assigned anew since."""
    assigned = PhoneNumber.objects.filter(
        pk=job.payload["number"], status=Status.ASSIGNED, assigned_at=job.payload["assigned_at"]
    )
    if assigned.filter(activation=Activation.PENDING).update(activation=Activation.ACTIVATED):
        number = PhoneNumber.objects.select_related("tenant").get(pk=job.payload["number"])
        record("number.activated", by=SYSTEM, tenant=number.tenant, obj=number)
    return {"activated": assigned.filter(activation=Activation.ACTIVATED).count()}


def _tell(person: Person, subject: str, words: str) -> None:
    if "@" in person.user_name:
        send_mail(subject, words, None, [person.user_name])
