"""The desk's clock of an order: in working time, and at rest while the customer must act (porting-and-carriers B7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from porting.models import PortClock, PortOrder
from porting.reference.business_time import Hours
from porting.reference.calendars import answer_hours, desk_clock, desk_hours
from ui.sums import Segment

SOON: Final = timedelta(hours=2)
"""With less working time left than this a clock is shown as pressing."""


@dataclass(frozen=True)
class Standing:
    """How a running clock stands: working time left (less than none when overdue), and the share of it that is used."""

    left: timedelta
    used: float

    @property
    def is_over(self) -> bool:
        """Whether the answer is overdue."""
        return self.left < timedelta()

    @property
    def is_soon(self) -> bool:
        """Whether the answer is due within two working hours."""
        return not self.is_over and self.left < SOON

    @property
    def segments(self) -> list[Segment]:
        """The used share as a bar of 100: red when overdue, amber when it presses."""
        kind = "d" if self.is_over else "c" if self.is_soon else "a"
        return [Segment(kind, 100 * self.used)]

    @property
    def words(self) -> str:
        """What is left, or by how much it is overdue, in hours and minutes of working time."""
        words = _("Overdue by %(time)s") if self.is_over else _("%(time)s left")
        return words % {"time": time_words(abs(self.left))}


@dataclass(frozen=True)
class DeskTime:
    """The desk's hours and its clock at a moment: read once for a whole page."""

    clock: PortClock
    hours: Hours
    now: datetime

    @classmethod
    def at(cls, now: datetime) -> "DeskTime":
        """As the rows say now; two queries."""
        clock = desk_clock()
        return cls(clock, desk_hours(clock), now)

    def standing(self, order: PortOrder) -> Standing | None:
        """How the order's clock stands; none while it rests."""
        if order.answer_due_at is None:
            return None
        left = self.left(order.answer_due_at)
        total = self.total(order)
        return Standing(left, min(1.0, max(0.0, 1 - left / total)))

    def left(self, due: datetime) -> timedelta:
        """Working time until `due`; less than none when it has passed."""
        if due >= self.now:
            return self.hours.between(self.now, due)
        return -self.hours.between(due, self.now)

    def total(self, order: PortOrder, *, urgent: bool | None = None) -> timedelta:
        """How much working time an answer to the order may take in all."""
        return answer_hours(self.clock, order.number_count, urgent=order.urgent if urgent is None else urgent)

    def end_of_day(self) -> datetime:
        """The end of the day that it is where the desk works."""
        local = self.now.astimezone(self.hours.zone)
        return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def rest(order: PortOrder, now: datetime) -> dict[str, Any]:
    """Columns of an order whose clock stops because the customer must act: what is left is kept, at least none."""
    if order.answer_due_at is None:
        return {}
    left = DeskTime.at(now).left(order.answer_due_at)
    return {"answer_due_at": None, "answer_left": max(left, timedelta())}


def run(order: PortOrder, now: datetime) -> dict[str, Any]:
    """Columns of an order that comes to the desk: a new clock, or the rest of one that stopped.

    A clock that goes on has at least the time of an urgent answer, or a correction that comes at the last minute would be
    overdue before anybody could read it.
    """
    time = DeskTime.at(now)
    left = time.total(order)
    if order.answer_left is not None:
        left = max(order.answer_left, timedelta(hours=time.clock.urgent_answer_hours))
    return {"answer_due_at": time.hours.add(now, left), "answer_left": None}


def reset(order: PortOrder, *, urgent: bool, now: datetime) -> datetime | None:
    """When the answer is due if the order is urgent, or is no longer: the time that was used stays used."""
    if order.answer_due_at is None:
        return None
    time = DeskTime.at(now)
    left = time.left(order.answer_due_at) + time.total(order, urgent=urgent) - time.total(order)
    return time.hours.add(now, left) if left > timedelta() else min(order.answer_due_at, now)


def time_words(time: timedelta) -> str:
    """A length of working time as "50 min", "2 h 10 min" or "14 h"; from ten hours on without minutes."""
    minutes = int(time.total_seconds()) // 60
    hours, rest_of_hour = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": minutes}
    if hours >= 10 or not rest_of_hour:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest_of_hour}
