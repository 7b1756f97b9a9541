"""Forms over papers and letters: add one, sign, decline."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from porting.models import PortDocument
from porting.papers import signing
from porting.papers.files import read_upload
from ui.forms import ConsoleForm
from ui.refusals import Refusal

ACCEPTED: Final = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"


class PaperFileField(forms.FileField):
    """An uploaded paper. Its cleaned value is the `UploadedFile` with what was found in it as `paper`."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file, read to its end; a refusal of its content is an error of the field."""
        file = super().clean(data, initial)
        if file:
            try:
                file.paper = read_upload(file)
            except Refusal as refusal:
                raise forms.ValidationError(refusal.sentence, code="refusal") from refusal
        return file


class PaperForm(ConsoleForm):
    """A paper: what it is, the file, and the date that is printed on it."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=PortDocument.Kind.choices)
    file = PaperFileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, JPEG or PNG; up to 10 MB and 50 pages."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    dated = forms.DateField(
        label=gettext_lazy("Date on the paper"),
        required=False,
        widget=forms.DateInput,
        help_text=gettext_lazy("A bill needs it: the carriers take no old ones."),
    )


class SignForm(ConsoleForm):
    """A signature: the typed name, a drawing besides if there is one, and the consent."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        help_text=gettext_lazy("Typed as it stands in the letter. This is your signature."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    strokes = forms.CharField(required=False, max_length=200_000, widget=forms.HiddenInput)
    consent = forms.BooleanField(
        error_messages={
            "required": gettext_lazy("Tick the sentence above the button: without it nothing is signed.")
        }
    )

    def __init__(self, *args: Any, consent: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].label = consent

    def clean_strokes(self) -> signing.Strokes:
        """The strokes of a drawing; none when the name alone signs."""
        text = self.cleaned_data["strokes"].strip()
        try:
            return signing.strokes_of(text) if text and text != "[]" else []
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence, code="refusal") from refusal


class DeclineForm(ConsoleForm):
    """Why the authorised person does not sign."""

    reason = forms.CharField(
        label=gettext_lazy("What is wrong with it"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The organisation reads this, and mends the order or writes to you."),
    )

    def clean_reason(self) -> str:
        """The reason, without what the database cannot keep."""
        reason: str = self.cleaned_data["reason"].strip()
        if not reason:
            raise forms.ValidationError(_("Say in a few words what is wrong."))
        return reason
