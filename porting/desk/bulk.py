"""One act on many orders of the queue: what would become of each, then the act, order by order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from porting.actions import Action
from porting.desk import claims, comments, review, saved_replies
from porting.desk.review_fields import field_of, fields_of
from porting.models import FieldMark, PortOrder, RejectionReason
from tenants.models import User
from tenants.scoping import tenant_scope
from ui.refusals import Refusal

MOST: Final = 100
"""Orders at a time."""


class Act(StrEnum):
    """What can be done with many orders at once."""

    CLAIM = "claim"
    HAND_OVER = "hand-over"
    URGENT = "urgent"
    COMMENT = "comment"
    RETURN = "return"


@dataclass(frozen=True)
class Asked:
    """What is to be done with the orders: the act, and what it needs. `once` makes a comment that is sent twice one."""

    act: Act
    to: User | None = None
    text: str = ""
    private: bool = False
    reason: RejectionReason | None = None
    once: str = ""


@dataclass(frozen=True)
class Verdict:
    """What would become of one order; `why` says why it is left out, and is empty when it is not."""

    order: PortOrder
    why: str

    @property
    def goes(self) -> bool:
        """Whether the act will be done to it."""
        return not self.why


@dataclass(frozen=True)
class Outcome:
    """What has become of one order; `why` is the refusal, empty when the act was done."""

    order: PortOrder
    why: str


ACTIONS: Final[dict[Act, Action]] = {
    Act.CLAIM: Action.CLAIM,
    Act.HAND_OVER: Action.HAND_OVER,
    Act.URGENT: Action.PRIORITISE,
    Act.COMMENT: Action.COMMENT,
    Act.RETURN: Action.RETURN,
}


def reasons() -> list[RejectionReason]:
    """Why many orders can be returned at once: what the customer corrects, in a field of the order."""
    rows = RejectionReason.objects.filter(owner=RejectionReason.Owner.CUSTOMER)
    return list(rows.exclude(field=""))


def judge(orders: Iterable[PortOrder], act: Act, *, by: User, to: User | None = None) -> list[Verdict]:
    """What would become of each order. No queries when the orders come with who has claimed them.

    Whether an order has the field of a reason is seen only when it is returned: the result names those that have not.
    """
    return [Verdict(order, _why_not(order, act, by=by, to=to)) for order in orders]


def _why_not(order: PortOrder, act: Act, *, by: User, to: User | None) -> str:
    if shut := claims.why_shut(order, ACTIONS[act], by=by):
        return shut
    holder = order.claimed_by
    if act == Act.CLAIM and holder is not None:
        if holder.pk == by.pk:
            return _("You have this order already.")
        return _("%(name)s has this order already.") % {"name": holder}
    if act == Act.HAND_OVER and to is not None and holder is not None and holder.pk == to.pk:
        return _("%(name)s has this order already.") % {"name": holder}
    if act == Act.URGENT and order.urgent:
        return _("It is urgent already.")
    return ""


def carry_out(
    orders: Iterable[PortOrder], asked: Asked, *, by: User, seen: dict[int, str] | None = None
) -> list[Outcome]:
    """Do the act to one order after the other, each in a transaction of its own; a refusal stops none of the others.

    `seen` has what the agent saw of each order (`desk.seen_of`), by its id: one that has changed since is refused.
    """
    return [Outcome(order, _attempt(order, asked, by, (seen or {}).get(order.pk, ""))) for order in orders]


def _attempt(order: PortOrder, asked: Asked, by: User, seen: str) -> str:
    try:
        with tenant_scope(order.tenant), transaction.atomic():
            _ACTS[asked.act](order, asked, by, seen)
    except Refusal as refusal:
        return str(refusal.sentence)
    return ""


def _claim(order: PortOrder, _asked: Asked, by: User, _seen: str) -> None:
    claims.claim(order, by=by)


def _hand_over(order: PortOrder, asked: Asked, by: User, seen: str) -> None:
    if asked.to is None:
        raise Refusal(_("Choose a colleague."), field="to")
    claims.hand_over(order, asked.to, by=by, text=asked.text, seen=seen)


def _hurry(order: PortOrder, _asked: Asked, by: User, _seen: str) -> None:
    claims.prioritise(order, True, by=by)


def _comment(order: PortOrder, asked: Asked, by: User, _seen: str) -> None:
    text = saved_replies.fill(asked.text, order)
    comments.comment(order, text, by=by, private=asked.private, once=asked.once)


def _return(order: PortOrder, asked: Asked, by: User, seen: str) -> None:
    """Reject the field that the reason is about, and return the order; what is marked in it besides goes along."""
    reason = asked.reason
    if reason is None:
        raise Refusal(_("Choose a reason."), field="reason")
    if field_of(reason) not in {field.key for field in fields_of(order)}:
        raise Refusal(_("This order does not have the field that the reason is about."))
    verdict = review.Verdict(FieldMark.Mark.REJECT, reason.code)
    review.mark(order, {field_of(reason): verdict}, by=by, seen=seen)
    review.give_back(order, by=by, text=asked.text)


_ACTS: Final[dict[Act, Callable[[PortOrder, Asked, User, str], None]]] = {
    Act.CLAIM: _claim,
    Act.HAND_OVER: _hand_over,
    Act.URGENT: _hurry,
    Act.COMMENT: _comment,
    Act.RETURN: _return,
}
