"""Numbers that come from another provider enter the inventory, outside every quota, and take over from temporary ones."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import phonenumbers
from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import Actor, Change, record_many
from carriers.digits import digit_groups
from numbering import inventory
from numbering.assignments import assign, unassign
from numbering.claims import owned
from numbering.holds import allowance_for
from numbering.models import Kind, PhoneNumber, Usage
from tenants.models import EmergencyAddress, Person, Tenant, User
from ui.formats import national
from ui.refusals import Refusal

Swapper = Callable[[PhoneNumber, PhoneNumber, User], str]
"""Lets a number answer for whatever a temporary one answers for; says what that is, or "" when it is not its own."""

_swappers: list[Swapper] = []
_TOLL_FREE = phonenumbers.PhoneNumberType.TOLL_FREE
_OF_A_PLACE = {
    phonenumbers.PhoneNumberType.FIXED_LINE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    phonenumbers.PhoneNumberType.MOBILE,
}


@dataclass(frozen=True)
class Received:
    """What became of numbers that were moved here: in this inventory now, and those that somebody else has."""

    here: tuple[PhoneNumber, ...]
    elsewhere: tuple[str, ...]


def register_swapper(swap: Swapper) -> None:
    """Let an app above hand over its numbers when a ported one takes over from a temporary one."""
    if swap not in _swappers:
        _swappers.append(swap)


def kind_of(e164: str) -> str:
    """The kind of a number by its digits."""
    found = phonenumbers.number_type(phonenumbers.parse(e164))
    if found == _TOLL_FREE:
        return Kind.TOLL_FREE
    return Kind.GEOGRAPHIC if found in _OF_A_PLACE else Kind.NON_GEOGRAPHIC


@transaction.atomic
def receive(
    tenant: Tenant, usages: dict[str, str], *, country: str, state: str = "", city: str = "", by: Actor
) -> Received:
    """Put ported numbers, each with its usage, into the inventory. Safe to run again: each is there exactly once.

    A number that the tenant has on a trunk of its own becomes a number of the provider and keeps its holder.
    """
    wanted = sorted(usages)
    mine = {row.e164: row for row in PhoneNumber.objects.filter(tenant=tenant, e164__in=wanted)}
    taken = owned(wanted)
    rows = [_row(tenant, e164, usages[e164], country, state, city) for e164 in wanted if e164 not in taken]
    _turn_over(list(mine.values()), tenant, by=by)
    inventory.insert(rows, tenant, "number.ported", by=by)
    here = tuple(PhoneNumber.objects.filter(tenant=tenant, e164__in=wanted).order_by("e164"))
    return Received(here, tuple(sorted(set(wanted) - {row.e164 for row in here})))


def _row(tenant: Tenant, e164: str, usage: str, country: str, state: str, city: str) -> PhoneNumber:
    kind = kind_of(e164)
    if kind == Kind.TOLL_FREE and usage == Usage.USER:
        usage = (
            Usage.VOICE_APP
        )  # toll-free numbers are never for people (rules 3.5), and this one is here now
    return PhoneNumber(
        tenant=tenant,
        e164=e164,
        digit_groups=digit_groups(e164),
        origin=PhoneNumber.Origin.PORTED,
        supply=PhoneNumber.Supply.CALLING_PLAN,
        usage=usage,
        kind=kind,
        allowance=allowance_for(usage, kind),
        country=country,
        state=state if kind == Kind.GEOGRAPHIC else "",
        city=city if kind == Kind.GEOGRAPHIC else "",
        max_concurrent_calls=inventory.calls_at_once(usage),
    )


def _turn_over(rows: Collection[PhoneNumber], tenant: Tenant, *, by: Actor) -> None:
    ported = {"origin": PhoneNumber.Origin.PORTED, "supply": PhoneNumber.Supply.CALLING_PLAN}
    others = [row for row in rows if (row.origin, row.supply) != tuple(ported.values())]
    changes = [
        Change("number.ported", row, before={"origin": row.origin, "supply": row.supply}, after=ported)
        for row in others
    ]
    PhoneNumber.objects.filter(pk__in=[row.pk for row in others]).update(**ported)
    record_many(changes, by=by, tenant=tenant)


@transaction.atomic
def take_over(number: PhoneNumber, *, person: Person | None, temporary: PhoneNumber | None, by: User) -> str:
    """Give a ported number to whom it was meant for, in the place of a temporary one, in one go.

    The temporary number is taken from its person, or from the service that it answers for, and is free afterwards.
    Returns who has the ported number, or "" when nobody was meant. Refuses what assigning refuses; then nothing changes.
    """
    number.refresh_from_db()
    if temporary is not None:
        temporary.refresh_from_db()
    if number.status == PhoneNumber.Status.ASSIGNED:
        return ""
    who = person or (temporary.person if temporary else None)
    if who is not None:
        return _to_person(number, who, temporary, by=by)
    if temporary is None or temporary.status != PhoneNumber.Status.ASSIGNED:
        return ""
    words = next((words for swap in _swappers if (words := swap(temporary, number, by))), "")
    if not words:
        raise Refusal(
            _("%(number)s is in a place that only people can change.") % {"number": national(temporary.e164)}
        )
    return words


def _to_person(number: PhoneNumber, person: Person, temporary: PhoneNumber | None, *, by: User) -> str:
    address = _address_for(number, person, temporary)
    if temporary is not None and temporary.person_id == person.pk:
        unassign(temporary, by=by)
    assign(number, person, emergency_address=address, by=by)
    return str(person)


def _address_for(
    number: PhoneNumber, person: Person, temporary: PhoneNumber | None
) -> EmergencyAddress | None:
    """Where emergency calls go: as from the temporary number, or to the person's site, where that suits the country."""
    site = person.site
    choices = [temporary.emergency_address if temporary else None, site.emergency_address if site else None]
    suits = (one for one in choices if one and one.is_valid and str(one.country) == str(number.country))
    return next(suits, None)
