"""The form of what callers hear at a moment: greeting, action, and the menu with its keys (rules 9.2, 9.3)."""

from dataclasses import replace
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.attendants.models import Flow
from services.attendants.objections import ON_A_KEY, THEN, on_key
from services.attendants.setups import KEYS, Script, Setup, fingerprint
from services.sounds.prompt_forms import TEXT, PromptForm, keep_uploads, sounds_to_choose
from services.sounds.prompts import Prompt
from services.voice_apps.destination_forms import Choices, DestinationForm
from services.voice_apps.destinations import Leads
from services.voice_apps.models import Destination
from tenants.models import User
from ui.forms import ConsoleForm, FormParts, quiet, refuse
from ui.refusals import Refusal

Action = Destination.Action
OPERATOR_KEY: Final = "0"
"""Proposed for the operator (rules 9.3)."""


class MenuForm(ConsoleForm):
    """What a menu has besides its words and its keys."""

    mark_optional = False

    directory = forms.ChoiceField(
        label=gettext_lazy("Callers may dial somebody"),
        widget=forms.RadioSelect,
        choices=Flow.Directory,
        help_text=gettext_lazy(
            "In a menu with keys leave this off: let a key lead to another attendant that does nothing else."
        ),
    )
    force_listen = forms.BooleanField(
        label=gettext_lazy("Keys count only after the menu was heard to its end"), required=False
    )


class _OfKey:
    """Errors name the key: among ten, "Choose the person." would not say which."""

    key = ""

    def add_error(self, field: str | None, error: Any) -> None:
        """As every form does, with the key before the words."""
        wrong = error if isinstance(error, ValidationError) else ValidationError(error)
        named = [on_key(self.key, words) for words in wrong.messages]
        super().add_error(field, ValidationError(named))  # type: ignore[misc]


class SaysForm(_OfKey, PromptForm):  # type: ignore[misc]
    """What a key announces."""

    def __init__(self, *args: Any, key: str, **more: Any) -> None:
        self.key = key
        super().__init__(*args, label=_("What key %(key)s announces") % {"key": key}, **more)


class KeyForm(_OfKey, DestinationForm):  # type: ignore[misc]
    """What one key does; `says` is the form of what it announces."""

    def __init__(
        self, data: Any, files: Any, *, key: str, sounds: Any, leads: Leads | None, **more: Any
    ) -> None:
        super().__init__(
            data,
            prefix=f"key{key}",
            actions=ON_A_KEY,
            label=_("Key %(key)s") % {"key": key},
            nowhere=_("Nothing"),
            leads=leads,
            **more,
        )
        self.key = key
        prompt = leads.prompt if leads is not None else Prompt()
        self.says = SaysForm(data, files, key=key, prefix=f"says{key}", choices=sounds, **_beginning(prompt))

    @property
    def announces(self) -> bool:
        """The key says something and leads nowhere."""
        return self.is_bound and self.data.get(self.add_prefix("action")) == Action.ANNOUNCEMENT

    @property
    def leads(self) -> Leads | None:
        """What the key leads to, with what it announces. Only of a valid form."""
        if self.announces:
            return Leads(Action.ANNOUNCEMENT, prompt=self.says.prompt)
        return super().leads


def _beginning(prompt: Prompt) -> dict[str, Any]:
    """How a prompt that must say something begins: as it is stored, or with a text that waits to be typed."""
    return {"prompt": prompt} if prompt else {"initial": {"say": TEXT}}


class ScriptForm(FormParts):
    """The form as a whole. What belongs to a menu is looked at only when the menu is the action.

    `seen` is the fingerprint of what the page showed when it was opened.
    """

    def __init__(self, data: Any = None, files: Any = None, *, setup: Setup, moment: str) -> None:
        stored = setup.scripts[moment]
        script, sounds = _shown(setup, stored), sounds_to_choose()
        self.setup, self.moment, self.stored = setup, moment, stored
        where: dict[str, Any] = {
            "tenant": setup.app.tenant,
            "app": setup.app,
            "choices": Choices.read(setup.app),
        }
        self.greeting = PromptForm(
            data,
            files,
            prefix="greeting",
            label=_("What callers hear first"),
            nothing=_("Nothing"),
            prompt=script.greeting,
            choices=sounds,
        )
        self.then = DestinationForm(
            data, prefix="then", actions=THEN, label=_("After the greeting"), leads=script.leads, **where
        )
        self.menu = PromptForm(
            data,
            files,
            prefix="menu",
            label=_("What callers hear as the menu"),
            choices=sounds,
            **_beginning(script.menu),
        )
        self.keys = [
            KeyForm(data, files, key=key, sounds=sounds, leads=script.keys.get(key), **where) for key in KEYS
        ]
        initial = {"directory": script.directory, "force_listen": script.force_listen}
        self.more = MenuForm(data, prefix="dial", initial=initial)
        self.seen = fingerprint(stored) if data is None else str(data.get("seen", ""))
        if data is not None:
            self._quieten()

    def _quieten(self) -> None:
        """What does not count for what was chosen keeps what was typed there, and complains about nothing."""
        says = [key.says for key in self.keys]
        for form in (self.greeting, self.then, self.menu, *self.keys, *says, self.more):
            if form not in self.forms:
                quiet(form)

    @property
    def forms(self) -> list[Any]:
        """Those of the chosen action, in the order of the page."""
        if self.then["action"].value() != Action.MENU:
            return [self.greeting, self.then]
        keys = [form for key in self.keys for form in ([key, key.says] if key.announces else [key])]
        return [self.greeting, self.then, self.menu, *keys, self.more]

    def keep_uploads(self, *, by: User) -> bool:
        """Store what was uploaded, whatever becomes of the rest; False when a file is refused."""
        prompts = [form for form in self.forms if isinstance(form, PromptForm)]
        return keep_uploads(prompts, tenant=self.setup.app.tenant, by=by)

    @property
    def script(self) -> Script:
        """What a valid form says."""
        leads = _keeping(self.then.leads, self.stored.leads)
        if leads is None or leads.action != Action.MENU:
            return Script(self.greeting.prompt, leads)
        found = {form.key: _keeping(form.leads, self.stored.keys.get(form.key)) for form in self.keys}
        keys = {key: one for key, one in found.items() if one is not None}
        values = self.more.cleaned_data
        return Script(
            self.greeting.prompt, leads, self.menu.prompt, keys, values["directory"], values["force_listen"]
        )

    def refuse(self, place: str, refusal: Refusal) -> None:
        """Put a refusal at the field that it is about; `place` is one of `objections`."""
        by_key = {form.key: form for form in self.keys}
        if place in by_key and refusal.field == "text":
            refuse(by_key[place].says, refusal)
        elif place in by_key:
            refuse(by_key[place], refusal)
        elif place == "keys":
            refuse(self.keys[0], Refusal(refusal.sentence, field="action"))
        else:
            refuse({"greeting": self.greeting, "menu": self.menu}.get(place, self.then), refusal)


def _keeping(new: Leads | None, stored: Leads | None) -> Leads | None:
    """What leads to the same place as before keeps the words that are said before it, which this page does not show."""
    if new is None or stored is None or new.prompt or new != replace(stored, prompt=new.prompt):
        return new
    return stored


def _shown(setup: Setup, stored: Script) -> Script:
    """What is stored; while nothing is decided, key 0 is proposed for the operator, when there is one."""
    if stored.leads is not None or setup.general.operator is None:
        return stored
    return Script(stored.greeting, keys={OPERATOR_KEY: Leads(Action.OPERATOR)})
