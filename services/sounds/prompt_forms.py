"""The form of one prompt: nothing, a sound that is chosen or uploaded, or a text that is read out.

A queue's or an attendant's page makes one for each prompt, with a `prefix` each, and shows it with
`sounds/_prompt.html` inside a form of `enctype="multipart/form-data"`:

    greeting = PromptForm(*posted(request), prefix="greeting", nothing=_("No greeting"), prompt=queue.greeting)
    valid = all([form.is_valid(), greeting.is_valid()])
    valid = keep_uploads([greeting], tenant=request.tenant, by=request.user) and valid
    if valid:
        ... greeting.prompt ...
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.sounds import sounds
from services.sounds.forms import SoundFileField
from services.sounds.models import Sound
from services.sounds.prompts import LONGEST_TEXT, Prompt
from tenants.models import Tenant, User
from ui.forms import ConsoleForm, refuse
from ui.refusals import Refusal
from ui.selection import row_id
from ui.templatetags.ui import thousands

NOTHING: Final = ""
SOUND: Final = "sound"
TEXT: Final = "text"
FIELDS_OF: Final = {NOTHING: (), SOUND: ("sound", "upload"), TEXT: ("text",)}


def posted(request: HttpRequest) -> tuple[Any, Any]:
    """What a `PromptForm` is bound to: data and files of a POST, two times None otherwise."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def sounds_to_choose() -> list[Sound]:
    """The sounds of the scope's tenant, for forms with many prompts: one query for all of them."""
    return list(sounds.without_content())


class PromptForm(ConsoleForm):
    """What a caller is told at one place.

    `nothing` is the words of the choice of silence, "" when something must be said; `texts=False` takes only a sound
    (music). `prompt` is what is stored now. `choices` are the sounds to choose from, read from the database when they
    are not given. What belongs to a choice that was not made is neither looked at nor complained about.
    """

    mark_optional = False

    say = forms.ChoiceField(label=gettext_lazy("What callers hear"), widget=forms.RadioSelect)
    sound = forms.ChoiceField(label=gettext_lazy("Sound"), required=False)
    upload = SoundFileField(label=gettext_lazy("Or upload another one"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Text that is read out"),
        widget=forms.Textarea,
        required=False,
        help_text=gettext_lazy("Up to 1,000 characters."),
    )

    def __init__(
        self,
        *args: Any,
        label: str = "",
        nothing: str = "",
        texts: bool = True,
        prompt: Prompt | None = None,
        choices: Sequence[Sound] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", _initial(prompt))
        super().__init__(*args, **kwargs)
        self.kept: Sound | None = None
        self._sounds = list(sounds_to_choose() if choices is None else choices)
        say: Any = self.fields["say"]
        say.required = not nothing
        say.choices = [
            *([(NOTHING, nothing)] if nothing else []),
            (SOUND, _("A sound")),
            *([(TEXT, _("A text that is read out"))] if texts else []),
        ]
        say.error_messages["required"] = _("Choose what callers hear.")
        if label:
            say.label = label
        self._offer_sounds()

    def _offer_sounds(self) -> None:
        field: Any = self.fields["sound"]
        named = [(str(one.pk), _("%(name)s (%(length)s)") % _words(one)) for one in self._sounds]
        field.choices = [("", _("Choose") if named else _("There is none yet: upload one")), *named]

    def clean_text(self) -> str:
        """Without blanks around it, and with line breaks counted once."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        if len(text) > LONGEST_TEXT:
            raise forms.ValidationError(
                _("The text has %(count)s characters; up to %(most)s are read out.")
                % {"count": thousands(len(text)), "most": thousands(LONGEST_TEXT)}
            )
        return text

    def clean(self) -> dict[str, Any]:
        """The choice that was made needs its sound or its text."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        say = values.get("say", NOTHING)
        for name in {"sound", "upload", "text"} - set(FIELDS_OF[say]):
            self.errors.pop(name, None)
            values.pop(name, None)
        if say == TEXT and not values.get("text") and "text" not in self.errors:
            self.add_error("text", _("Type the text."))
        if say == SOUND and not (values.get("sound") or values.get("upload")) and "upload" not in self.errors:
            self.add_error("sound", _("Choose a sound, or upload one."))
        return values

    @property
    def chosen(self) -> Sound | None:
        """The sound that the form shows as chosen now, if it still exists."""
        return self._sound(self["sound"].value())

    def _sound(self, value: Any) -> Sound | None:
        return next((one for one in self._sounds if one.pk == row_id(str(value or ""))), None)

    @property
    def prompt(self) -> Prompt:
        """What a valid form says; after `keep_uploads`, since an upload must be kept first."""
        values = self.cleaned_data
        if values["say"] == TEXT:
            return Prompt(text=values["text"])
        if values["say"] == SOUND:
            if values.get("upload") and self.kept is None:
                raise RuntimeError("Call keep_uploads before asking for the prompt.")
            return Prompt(sound=self.kept or self._sound(values["sound"]))
        return Prompt()

    def keep(self, tenant: Tenant, *, by: User) -> bool:
        """Store what was uploaded and choose it, so that nothing is lost when the page comes back; False when refused."""
        file = self.cleaned_data.get("upload")
        if not file or self.kept is not None:
            return True
        try:
            self.kept, _is_new = sounds.add(tenant, file.recording, file_name=file.name, by=by)
        except Refusal as refusal:
            refuse(self, Refusal(refusal.sentence, field="upload", url=refusal.url, link=refusal.link))
            return False
        if all(one.pk != self.kept.pk for one in self._sounds):
            self._sounds.append(self.kept)
            self._offer_sounds()
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("sound")] = str(self.kept.pk)
        self.data = data
        return True


def keep_uploads(prompts: Iterable[PromptForm], *, tenant: Tenant, by: User) -> bool:
    """Store the sounds that were uploaded with these forms, whatever becomes of the rest of the page.

    Call it once `is_valid` was asked of each. False when one could not be kept: its form then says why.
    """
    kept = [prompt.keep(tenant, by=by) for prompt in prompts]  # each of them, also after a refusal
    return all(kept)


def _words(sound: Sound) -> dict[str, str]:
    return {"name": sound.name, "length": sound.length}


def _initial(prompt: Prompt | None) -> dict[str, Any]:
    if prompt is None or not prompt:
        return {"say": NOTHING}
    if prompt.sound is not None:
        return {"say": SOUND, "sound": str(prompt.sound.pk)}
    return {"say": TEXT, "text": prompt.text}
