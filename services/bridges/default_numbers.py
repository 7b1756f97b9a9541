"""Which number is the bridge's default, and which one an organiser gets (rules 6.2)."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import Actor, Change, record, record_many
from services.bridges import mails
from services.bridges.models import Bridge, BridgeNumber, Organiser
from tenants.models import User
from tenants.scoping import lock_tenant
from ui.formats import national
from ui.refusals import Refusal

RELATED: Final = ("person", "toll_number", "toll_free_number")


def first_default(numbers: Sequence[BridgeNumber], country: str) -> BridgeNumber | None:
    """The number that a new bridge begins with: a toll number of its own country, the carrier's before our own."""
    toll = [number for number in numbers if not number.is_toll_free]
    return min(toll, key=lambda one: (str(one.country) != country, not one.is_shared, one.e164), default=None)


def toll_for(country: str, numbers: Sequence[BridgeNumber]) -> BridgeNumber | None:
    """The toll number of an organiser whose usage location is `country`: one of that country, else the default.

    Where a country has several the source leaves the choice open; ours takes the default if it is there, then the
    organisation's own numbers before shared ones. None while the bridge has no toll number.
    """
    toll = [number for number in numbers if not number.is_toll_free]
    default = next((number for number in toll if number.is_default), None)
    here = [number for number in toll if country and str(number.country) == country]
    if not here or default in here:
        return default
    return min(here, key=lambda one: (one.is_shared, one.e164))


def settle(bridge: Bridge, *, by: Actor) -> None:
    """Give the bridge a default if it has none, and a toll number to organisers who lack one. Under the tenant's lock."""
    numbers = list(BridgeNumber.objects.filter(bridge=bridge).order_by("e164"))
    if not any(number.is_default for number in numbers):
        first = first_default(numbers, str(bridge.tenant.country))
        if first is None:
            return
        _set_default(bridge, first, was=None, by=by)
    lacking = list(Organiser.objects.filter(toll_number=None).select_related(*RELATED))
    by_number: dict[BridgeNumber, list[Organiser]] = {}
    for organiser in lacking:
        number = toll_for(str(organiser.person.usage_location), numbers)
        if number is not None:
            by_number.setdefault(number, []).append(organiser)
    for number, organisers in by_number.items():
        give(bridge, organisers, {"toll_number": number}, by=by)


@transaction.atomic
def make_default(number: BridgeNumber, *, by: User) -> BridgeNumber | None:
    """Let a toll number be the bridge's default; returns the one that was. Organisers keep their numbers (rules 6.2)."""
    tenant = lock_tenant(number.tenant)
    number = _fresh(number)
    if number.is_toll_free:
        raise Refusal(
            _("%(number)s is toll-free. The default number of a bridge must be a toll number.")
            % {"number": national(number.e164)}
        )
    was = BridgeNumber.objects.filter(is_default=True).first()
    if was == number:
        return was
    bridge = number.bridge
    bridge.tenant = tenant
    _set_default(bridge, number, was=was, by=by)
    return was


def _set_default(bridge: Bridge, number: BridgeNumber, *, was: BridgeNumber | None, by: Actor) -> None:
    BridgeNumber.objects.filter(bridge=bridge, is_default=True).update(is_default=False)
    BridgeNumber.objects.filter(pk=number.pk).update(is_default=True)
    number.is_default = True
    record(
        "bridge.default_changed",
        by=by,
        tenant=bridge.tenant,
        obj=bridge,
        before={"default_number": was.e164 if was else ""},
        after={"default_number": number.e164},
    )


@transaction.atomic
def move_all(number: BridgeNumber, to: BridgeNumber | None, *, by: User) -> int:
    """Give everybody who has `number` the number `to`; returns how many. They are mailed unless mails are off.

    A toll number is replaced by a toll number, a toll-free one by a toll-free one or by none.
    """
    lock_tenant(number.tenant)
    number = _fresh(number)
    column = "toll_free_number" if number.is_toll_free else "toll_number"
    if to is not None and (to == number or to.is_toll_free != number.is_toll_free):
        raise Refusal(_("Choose another number of the same kind."), field="to")
    if to is None and not number.is_toll_free:
        raise Refusal(_("An organiser needs a toll number. Choose another one."), field="to")
    organisers = list(Organiser.objects.filter(**{column: number}).select_related(*RELATED))
    return give(number.bridge, organisers, {column: to}, by=by)


def give(
    bridge: Bridge,
    organisers: Sequence[Organiser],
    columns: Mapping[str, BridgeNumber | None],
    *,
    by: Actor,
) -> int:
    """Write "toll_number" and "toll_free_number" of organisers who have others; returns how many that were.

    Each is recorded, and mailed once unless mails are off. Call it in the transaction of the change.
    """
    changed = [one for one in organisers if any(getattr(one, name) != columns[name] for name in columns)]
    changes = [_change(organiser, columns) for organiser in changed]
    Organiser.objects.filter(pk__in=[organiser.pk for organiser in changed]).update(**columns)
    for organiser in changed:
        for name, number in columns.items():
            setattr(organiser, name, number)
    record_many(changes, by=by, tenant=bridge.tenant)
    mails.coordinates_changed(bridge, changed)
    return len(changed)


def _change(organiser: Organiser, columns: Mapping[str, BridgeNumber | None]) -> Change:
    before = {name: getattr(organiser, name) for name in columns}
    return Change("organiser.changed", organiser, before=before, after=dict(columns))


def _fresh(number: BridgeNumber) -> BridgeNumber:
    found = BridgeNumber.objects.select_related("bridge", "tenant", "number").filter(pk=number.pk).first()
    if found is None:
        raise Refusal(_("This number is no longer on the bridge."))
    found.bridge.tenant = found.tenant
    return found


def organisers_words(count: int) -> str:
    """ "12 organisers", for a sentence."""
    return ngettext("%(n)s organiser", "%(n)s organisers", count) % {"n": f"{count:,}"}
