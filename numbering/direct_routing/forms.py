"""Own numbers as they are typed, pasted or uploaded."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countries.queries import countries_of
from numbering.direct_routing.direct_routing import LONGEST_TEXT
from numbering.models import Usage
from tenants.models import Tenant
from ui.forms import ConsoleForm

LARGEST_FILE = 2 * 1024 * 1024  # bytes; 10,000 numbers take a tenth of it


class OwnNumbersForm(ConsoleForm):
    """A text or a file with numbers, the country of those without a country code, and what they are for."""

    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        help_text=gettext_lazy("For numbers that are written without a country code."),
    )
    usage = forms.ChoiceField(label=gettext_lazy("The numbers are for"), choices=Usage.choices)
    numbers = forms.CharField(
        label=gettext_lazy("Numbers"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One a line, or separated by commas. A range: +14255551235 - 1239. An extension: ;ext=12."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=gettext_lazy("Text or CSV with one column, at most 10,000 numbers."),
    )

    mark_optional = False

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries: Any = self.fields["country"]
        countries.choices = [(one.iso2, one.name) for one in countries_of(tenant)]

    def clean(self) -> dict[str, Any]:
        """One of the two, as text."""
        data = super().clean() or {}
        upload = data.get("file")
        if upload is not None and upload.size > LARGEST_FILE:
            raise ValidationError({"file": _("The file is larger than 2 MB. Split it.")})
        if upload is None and not data.get("numbers", "").strip():
            self.add_error("numbers", _("Paste numbers, or choose a file."))
        return data

    @property
    def source(self) -> str | bytes:
        """What is to be read: the file where there is one. The form must be valid."""
        upload = self.cleaned_data["file"]
        content: str | bytes = upload.read() if upload is not None else self.cleaned_data["numbers"]
        return content
