"""The desk's verbs as steps of a random walk: each with an agent, some numbers, and a choice among whatever the verb asks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils import timezone
from hypothesis import strategies as st

from porting.desk import claims, comments, review, single_numbers, telephone
from porting.desk.review import Verdict
from porting.models import PortedNumber, PortOrder
from tenants.models import User

Status = PortOrder.Status
NUMBER_STATES: Final = list(PortedNumber.Status)
REASONS: Final = ("ENTITY_NAME_MISMATCH", "OSP_IRRESPONSIVE", "PHONE_NUMBER_MISMATCH")
TEXT: Final = "Because."
AFTER_LOCK: Final = frozenset(
    {"claim", "take_over", "hand_over", "hand_back", "prioritise", "comment", "mark_numbers", "reject"}
)
"""What the desk may still do when nothing can be changed any more; `set_date` and `complete` depend on the state."""
FOR_ALL: Final = frozenset({"take_over", "hand_over", "prioritise", "comment"})
"""What an agent may do with an order that somebody else has."""
ALLOWED: Final[dict[str, frozenset[str]]] = {
    Status.LOCKED: AFTER_LOCK | {"set_date", "complete"},
    Status.ACTIVATING: AFTER_LOCK | {"complete"},
}


@dataclass(frozen=True)
class Step:
    """One act at the desk: who does it to whose order, with which of its numbers, and a number that decides the rest."""

    act: int
    fits: bool
    """Whether it is an act that leads on from where the order stands; else it may be any."""
    agent: int
    picked: frozenset[int]
    choice: int
    grabs: bool
    """Whether the agent takes the order over first, from whoever has it."""


def _one_field(order: PortOrder, choice: int) -> tuple[str, Verdict]:
    fields = review.fields_of(order)
    verdicts = (
        Verdict("tick"),
        Verdict("query", sentence="Is this right?"),
        Verdict("reject", "ENTITY_NAME_MISMATCH"),
    )
    return fields[choice % len(fields)].key, verdicts[choice % len(verdicts)]


def _tick(order: PortOrder, by: User) -> None:
    review.mark(order, {field.key: Verdict("tick") for field in review.fields_of(order)}, by=by)


def _pass(order: PortOrder, by: User) -> None:
    """The whole review of an order that is right."""
    _tick(order, by)
    review.approve(order, by=by)
    review.send(order, by=by)


def _return(order: PortOrder, by: User) -> None:
    review.mark(order, dict([_one_field(order, 1)]), by=by)
    review.give_back(order, by=by)


Act = Callable[[PortOrder, User, User, Step], object]
"""Does the act to an order, by an agent; the other user is the colleague."""


def _rows(order: PortOrder, step: Step) -> list[PortedNumber]:
    return [row for n, row in enumerate(order.numbers.order_by("e164")) if n in step.picked]


def _keys(order: PortOrder, step: Step) -> list[int]:
    return [row.pk for row in _rows(order, step)]


ACTS: Final[dict[str, Act]] = {
    "claim": lambda order, by, _other, _step: claims.claim(order, by=by),
    "take_over": lambda order, by, _other, _step: claims.take_over(
        order, holder=order.claimed_by_id or 0, by=by
    ),
    "hand_over": lambda order, by, other, _step: claims.hand_over(order, other, by=by, text=TEXT),
    "hand_back": lambda order, by, _other, _step: claims.hand_back(order, by=by),
    "prioritise": lambda order, by, _other, step: claims.prioritise(order, bool(step.choice % 2), by=by),
    "comment": lambda order, by, _other, step: comments.comment(
        order, TEXT, by=by, private=bool(step.choice % 2)
    ),
    "mark": lambda order, by, _other, step: review.mark(order, dict([_one_field(order, step.choice)]), by=by),
    "tick": lambda order, by, _other, _step: _tick(order, by),
    "approve": lambda order, by, _other, _step: review.approve(order, by=by),
    "send": lambda order, by, _other, _step: review.send(order, by=by),
    "pass": lambda order, by, _other, _step: _pass(order, by),
    "return": lambda order, by, _other, _step: _return(order, by),
    "set_date": lambda order, by, _other, step: telephone.set_date(
        order, timezone.now() + timedelta(hours=1 + 20 * step.choice), zone="America/Denver", by=by
    ),
    "reject": lambda order, by, _other, step: telephone.reject(
        order, [REASONS[step.choice % len(REASONS)]], by=by
    ),
    "complete": lambda order, by, _other, step: telephone.complete(
        order, [row.e164 for row in _rows(order, step)], by=by
    ),
    "settle": lambda order, by, _other, step: telephone.settle_cancellation(
        order, cancelled=bool(step.choice % 2), by=by
    ),
    "cancel": lambda order, by, _other, _step: telephone.cancel(order, by=by, text=TEXT),
    "mark_numbers": lambda order, by, _other, step: single_numbers.mark_numbers(
        order, _keys(order, step), NUMBER_STATES[step.choice % len(NUMBER_STATES)], reason=REASONS[2], by=by
    ),
    "split": lambda order, by, _other, step: single_numbers.split(order, _keys(order, step), by=by),
}

_WITH_CARRIER: Final = ("set_date", "reject", "complete", "complete", "mark_numbers", "cancel")
FITTING: Final[dict[str, tuple[str, ...]]] = {
    Status.IN_REVIEW: ("pass", "pass", "return", "split", "tick", "approve", "send", "mark", "mark_numbers"),
    Status.CARRIER_ACTION: ("tick", "send", "split", "set_date", "complete", "cancel", "mark_numbers"),
    Status.SENT: _WITH_CARRIER,
    Status.DATE_CONFIRMED: _WITH_CARRIER,
    Status.PARTLY_COMPLETED: ("complete", "mark_numbers"),
    Status.CANCEL_REQUESTED: ("settle", "settle", "complete", "reject", "mark_numbers"),
}
"""What leads on from a state; without these most steps of a walk would be refused. In other states anything is tried."""

STEPS: Final = st.builds(
    Step,
    act=st.integers(0, 179),
    fits=st.sampled_from([True, True, False]),
    agent=st.integers(0, 1),
    picked=st.frozensets(st.integers(0, 2), max_size=2),
    choice=st.integers(0, 11),
    grabs=st.sampled_from([True, True, True, False]),
)


def act_of(step: Step, order: PortOrder) -> str:
    """Which act a step is for an order that stands like this."""
    names = FITTING.get(order.status) if step.fits else None
    names = names or tuple(sorted(ACTS))
    return names[step.act % len(names)]


def take(step: Step, order: PortOrder, agents: list[User]) -> None:
    """Do a step; refuses what the verb refuses. What was done must have been allowed."""
    by, other = agents[step.agent], agents[1 - step.agent]
    act = act_of(step, order)
    if step.grabs and act not in ("claim", "take_over"):
        claims.take_over(order, holder=order.claimed_by_id or 0, by=by)
    was, holder = order.status, order.claimed_by_id
    ACTS[act](order, by, other, step)
    if was in ALLOWED:
        assert act in ALLOWED[was], f"“{act}” was done to an order that is {was}"
    if act == "claim":
        assert holder in (None, by.pk), "a claim takes nothing from a colleague"
    elif act not in FOR_ALL:
        assert holder == by.pk, "all else is for whoever has claimed the order"
