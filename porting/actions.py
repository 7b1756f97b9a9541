"""What may be done with a port order, by whom and when; and if not, why not (rules 5.4; the matrix is in the docs).

Pages show every action of a side, the shut ones with the sentence; verbs ask the same function before they act.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from porting.models import PortOrder
from porting.transitions import Side
from ui.refusals import Refusal

Status = PortOrder.Status


class Action(StrEnum):
    """Everything that people do to an order; what carriers and the clock do is in the table of transitions alone."""

    EDIT = "edit"
    CHANGE_NUMBERS = "change_numbers"
    ADD_DOCUMENT = "add_document"
    REMOVE_DOCUMENT = "remove_document"
    MAKE_LETTER = "make_letter"
    SUBMIT = "submit"
    CHANGE_DATE = "change_date"
    CANCEL = "cancel"
    CANCEL_FOR_CUSTOMER = "cancel_for_customer"
    DELETE = "delete"
    COMMENT = "comment"
    CLAIM = "claim"
    HAND_OVER = "hand_over"
    PRIORITISE = "prioritise"
    MARK_FIELD = "mark_field"
    RETURN = "return"
    APPROVE = "approve"
    SEND = "send"
    SET_DATE = "set_date"
    MARK_NUMBERS = "mark_numbers"
    SPLIT = "split"
    SPLIT_DRAFT = "split_draft"
    REJECT = "reject"
    COMPLETE = "complete"
    SETTLE_CANCELLATION = "settle_cancellation"


@dataclass(frozen=True)
class Rule:
    """When an action is open. `why` says for a status why it is shut there; `otherwise` for all others."""

    label: StrPromise | str
    sides: frozenset[Side]
    statuses: frozenset[str]
    otherwise: StrPromise | str
    why: Mapping[PortOrder.Status, StrPromise | str] = field(default_factory=dict)


LOCKED_WORDS: Final = gettext_lazy(
    "Less than 24 hours are left before the date: nothing can be changed any more."
)
OVER_WORDS: Final = gettext_lazy("This order is over.")
WITH_CARRIER_WORDS: Final = gettext_lazy(
    "The carrier has the order. It can be changed when the carrier answers."
)
WITH_DESK_WORDS: Final = gettext_lazy(
    "The desk is reviewing the order. It can be changed when the desk returns it."
)
WITH_CUSTOMER_WORDS: Final = gettext_lazy("The customer has the order now.")
NOT_YET_WORDS: Final = gettext_lazy("The order has not been handed in yet.")

_OVER = dict.fromkeys((*PortOrder.CLOSED, Status.PARTLY_COMPLETED), OVER_WORDS)
_LOCKED = dict.fromkeys((Status.LOCKED, Status.ACTIVATING), LOCKED_WORDS)
_CARRIER = dict.fromkeys((Status.SENT, Status.DATE_CONFIRMED, Status.CANCEL_REQUESTED), WITH_CARRIER_WORDS)
_EDIT_WHY: Final = {**_OVER, **_LOCKED, **_CARRIER, Status.IN_REVIEW: WITH_DESK_WORDS}
_DESK_WHY: Final = {
    **_OVER,
    **_LOCKED,
    **_CARRIER,
    **dict.fromkeys((Status.DRAFT, Status.AWAITING_SIGNATURE), NOT_YET_WORDS),
    Status.RETURNED: WITH_CUSTOMER_WORDS,
}

CUSTOMER: Final = frozenset({Side.CUSTOMER})
DESK: Final = frozenset({Side.DESK})
BOTH: Final = CUSTOMER | DESK
ALL: Final = frozenset(Status)
OPEN: Final = ALL - frozenset(PortOrder.CLOSED)
EDITABLE: Final = frozenset(PortOrder.EDITABLE)
REVIEWED: Final = frozenset({Status.IN_REVIEW, Status.CARRIER_ACTION})
HANDED_IN: Final = frozenset(PortOrder.HANDED_IN)
CANCELLABLE: Final = OPEN - {
    Status.LOCKED,
    Status.ACTIVATING,
    Status.PARTLY_COMPLETED,
    Status.CANCEL_REQUESTED,
}
_CANCEL_WHY: Final = {
    **_OVER,
    **_LOCKED,
    Status.CANCEL_REQUESTED: gettext_lazy("The cancellation has been asked for already."),
}


def _rule(
    label: StrPromise | str,
    sides: frozenset[Side],
    statuses: frozenset[str] | set[str],
    otherwise: StrPromise | str,
    why: Mapping[PortOrder.Status, StrPromise | str] | None = None,
) -> Rule:
    return Rule(label, sides, frozenset(statuses), otherwise, why or {})


RULES: Final[dict[Action, Rule]] = {
    Action.EDIT: _rule(gettext_lazy("Edit"), CUSTOMER, EDITABLE, WITH_CARRIER_WORDS, _EDIT_WHY),
    Action.CHANGE_NUMBERS: _rule(
        gettext_lazy("Change the numbers"), CUSTOMER, EDITABLE, WITH_CARRIER_WORDS, _EDIT_WHY
    ),
    Action.ADD_DOCUMENT: _rule(
        gettext_lazy("Add a paper"),
        BOTH,
        OPEN - {Status.LOCKED, Status.ACTIVATING},
        OVER_WORDS,
        {**_OVER, **_LOCKED},
    ),
    Action.REMOVE_DOCUMENT: _rule(
        gettext_lazy("Remove a paper"), CUSTOMER, EDITABLE, WITH_CARRIER_WORDS, _EDIT_WHY
    ),
    Action.MAKE_LETTER: _rule(
        gettext_lazy("Make the letter"), CUSTOMER, EDITABLE, WITH_CARRIER_WORDS, _EDIT_WHY
    ),
    Action.SUBMIT: _rule(gettext_lazy("Hand in"), CUSTOMER, EDITABLE, WITH_CARRIER_WORDS, _EDIT_WHY),
    Action.CHANGE_DATE: _rule(
        gettext_lazy("Ask for another date"),
        CUSTOMER,
        EDITABLE | {Status.IN_REVIEW, Status.DATE_CONFIRMED},
        WITH_CARRIER_WORDS,
        {**_OVER, **_LOCKED, **_CARRIER},
    ),
    Action.CANCEL: _rule(gettext_lazy("Cancel"), CUSTOMER, CANCELLABLE, OVER_WORDS, _CANCEL_WHY),
    Action.CANCEL_FOR_CUSTOMER: _rule(
        gettext_lazy("Cancel for the customer"),
        DESK,
        CANCELLABLE & HANDED_IN,
        OVER_WORDS,
        {**_CANCEL_WHY, **dict.fromkeys((Status.DRAFT, Status.AWAITING_SIGNATURE), NOT_YET_WORDS)},
    ),
    Action.DELETE: _rule(
        gettext_lazy("Delete the draft"),
        CUSTOMER,
        {Status.DRAFT, Status.EXPIRED},
        gettext_lazy("Only a draft can be deleted. Cancel the order instead."),
        dict.fromkeys((Status.COMPLETED, Status.CANCELLED), gettext_lazy("It is kept for the record.")),
    ),
    Action.COMMENT: _rule(gettext_lazy("Write a message"), BOTH, ALL, OVER_WORDS),
    Action.CLAIM: _rule(
        gettext_lazy("Claim"),
        DESK,
        HANDED_IN,
        OVER_WORDS,
        dict.fromkeys((Status.DRAFT, Status.AWAITING_SIGNATURE), NOT_YET_WORDS),
    ),
    Action.HAND_OVER: _rule(
        gettext_lazy("Hand over"),
        DESK,
        HANDED_IN,
        OVER_WORDS,
        dict.fromkeys((Status.DRAFT, Status.AWAITING_SIGNATURE), NOT_YET_WORDS),
    ),
    Action.PRIORITISE: _rule(
        gettext_lazy("Mark as urgent"),
        DESK,
        HANDED_IN,
        OVER_WORDS,
        dict.fromkeys((Status.DRAFT, Status.AWAITING_SIGNATURE), NOT_YET_WORDS),
    ),
    Action.MARK_FIELD: _rule(gettext_lazy("Check the fields"), DESK, REVIEWED, OVER_WORDS, _DESK_WHY),
    Action.RETURN: _rule(
        gettext_lazy("Return to the customer"),
        DESK,
        {Status.IN_REVIEW},
        OVER_WORDS,
        {**_DESK_WHY, Status.CARRIER_ACTION: WITH_CUSTOMER_WORDS},
    ),
    Action.APPROVE: _rule(
        gettext_lazy("Approve"),
        DESK,
        {Status.IN_REVIEW},
        OVER_WORDS,
        {**_DESK_WHY, Status.CARRIER_ACTION: gettext_lazy("The carrier asks for a correction first.")},
    ),
    Action.SEND: _rule(gettext_lazy("Send to the carrier"), DESK, REVIEWED, OVER_WORDS, _DESK_WHY),
    Action.SET_DATE: _rule(
        gettext_lazy("Set the date"),
        DESK,
        {Status.SENT, Status.CARRIER_ACTION, Status.DATE_CONFIRMED, Status.LOCKED},
        gettext_lazy("A date is confirmed once the carrier has the order."),
        {**_OVER, Status.ACTIVATING: LOCKED_WORDS},
    ),
    Action.MARK_NUMBERS: _rule(
        gettext_lazy("Mark numbers"),
        DESK,
        HANDED_IN - {Status.RETURNED},
        OVER_WORDS,
        {
            Status.RETURNED: WITH_CUSTOMER_WORDS,
            **dict.fromkeys((Status.DRAFT, Status.AWAITING_SIGNATURE), NOT_YET_WORDS),
        },
    ),
    Action.SPLIT: _rule(gettext_lazy("Split"), DESK, REVIEWED, OVER_WORDS, _DESK_WHY),
    Action.SPLIT_DRAFT: _rule(
        gettext_lazy("Sort the numbers into orders"),
        CUSTOMER,
        {Status.DRAFT},
        gettext_lazy("Only a draft is split here. Write to the desk, which splits the order."),
        dict.fromkeys(PortOrder.CLOSED, OVER_WORDS),
    ),
    Action.REJECT: _rule(
        gettext_lazy("Record the carrier's rejection"),
        DESK,
        {Status.SENT, Status.DATE_CONFIRMED, Status.LOCKED, Status.ACTIVATING, Status.CANCEL_REQUESTED},
        gettext_lazy("The carrier does not have the order."),
        _OVER,
    ),
    Action.COMPLETE: _rule(
        gettext_lazy("Mark as completed"),
        DESK,
        {
            Status.SENT,
            Status.CARRIER_ACTION,
            Status.DATE_CONFIRMED,
            Status.LOCKED,
            Status.ACTIVATING,
            Status.PARTLY_COMPLETED,
            Status.CANCEL_REQUESTED,
        },
        gettext_lazy("The carrier does not have the order."),
        dict.fromkeys(PortOrder.CLOSED, OVER_WORDS),
    ),
    Action.SETTLE_CANCELLATION: _rule(
        gettext_lazy("Settle the cancellation"),
        DESK,
        {Status.CANCEL_REQUESTED},
        gettext_lazy("Nobody has asked for a cancellation."),
        _OVER,
    ),
}


def why_not(action: Action, status: str, side: Side) -> str:
    """Why this side may not do this now, as a sentence; empty when it may. Claims and marks are the verbs' matter."""
    rule = RULES[action]
    if side not in rule.sides:
        return (
            _("This is for the desk to do.")
            if side == Side.CUSTOMER
            else _("This is for the customer to do.")
        )
    if status in rule.statuses:
        return ""
    return str(rule.why.get(Status(status), rule.otherwise))


def check(action: Action, order: PortOrder, side: Side) -> None:
    """Refuse with the sentence that pages show."""
    if sentence := why_not(action, order.status, side):
        raise Refusal(sentence)
