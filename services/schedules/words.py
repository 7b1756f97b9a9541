"""Weekly hours in words: a line for lists and the record, what holds at a moment, and what is wrong with them."""

import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from services.schedules.weekly import DAY, WHOLE_DAY, NotHours, Problem, Ranges, Week, clock

DAY_NAMES: Final = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
SHORT_NAMES: Final = (
    pgettext_lazy("day of the week", "Mon"),
    pgettext_lazy("day of the week", "Tue"),
    pgettext_lazy("day of the week", "Wed"),
    pgettext_lazy("day of the week", "Thu"),
    pgettext_lazy("day of the week", "Fri"),
    pgettext_lazy("day of the week", "Sat"),
    pgettext_lazy("day of the week", "Sun"),
)


def in_words(week: Week) -> str:
    """A week in one line: "Mon to Fri 08:00 to 12:00 and 13:00 to 17:30, Sat 09:00 to 12:00", "day and night"."""
    if week.is_always:
        return _("day and night")
    if week.is_never:
        return _("never")
    return ", ".join(f"{_days(first, last)} {ranges_words(ranges)}" for first, last, ranges in week.runs())


def _days(first: int, last: int) -> str:
    if first == last:
        return str(SHORT_NAMES[first])
    joint = _("%(first)s and %(last)s") if last == first + 1 else _("%(first)s to %(last)s")
    return joint % {"first": SHORT_NAMES[first], "last": SHORT_NAMES[last]}


def ranges_words(ranges: Ranges) -> str:
    """The hours of a day: "08:00 to 12:00 and 13:00 to 17:30", "all day", "closed"."""
    if not ranges:
        return _("closed")
    if ranges == WHOLE_DAY:
        return _("all day")
    said = [_("%(start)s to %(end)s") % {"start": clock(r.start), "end": clock(r.end)} for r in ranges]
    if len(said) == 1:
        return said[0]
    return _("%(earlier)s and %(last)s") % {"earlier": ", ".join(said[:-1]), "last": said[-1]}


def state_words(week: Week, local: datetime.datetime) -> str:
    """What holds at a moment and until when: "open until 12:00", "closed until Monday 08:00", "open day and night"."""
    change = week.next_change(local)
    if change is None:
        return _("open day and night") if week.is_always else _("never open")
    until = {"moment": _moment(change, local)}
    return (_("open until %(moment)s") if week.is_open(local) else _("closed until %(moment)s")) % until


def _moment(change: datetime.datetime, local: datetime.datetime) -> str:
    shown = change
    if shown.date() == local.date():
        return f"{shown:%H:%M}"
    if shown.date() == local.date() + datetime.timedelta(days=1) and shown.hour == shown.minute == 0:
        return clock(DAY)
    name = str(DAY_NAMES[shown.weekday()])
    if shown.date() >= local.date() + datetime.timedelta(days=7):
        return _("%(day)s next week, %(time)s") % {"day": name, "time": f"{shown:%H:%M}"}
    return f"{name} {shown:%H:%M}"


def sentence(error: NotHours) -> str:
    """What is wrong with hours and what to do, with the day when it is known."""
    said = _SENTENCES[error.problem] % {"range": error.text, "other": error.other}
    return said if error.day is None else f"{DAY_NAMES[error.day]}: {said}"


_SENTENCES: Final = {
    Problem.GRID: gettext_lazy(
        "“%(range)s” is not on a quarter of an hour. Hours begin and end at :00, :15, :30 or :45."
    ),
    Problem.BACKWARDS: gettext_lazy(
        "“%(range)s” ends before it begins. For hours past midnight, end this day at 24:00 and let the next day begin at 00:00."
    ),
    Problem.OVERLAP: gettext_lazy("“%(range)s” overlaps with “%(other)s”. Join the two or leave a break."),
    Problem.NO_SUCH_TIME: gettext_lazy(
        "“%(range)s” names a time that no clock shows. Times go from 00:00 to 24:00."
    ),
    Problem.UNREADABLE: gettext_lazy(
        "“%(range)s” cannot be read as hours. Write them as 08:00-12:00, 13:00-17:30, or write “closed” or “all day”."
    ),
}
