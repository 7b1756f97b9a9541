"""What a service number answers: let something answer it, let something else, or nothing, on purpose (rules 10)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from numbering import blocks, usage
from numbering.models import PhoneNumber
from numbering.service_use import FOR
from services.bridges import numbers as bridge_numbers
from services.bridges.bridges import ensure
from services.numbers.answerers import Answerer, Now, now_of
from services.voice_apps import accounts
from tenants.models import User
from tenants.scoping import lock_tenant
from ui.formats import national
from ui.refusals import Refusal


class OtherUse(Refusal):
    """The number is for something else; its use can be changed in the same act."""


@dataclass(frozen=True)
class Was:
    """What answered a number before, and how: what it takes to go back."""

    answerer: Answerer
    priority: int = accounts.USUAL_PRIORITY
    languages: tuple[str, ...] = ()


@transaction.atomic
def let_answer(
    number: PhoneNumber,
    answerer: Answerer,
    *,
    by: User,
    change_use: bool = False,
    was: Was | None = None,
) -> Was | None:
    """Let `answerer` answer a number, whatever answers it now; returns what did, or None for a free number.

    A number that is for something else is refused as `OtherUse`, unless `change_use` lets its use be changed as well.
    `was` is for going back: its priority and languages are restored, and a block that was set meanwhile is no bar.
    Refuses what `accounts.connect`, the bridge and `usage.change_usage` refuse.
    """
    lock_tenant(number.tenant)
    number = _fresh(number)
    before = now_of([number]).get(number.pk)
    if before and before.answerer.key == answerer.key:
        raise Refusal(_("%(number)s is answered there already.") % {"number": national(number.e164)})
    if before and before.answerer.app and answerer.app:
        accounts.move(number, answerer.app, by=by)
        return _was(before)
    if before:
        take_away(number, by=by)
        number = _fresh(number)
    if number.usage != answerer.usage:
        if not change_use:
            raise other_use(number, answerer)
        usage.change_usage(number, answerer.usage, by=by)
        number = _fresh(number)
    _connect([number], answerer, by=by, was=was)
    return _was(before) if before else None


@transaction.atomic
def take_away(number: PhoneNumber, *, by: User, only_from: Answerer | None = None) -> Was:
    """Let nothing answer a number any more; returns what did. Its account goes, and the licence is free again.

    `only_from` is for undoing: refused when something else has come to answer since. The default number of the bridge
    and organisers' numbers are refused as in step 6.
    """
    lock_tenant(number.tenant)
    now = now_of([_fresh(number)]).get(number.pk)
    if now is None:
        raise Refusal(_("Nothing answers %(number)s.") % {"number": national(number.e164)})
    if only_from is not None and only_from.key != now.answerer.key:
        raise Refusal(
            _("%(number)s is answered by %(now)s now, so this is not taken back.")
            % {"number": national(number.e164), "now": now.answerer.words}
        )
    if now.on_bridge is not None:
        bridge_numbers.take_off(now.on_bridge, by=by)
    else:
        accounts.disconnect(number, by=by)
    return _was(now)


@transaction.atomic
def let_answer_many(numbers: Sequence[PhoneNumber], answerer: Answerer, *, by: User) -> None:
    """Let `answerer` answer free numbers, all or none; the use of those that are for something else is changed."""
    lock_tenant(numbers[0].tenant)
    usage.change_many(numbers, answerer.usage, by=by)
    fresh = PhoneNumber.objects.select_related("tenant", "person")
    _connect(list(fresh.filter(pk__in=[number.pk for number in numbers])), answerer, by=by)


def park(numbers: Sequence[PhoneNumber], *, by: User) -> None:
    """Let free numbers answer nothing on purpose, until somebody ends that. All or none."""
    blocks.block_many(numbers, blocks.FOREVER, by=by)


def unpark(numbers: Sequence[PhoneNumber], *, by: User) -> None:
    """Let parked numbers be given to something that answers again. All or none."""
    blocks.clear_many(numbers, by=by)


def other_use(number: PhoneNumber, answerer: Answerer) -> OtherUse:
    """The refusal that says what the number is for, and that this has to change."""
    return OtherUse(
        _("%(number)s is for %(now)s. For %(answerer)s to answer it, its use has to change.")
        % {
            "number": national(number.e164),
            "now": FOR[number.usage],
            "answerer": answerer.words,
        },
        field="target",
    )


def _connect(numbers: Sequence[PhoneNumber], answerer: Answerer, *, by: User, was: Was | None = None) -> None:
    back = was is not None
    if answerer.app is not None:
        priority = was.priority if was else accounts.USUAL_PRIORITY
        accounts.connect_many(numbers, answerer.app, by=by, priority=priority, despite_block=back)
        return
    bridge = ensure(numbers[0].tenant, by=by)
    languages = was.languages if was else ()
    for number in numbers:
        bridge_numbers.put_on(bridge, number, by=by, languages=languages, despite_block=back)


def _was(now: Now) -> Was:
    if now.on_bridge is not None:
        return Was(now.answerer, languages=tuple(now.on_bridge.languages))
    return Was(now.answerer, priority=now.account.priority if now.account else accounts.USUAL_PRIORITY)


def _fresh(number: PhoneNumber) -> PhoneNumber:
    found = PhoneNumber.objects.select_related("tenant", "person").filter(pk=number.pk).first()
    if found is None:
        raise Refusal(_("%(number)s is no longer yours.") % {"number": national(number.e164)})
    return found
