"""The form of a call queue as a whole: plain fields, prompts, agents, and where calls go on.

It makes `Settings` of what was typed, and puts refusals back where they belong. Nothing typed is ever lost: uploads are
kept, and the list of agents travels in the page.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext as _

from services.languages import language_of
from services.queues.agents_form import AgentsForm
from services.queues.forms import QueueForm
from services.queues.models import Queue
from services.queues.queues import Overtaken
from services.queues.rules import Broken
from services.queues.settings import SLOTS, Settings
from services.queues.words import told
from services.sounds.prompt_forms import TEXT, PromptForm, keep_uploads, sounds_to_choose
from services.sounds.prompts import Prompt
from services.voice_apps.destination_forms import Choices, DestinationForm
from services.voice_apps.destinations import Action, Leads
from tenants.models import Tenant, User
from ui.forms import ConsoleForm, quiet, refuse
from ui.refusals import Refusal

ON: Final = (Action.PERSON, Action.VOICEMAIL, Action.APP, Action.EXTERNAL, Action.SHARED_VOICEMAIL)
ACTIONS: Final = {
    "overflow": (Action.BUSY, *ON),
    "timeout": (Action.DISCONNECT, *ON),
    "no_agents": (Action.WAIT, Action.DISCONNECT, *ON),
}
"""What each slot offers (rules 8.2)."""


@dataclass(frozen=True)
class Exit:
    """One slot: where calls go on, and what callers are told before they leave a message in a shared mailbox."""

    slot: str
    destination: DestinationForm
    prompt: PromptForm

    @property
    def needs_prompt(self) -> bool:
        """Whether the action that is chosen is the shared mailbox."""
        return str(self.destination["action"].value()) == Action.SHARED_VOICEMAIL

    @property
    def forms(self) -> list[ConsoleForm]:
        """The forms that count for the action that is chosen."""
        return [self.destination, self.prompt] if self.needs_prompt else [self.destination]

    @property
    def leads(self) -> Leads | None:
        """What valid forms say."""
        leads = self.destination.leads
        return replace(leads, prompt=self.prompt.prompt) if leads and self.needs_prompt else leads


@dataclass(frozen=True)
class Difference:
    """A setting that is another one in the form than what somebody else has stored in the meantime."""

    label: str
    stored: str
    typed: str


class Editor:
    """The forms of one queue; `queue` is None for a new one. Bound when there are `data`."""

    def __init__(
        self, tenant: Tenant, *, queue: Queue | None = None, data: Any = None, files: Any = None
    ) -> None:
        self.tenant = tenant
        self.queue = queue
        self.stored = Settings.of(queue) if queue else Settings(name="", language=language_of(tenant.country))
        self.differences: list[Difference] = []
        version = queue.app.version if queue else 0
        sounds = sounds_to_choose()
        self._places = Choices.read(queue.app if queue else None)
        self.main = QueueForm(data, stored=self.stored, version=version)
        self.agents = AgentsForm(data, tenant=tenant, queue=queue, agents=self.stored.agents)
        self.greeting = PromptForm(
            data,
            files,
            prefix="greeting",
            label=_("Greeting"),
            nothing=_("No greeting"),
            prompt=self.stored.greeting,
            choices=sounds,
        )
        self.music = PromptForm(
            data,
            files,
            prefix="music",
            label=_("Music on hold"),
            nothing=_("The default music"),
            texts=False,
            prompt=Prompt(sound=self.stored.music),
            choices=sounds,
        )
        self.exits = {slot: self._exit(slot, data, files, sounds) for slot in SLOTS}

    def _exit(self, slot: str, data: Any, files: Any, sounds: Any) -> Exit:
        leads = self.stored.leads.get(slot)
        offered = list(ACTIONS[slot])
        if leads is not None and leads.action not in offered:
            offered.append(Action(leads.action))  # what is stored stays a choice, whoever wrote it
        destination = DestinationForm(
            data,
            prefix=slot,
            tenant=self.tenant,
            actions=offered,
            app=self.queue.app if self.queue else None,
            leads=leads,
            choices=self._places,
        )
        told_now = leads.prompt if leads and leads.action == Action.SHARED_VOICEMAIL else None
        begins: dict[str, Any] = {} if told_now else {"initial": {"say": TEXT}}
        prompt = PromptForm(
            data,
            files,
            prefix=f"{slot}-prompt",
            label=_("What callers are told before the tone"),
            prompt=told_now,
            choices=sounds,
            **begins,
        )
        found = Exit(slot, destination, prompt)
        if not found.needs_prompt:
            quiet(prompt)
        return found

    @property
    def prompts(self) -> list[PromptForm]:
        """All prompts that count."""
        return [self.greeting, self.music, *(one.prompt for one in self.exits.values() if one.needs_prompt)]

    @property
    def forms(self) -> list[ConsoleForm]:
        """All forms that count, in the order of the page."""
        exits = [form for slot in SLOTS for form in self.exits[slot].forms]
        return [self.main, self.greeting, self.music, self.agents, *exits]

    @property
    def press(self) -> str:
        """What the agents' list is to do before anything is saved; "" to save.

        Return in the field of agents means to add; the save button adds whoever is typed and goes on.
        """
        if self.agents.press:
            return self.agents.press
        return "add" if self.agents.has_typed and "save" not in self.main.data else ""

    def arrange(self, *, by: User) -> None:
        """Change the list of agents and show the page again: uploads are kept, nothing else is judged yet."""
        unread = [prompt for prompt in self.prompts if not prompt.is_valid() and "upload" in prompt.errors]
        keep_uploads(self.prompts, tenant=self.tenant, by=by)
        for form in self.forms:
            if form is not self.agents and form not in unread:
                quiet(form)
        self.agents.arrange(self.press)

    def is_valid(self, *, by: User) -> bool:
        """Whether everything can be read. Keeps what was uploaded, and adds an agent who was typed and not added."""
        valid = [form.is_valid() for form in self.forms]
        valid.append(keep_uploads(self.prompts, tenant=self.tenant, by=by))
        if self.agents.has_typed:
            self.agents.add()
            valid.append(not self.agents.errors)
        return all(valid)

    @property
    def wanted(self) -> Settings:
        """What a valid page says."""
        leads = {slot: one.leads for slot, one in self.exits.items()}
        return Settings(
            greeting=self.greeting.prompt,
            music=self.music.prompt.sound,
            leads={slot: led for slot, led in leads.items() if led is not None},
            agents=tuple(self.agents.agents),
            **self.main.figures,
        )

    @property
    def version(self) -> int:
        """The version of the settings that the page showed."""
        return int(self.main.cleaned_data["version"] or 0)

    def refuse(self, refusal: Refusal) -> None:
        """Put a refusal of a verb on the fields that it is about."""
        if isinstance(refusal, Broken):
            for one in refusal.refusals:
                self.refuse(one)
            return
        if isinstance(refusal, Overtaken):
            self._compare(refusal)
        form, field = self._place(refusal.field)
        refuse(form, Refusal(refusal.sentence, url=refusal.url, link=refusal.link, field=field))

    def _place(self, field: str) -> tuple[ConsoleForm, str]:
        """The form and the field that the rules call "name", "agents" or "timeout-person"."""
        if field == "agents":
            return self.agents, "add"
        slot, _dash, inner = field.partition("-")
        if slot in self.exits and inner == "prompt":
            return self.exits[slot].prompt, "say"
        if slot in self.exits and inner:
            return self.exits[slot].destination, inner
        return self.main, field

    def _compare(self, overtaken: Overtaken) -> None:
        """What differs from what is stored now; saving again then means to overwrite it."""
        stored, typed = told(overtaken.stored), told(self.wanted)
        self.differences = [
            Difference(line.label, stored[key].words, line.words)
            for key, line in typed.items()
            if line != stored[key]
        ]
        data: Any = self.main.data.copy()  # type: ignore[attr-defined]
        data[self.main.add_prefix("version")] = str(overtaken.version)
        self.main.data = data

    def said(self, wanted: Settings) -> list[str]:
        """What was kept otherwise than it was typed, in sentences."""
        kept, sentences = wanted.settled(), []
        if kept.timeout_seconds != wanted.timeout_seconds:
            words = {"typed": wanted.timeout_seconds, "kept": kept.timeout_seconds}
            sentences.append(_("Waits are kept in steps of 15 seconds: %(typed)s became %(kept)s.") % words)
        if kept.presence_based != wanted.presence_based:
            sentences.append(
                _("Whoever is free the longest is found by presence, so presence was switched on.")
            )
        return sentences
