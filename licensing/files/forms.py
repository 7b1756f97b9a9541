"""The shape of what is typed about a file of licences: the file, and what its columns are for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.dry_run import assignable
from licensing.file_models import Act, Column
from licensing.models import LicenceFile, Product
from spreadsheets.reading import DELIMITERS
from ui.forms import ConsoleForm

SEPARATED: dict[str, Any] = {
    ",": gettext_lazy("Commas"),
    ";": gettext_lazy("Semicolons"),
    "\t": gettext_lazy("Tabs"),
    "|": gettext_lazy("Bars"),
}


class FileForm(ConsoleForm):
    """A file of licences."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV, up to 200,000 rows and 64 MB."),
        allow_empty_file=True,
    )
    delimiter = forms.ChoiceField(
        label=gettext_lazy("Separated by"),
        choices=[("", gettext_lazy("Find it out")), *((sign, SEPARATED[sign]) for sign in DELIMITERS)],
        required=False,
    )


class ColumnsForm(ConsoleForm):
    """What each column of a file is for, and what rows mean that say nothing of product or act."""

    mark_optional = False  # all of it is; and what is read already stands there

    has_headings = forms.BooleanField(label=gettext_lazy("The first row holds headings"), required=False)

    def __init__(self, *args: Any, upload: LicenceFile, **kwargs: Any) -> None:
        given = {"has_headings": upload.has_headings, "act": upload.act, "product": upload.products}
        given |= {f"column_{at}": column for at, column in enumerate(upload.columns)}
        super().__init__(*args, initial=given, **kwargs)
        self.upload = upload
        self.products: Sequence[Product] = assignable()
        for at in range(len(upload.columns)):
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=self._label(at), choices=Column.choices, required=False
            )
        self.fields["act"] = forms.ChoiceField(
            label=_("Rows that do not say what to do"), choices=Act.choices
        )
        self.fields["product"] = forms.MultipleChoiceField(
            label=_("Products of rows that name none"),
            choices=[(product.sku, product.name) for product in self.products],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    def _label(self, at: int) -> str:
        cells = self.upload.first_cells
        heading = cells[at].strip()[:60] if self.upload.has_headings and at < len(cells) else ""
        return heading or _("Column %(n)s") % {"n": at + 1}

    @property
    def columns(self) -> list[str]:
        """What was said of each column; only of a valid form."""
        return [self.cleaned_data[f"column_{at}"] for at in range(len(self.upload.columns))]
