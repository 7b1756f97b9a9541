"""The form of the weekly hours: a line for each day, typed as people write hours, or day and night (rules 9.5)."""

from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.attendants.setups import fingerprint
from services.schedules.typed import ranges_of, typed
from services.schedules.weekly import DAYS, NotHours, Ranges, Week
from services.schedules.words import DAY_NAMES, sentence
from ui.forms import ConsoleForm

ALWAYS: Final = "always"
WEEKLY: Final = "weekly"
OFFICE: Final = Week.of([ranges_of("09:00-17:00")] * 5 + [()] * 2)
"""What is proposed to somebody who has set no hours yet (rules 0.3, C9)."""
COPIES: Final = {"weekdays": DAYS[1:5], "week": DAYS[1:]}
"""What can be filled with Monday's hours at one press."""


class HoursForm(ConsoleForm):
    """When an attendant is open. `week` is what a valid form says."""

    mark_optional = False

    mode = forms.ChoiceField(
        label=gettext_lazy("When somebody answers"),
        widget=forms.RadioSelect,
        choices=[(ALWAYS, gettext_lazy("Day and night")), (WEEKLY, gettext_lazy("At these hours"))],
        error_messages={"required": gettext_lazy("Choose whether there are hours.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, stored: Week | None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(stored))
        super().__init__(*args, **kwargs)
        for day, name in zip(DAYS, DAY_NAMES, strict=True):
            self.fields[day] = forms.CharField(label=name, max_length=200, required=False)
        self.week = Week.always()

    @property
    def days(self) -> list[forms.BoundField]:
        """The lines of the seven days."""
        return [self[day] for day in DAYS]

    def clean(self) -> dict[str, Any]:
        """All days are read, so that each that is wrong says so in its own line."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("mode") != WEEKLY:
            for day in DAYS:
                self.errors.pop(day, None)
            return values
        ranges = [self._ranges(day) for day in DAYS]
        if not self.errors:
            self.week = Week.of(ranges)
            if self.week.is_never:
                self.add_error(DAYS[0], _("It would never be open. Give at least one day its hours."))
        return values

    def _ranges(self, day: str) -> Ranges:
        try:
            return ranges_of(self.cleaned_data.get(day, ""))
        except NotHours as error:
            self.add_error(day, sentence(error.on(DAYS.index(day))))
            return ()


def _initial(stored: Week | None) -> dict[str, Any]:
    shown = OFFICE if stored is None or stored.is_always else stored
    mode = ALWAYS if stored is not None and stored.is_always else WEEKLY
    return {"mode": mode, "seen": fingerprint(stored), **lines(shown)}


def lines(week: Week) -> dict[str, str]:
    """A week as somebody would type it, by day."""
    return {day: typed(ranges) for day, ranges in zip(DAYS, week.days, strict=True)}


def with_monday_copied(data: QueryDict, to: str) -> QueryDict:
    """What was typed, with Monday's line in the days that `to` names ("weekdays" or "week"); nothing is read or lost."""
    copied = data.copy()
    copied["mode"] = WEEKLY
    for day in COPIES.get(to, ()):
        copied[day] = data.get(DAYS[0], "")
    return copied
