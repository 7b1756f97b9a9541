"""Forms about owned numbers: use, keeping free, taking away."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from numbering.models import Usage
from ui.forms import ConsoleForm

LONGEST_BLOCK_DAYS = 365  # rules 3.5


class UsageForm(ConsoleForm):
    """What numbers are to be used for from now on (rules 3.5: only while they are free)."""

    usage = forms.ChoiceField(label=gettext_lazy("Use from now on"), choices=Usage.choices)

    mark_optional = False

    def __init__(self, *args: Any, without: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usages: Any = self.fields["usage"]
        usages.choices = [(value, label) for value, label in Usage.choices if value != without]


class BlockForm(ConsoleForm):
    """How long a number is kept from being given to anybody: 1 to 365 days, or until somebody clears it (rules 3.5)."""

    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        min_value=1,
        max_value=LONGEST_BLOCK_DAYS,
        required=False,
        help_text=gettext_lazy("1 to 365. Leave it empty to keep the number free until you clear it."),
    )

    mark_optional = False


class UnassignForm(ConsoleForm):
    """Take a number away, and keep it free for a while so that old callers do not reach a stranger."""

    block_days = forms.IntegerField(
        label=gettext_lazy("Keep it free for so many days"),
        min_value=1,
        max_value=LONGEST_BLOCK_DAYS,
        required=False,
        help_text=gettext_lazy("1 to 365. Empty: it can be given away at once."),
    )

    mark_optional = False
