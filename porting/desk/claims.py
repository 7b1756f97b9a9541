"""Who has an order at the desk, and how soon it must be answered: claim, take over, hand over, hand back, priority.

Every act of the desk begins with `begin`: it asks the matrix, the claim, and whether the order is still as its page showed it.
"""

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import record
from porting import clocks
from porting.actions import Action, why_not
from porting.desk import agent_mails
from porting.models import PortEvent, PortOrder
from porting.order_rows import locked
from porting.transitions import Side, tell
from tenants.models import User
from ui.refusals import Refusal

FREE: Final = frozenset(
    {Action.COMMENT, Action.CLAIM, Action.HAND_OVER, Action.PRIORITISE, Action.ADD_DOCUMENT}
)
"""What an agent may do with an order that another one has, or nobody. All else is for whoever has claimed it."""


def agents() -> list[User]:
    """Everybody who works the desk, by name; one query."""
    rows = User.objects.filter(is_active=True).exclude(provider_role="")
    return sorted((user for user in rows if user.is_desk), key=lambda user: str(user).casefold())


def seen_of(order: PortOrder) -> str:
    """What an agent saw of an order, to be sent back with the act: its state, its version and who had it."""
    return f"{order.status}.{order.version}.{order.claimed_by_id or 0}"


def begin(order: PortOrder, action: Action, *, by: User, seen: str = "") -> PortOrder:
    """The order as it is now, locked, if this agent may do this with it now; refuses with the sentence that pages show.

    `seen` is what the agent's page was made of (`seen_of`). Of two agents who act at once the second is told what the first
    has done. Call it inside a transaction.
    """
    locked(order)
    if seen and seen != seen_of(order):
        raise Refusal(_changed(order))
    if sentence := why_shut(order, action, by=by):
        raise Refusal(sentence)
    return order


def _changed(order: PortOrder) -> str:
    last = order.events.order_by("-id").first()
    words = {
        "name": last.by_name if last else _("Somebody"),
        "status": str(order.get_status_display()),
        "holder": order.claimed_by or _("nobody"),
    }
    return (
        _(
            "%(name)s was quicker: the order is “%(status)s” now, and with %(holder)s. Nothing of yours was done; look at it "
            "again."
        )
        % words
    )


def why_shut(order: PortOrder, action: Action, *, by: User) -> str:
    """Why this agent may not do this now: the matrix, else the claim; empty when they may."""
    return why_not(action, order.status, Side.DESK) or ("" if action in FREE else claim_problem(order, by=by))


def claim_problem(order: PortOrder, *, by: User) -> str:
    """Why the order is not this agent's to work on; empty when it is."""
    if order.claimed_by_id == by.pk:
        return ""
    if order.claimed_by is None:
        return _("Claim the order first, so that two do not work on it.")
    return _("%(name)s has this order. Take it over first.") % {"name": order.claimed_by}


@transaction.atomic
def claim(order: PortOrder, *, by: User) -> None:
    """Take an order that nobody has. Of two agents who click at once one gets it, and the other is told who."""
    begin(order, Action.CLAIM, by=by)
    if order.claimed_by_id == by.pk:
        return
    if order.claimed_by is not None:
        raise Refusal(_("%(name)s has this order already.") % {"name": order.claimed_by})
    _give(order, by)
    tell(order, PortEvent.Kind.CLAIMED, by=by, side=Side.DESK)
    record("port.claimed", by=by, tenant=order.tenant, obj=order, after={"claimed_by": str(by)})


@transaction.atomic
def take_over(order: PortOrder, *, holder: int, by: User) -> None:
    """Take an order from the colleague whom the page showed (an id), who is told by mail."""
    begin(order, Action.CLAIM, by=by)
    before = order.claimed_by
    if before is None or before == by:
        claim(order, by=by)
        return
    if before.pk != holder:
        raise Refusal(_("%(name)s has taken it over in the meantime.") % {"name": before})
    _pass_on(order, by, by=by)
    agent_mails.taken_over(order, before, by=by)


@transaction.atomic
def hand_over(order: PortOrder, to: User, *, by: User, text: str = "", seen: str = "") -> None:
    """Give an order to a colleague, who is told by mail with the words that go along; the customer does not read them."""
    begin(order, Action.HAND_OVER, by=by, seen=seen)
    if not to.is_active or not to.is_desk:
        raise Refusal(_("%(name)s does not work at the desk.") % {"name": to}, field="to")
    if order.claimed_by_id == to.pk:
        raise Refusal(_("%(name)s has this order already.") % {"name": to}, field="to")
    _pass_on(order, to, by=by, text=text.strip())
    if to != by:
        agent_mails.handed_over(order, to, by=by, text=text.strip())


@transaction.atomic
def hand_back(order: PortOrder, *, by: User) -> None:
    """Give an order back to the queue; only whoever has it can."""
    begin(order, Action.HAND_OVER, by=by)
    if order.claimed_by_id != by.pk:
        raise Refusal(_("You can hand back only what you have claimed."))
    _pass_on(order, None, by=by)


def _pass_on(order: PortOrder, to: User | None, *, by: User, text: str = "") -> None:
    before = order.claimed_by
    _give(order, to)
    details = {"from": str(before or ""), "to": str(to or "")}
    tell(order, PortEvent.Kind.HANDED, by=by, side=Side.DESK, text=text, private=True, details=details)
    record(  # in the provider's record: the customer reads the tenant's
        "port.handed_over",
        by=by,
        obj=order,
        before={"claimed_by": details["from"]},
        after={"claimed_by": details["to"]},
    )


def _give(order: PortOrder, to: User | None) -> None:
    order.claimed_by = to
    order.save(update_fields=["claimed_by"])


@transaction.atomic
def prioritise(order: PortOrder, urgent: bool, *, by: User) -> bool:
    """Mark an order as urgent, or no longer: its clock is set anew, with the time that was used. Whether it was different."""
    begin(order, Action.PRIORITISE, by=by)
    if order.urgent == urgent:
        return False
    order.answer_due_at = clocks.reset(order, urgent=urgent, now=timezone.now())
    order.urgent = urgent
    order.save(update_fields=["urgent", "answer_due_at"])
    text = _("Marked as urgent.") if urgent else _("No longer urgent.")
    tell(order, PortEvent.Kind.PRIORITY, by=by, side=Side.DESK, text=text, private=True)
    record(
        "port.prioritised",
        by=by,
        obj=order,
        before={"urgent": not urgent},
        after={"urgent": urgent},
    )
    return True


@transaction.atomic
def claim_next(*, by: User) -> PortOrder | None:
    """Claim the order in review that nobody has and whose answer is due first; none when there is none.

    Two agents who ask at once get two orders.
    """
    rows = PortOrder.objects.filter(status=PortOrder.Status.IN_REVIEW, claimed_by=None)
    first = rows.select_for_update(skip_locked=True, of=("self",)).order_by("answer_due_at", "pk").first()
    if first is not None:
        claim(first, by=by)
    return first
