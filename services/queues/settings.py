"""All that an admin says of a call queue, as one value: what a form makes, a verb writes and a page tells."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from services.queues import limits
from services.queues.models import Agent, Queue
from services.sounds.models import Sound
from services.sounds.prompts import Prompt
from services.voice_apps.destinations import Action, Leads, leads_of
from tenants.models import Group, Person

Answering = Person | Group
"""Who answers a queue: a person, or a group as a whole."""

SLOTS: Final = ("overflow", "timeout", "no_agents")
"""Where calls go on from a queue: when too many wait, when one has waited too long, when there is no agent."""

FIGURES: Final = (
    "service_level_seconds",
    "conference_mode",
    "routing",
    "presence_based",
    "may_opt_out",
    "alert_seconds",
    "overflow_threshold",
    "timeout_seconds",
    "no_agents_apply",
)
"""Fields that are the same in `Settings` and in `Queue`."""


def _usual_leads() -> dict[str, Leads]:
    return {
        "overflow": Leads(Action.BUSY),
        "timeout": Leads(Action.DISCONNECT),
        "no_agents": Leads(Action.WAIT),
    }


@dataclass(frozen=True)
class Settings:
    """A queue's settings, with the defaults of rules 8.2. `agents` are in the order in which they are called.

    `leads` may have slots that the console does not know; they are kept as they are.
    """

    name: str
    language: str
    service_level_seconds: int | None = None
    greeting: Prompt = field(default_factory=Prompt)
    music: Sound | None = None
    conference_mode: bool = True
    routing: str = Queue.Routing.ATTENDANT
    presence_based: bool = True
    may_opt_out: bool = True
    alert_seconds: int = 30
    overflow_threshold: int = 50
    timeout_seconds: int = 1_200
    no_agents_apply: str = Queue.NoAgentsApply.ALL
    leads: Mapping[str, Leads] = field(default_factory=_usual_leads)
    agents: tuple[Answering, ...] = ()

    @classmethod
    def of(cls, queue: Queue) -> "Settings":
        """What is stored. Three queries when the app and the sounds are loaded."""
        return cls(
            name=queue.app.name,
            language=queue.app.language,
            greeting=Prompt(queue.greeting_text, queue.greeting_sound),
            music=queue.music,
            leads=leads_of(queue.app),
            agents=tuple(answering(agent) for agent in agents_of(queue)),
            **{name: getattr(queue, name) for name in FIGURES},
        )

    @property
    def people(self) -> list[Person]:
        """The agents who are named one by one."""
        return [one for one in self.agents if isinstance(one, Person)]

    @property
    def groups(self) -> list[Group]:
        """The groups that answer."""
        return [one for one in self.agents if isinstance(one, Group)]

    def settled(self) -> "Settings":
        """As it is kept: the wait in whole steps, and presence on where the longest idle is looked for (rules 8.2)."""
        presence = self.presence_based or self.routing == Queue.Routing.LONGEST_IDLE
        return replace(self, timeout_seconds=limits.rounded(self.timeout_seconds), presence_based=presence)

    def columns(self) -> dict[str, Any]:
        """The values of a `Queue` row."""
        return {
            **{name: getattr(self, name) for name in FIGURES},
            "greeting_text": self.greeting.text,
            "greeting_sound": self.greeting.sound,
            "music": self.music,
        }


def agents_of(queue: Queue) -> list[Agent]:
    """The rows of a queue's agents in their order, with the person or the group of each. One query."""
    return list(Agent.objects.filter(queue=queue).select_related("person", "group"))


def answering(agent: Agent) -> Answering:
    """The person or the group that a row is about."""
    who = agent.person or agent.group
    assert who is not None  # noqa: S101 - a constraint of the table
    return who
