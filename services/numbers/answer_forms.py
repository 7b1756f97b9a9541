"""What is typed in step 9: what answers a number, and before or after whose calls."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.numbers.answerers import Answerer, choices
from services.voice_apps.accounts import PRIORITIES, USUAL_PRIORITY
from ui.forms import ConsoleForm

PRIORITY_WORDS = {
    1: gettext_lazy("1, before all others"),
    2: gettext_lazy("2, before the usual"),
    3: gettext_lazy("3, as usual"),
    4: gettext_lazy("4, after the usual"),
    5: gettext_lazy("5, after all others"),
}


class AnswerForm(ConsoleForm):
    """Which queue, attendant or bridge answers. `without` is what answers already."""

    target = forms.ChoiceField(label=gettext_lazy("What answers it"))

    mark_optional = False

    def __init__(self, *args: Any, answerers: Sequence[Answerer], without: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        target: Any = self.fields["target"]
        target.choices = [("", _("Choose")), *choices(answerers, without=without)]
        target.error_messages["required"] = _("Choose what answers it.")
        self.answerers = {one.key: one for one in answerers}

    @property
    def answerer(self) -> Answerer:
        """What was chosen; only of a valid form."""
        return self.answerers[self.cleaned_data["target"]]


class PriorityForm(ConsoleForm):
    """Whose calls are answered first when several wait (rules 11.2)."""

    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority of its calls"),
        choices=[(value, PRIORITY_WORDS[value]) for value in PRIORITIES],
        coerce=int,
        initial=USUAL_PRIORITY,
        help_text=gettext_lazy("Callers of this number wait before or behind those of other numbers."),
    )

    mark_optional = False
