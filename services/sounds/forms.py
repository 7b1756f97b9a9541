"""Forms over sounds: upload one, rename one, and the filters of their list."""

from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.sounds.models import Sound
from services.sounds.reading import read_upload
from services.sounds.uses import is_used
from ui.forms import ConsoleForm
from ui.lists import ListFilter
from ui.refusals import Refusal

ACCEPTED: Final = ".mp3,.wav,audio/mpeg,audio/wav"
TAKEN: Final = gettext_lazy("MP3, or WAV of linear PCM; up to 5 MB and 20 minutes.")
SORTS: Final = {"name": "name", "length": "milliseconds", "size": "size", "added": "added_at"}
"""What the list can be sorted by, and the column that does it."""


class SoundFileField(forms.FileField):
    """An uploaded sound. Its cleaned value is the `UploadedFile` with what was heard in it as `recording`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("File"))
        kwargs.setdefault("help_text", TAKEN)
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPTED}))
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file, read to its end; a refusal of its content is an error of the field."""
        file = super().clean(data, initial)
        if file:
            try:
                file.recording = read_upload(file)
            except Refusal as refusal:
                raise forms.ValidationError(refusal.sentence, code="refusal") from refusal
        return file


class UploadForm(ConsoleForm):
    """A file, and what the sound is to be called."""

    file = SoundFileField(error_messages={"required": gettext_lazy("Choose a file.")})
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Empty: it is called as the file."),
    )


class RenameForm(ConsoleForm):
    """Another name for a sound."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)


class SoundFilter(ListFilter):
    """Search by name, and whether anything plays it."""

    q = forms.CharField(label=gettext_lazy("Search sounds"), max_length=100)
    used = forms.ChoiceField(
        label=gettext_lazy("Heard"),
        choices=[
            ("", gettext_lazy("All")),
            ("yes", gettext_lazy("Somewhere")),
            ("no", gettext_lazy("Nowhere")),
        ],
    )

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        self.fields["q"].widget.attrs["placeholder"] = _("Name or file name")

    def filter_q(self, sounds: QuerySet[Sound], value: str) -> QuerySet[Sound]:
        """Every word must be in the name or in the file's name."""
        for word in value.split()[:8]:
            sounds = sounds.filter(Q(name__icontains=word) | Q(file_name__icontains=word))
        return sounds

    def filter_used(self, sounds: QuerySet[Sound], value: str) -> QuerySet[Sound]:
        """Only those that something plays, or only those that nothing does."""
        return sounds.filter(is_used()) if value == "yes" else sounds.exclude(is_used())


def sort_of(request: HttpRequest) -> str:
    """The order that the address asks for, as paging wants it."""
    asked = request.GET.get("sort", "")
    column = SORTS.get(asked.removeprefix("-"), "name")
    return f"-{column}" if asked.startswith("-") and asked.removeprefix("-") in SORTS else column
