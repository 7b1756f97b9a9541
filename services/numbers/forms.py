"""What is typed about a service number."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.forms import ConsoleForm


class CapacityForm(ConsoleForm):
    """Calls at the same time; the limits are the verb's."""

    max_concurrent_calls = forms.IntegerField(
        label=_("Calls at the same time"),
        help_text=_("300 unless you change it, 2,000 at most. Further callers hear that the line is busy."),
        min_value=-1_000_000,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
