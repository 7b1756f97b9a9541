"""The agents of a queue while they are arranged: an ordered list that each press of a button sends in full.

Nothing is saved before the queue is: the list travels in the page, so that it works without scripts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from services.queues import limits, ordering
from services.queues.agent_field import AgentField
from services.queues.models import Agent, Queue
from services.queues.settings import Answering
from services.voice_apps.voice_enabled import refusals_of
from tenants.models import Group, Person, Tenant
from ui.forms import ConsoleForm, quiet, refuse
from ui.refusals import Refusal
from ui.selection import row_id
from ui.templatetags.ui import thousands

MOST_READ: Final = 500  # entries of a list that was sent; no page of ours sends more


@dataclass(frozen=True)
class Row:
    """One agent as the form shows it. `lacks` is why a person is not called, with the page where that is mended."""

    ref: str
    who: Answering
    place: int
    is_last: bool
    size: int | None
    opted_out: bool
    lacks: Refusal | None

    @property
    def is_group(self) -> bool:
        """Whether this is a group."""
        return isinstance(self.who, Group)


class AgentsForm(ConsoleForm):
    """Who answers, in order; and the field by which somebody is added.

    `agents` are those that are stored; with data the list that was sent takes their place. `queue` is None for a new
    one.
    """

    PREFIX: ClassVar[str] = "agents"
    mark_optional = False

    def __init__(
        self, data: Any = None, *, tenant: Tenant, queue: Queue | None, agents: Sequence[Answering]
    ) -> None:
        super().__init__(data, prefix=self.PREFIX)
        self.fields["add"] = AgentField(
            slug=tenant.slug,
            label=gettext_lazy("Person or group"),
            required=False,
            help_text=gettext_lazy(
                "Type a part of a name. At most 20 people by name; groups take any number."
            ),
        )
        self.tenant = tenant
        self.queue = queue
        self.lost = 0
        self.agents = list(agents) if data is None else self._read(data.getlist(f"{self.PREFIX}-who"))

    def _read(self, refs: Sequence[str]) -> list[Answering]:
        wanted = list(dict.fromkeys(refs))[:MOST_READ]
        people = Person.objects.in_bulk([row_id(ref[1:]) for ref in wanted if ref.startswith("p")])
        groups = Group.objects.in_bulk([row_id(ref[1:]) for ref in wanted if ref.startswith("g")])
        everybody: list[Answering] = [*people.values(), *groups.values()]
        by_ref = {ref_of(one): one for one in everybody}
        found = [by_ref[ref] for ref in wanted if ref in by_ref]
        self.lost = len(wanted) - len(found)
        return found

    @property
    def press(self) -> str:
        """The button of the list that was pressed, as "up:p12" or "add"; "" when it was another one."""
        return str(self.data.get(f"{self.PREFIX}-press", "")) if self.is_bound else ""

    @property
    def has_typed(self) -> bool:
        """Whether somebody is typed who has not been added yet."""
        return bool(self.is_bound and str(self.data.get(self.add_prefix("add"), "")).strip())

    def arrange(self, press: str) -> None:
        """Do what a button says: move, remove or add. What it cannot mean changes nothing."""
        move, _colon, ref = press.partition(":")
        if move == "add":
            self.add()
            return
        quiet(self)
        refs = [ref_of(one) for one in self.agents]
        if ref in refs:
            self.agents = ordering.moved(self.agents, refs.index(ref), move)

    def add(self) -> None:
        """Put whoever is typed at the end of the list; the form has the error when that cannot be."""
        if not self.is_valid():
            return
        who = self.cleaned_data["add"]
        if who is None:
            self.add_error("add", _("Type who is to answer."))
        elif who in self.agents:
            self.add_error("add", _("%(name)s is in the list already.") % {"name": who})
        elif (refusal := self._refusal(who)) is not None:
            refuse(self, refusal)
        else:
            self.agents.append(who)
            self._empty()

    def _refusal(self, who: Answering) -> Refusal | None:
        if isinstance(who, Group):
            return None
        named = sum(isinstance(one, Person) for one in self.agents)
        if named >= limits.PEOPLE:
            sentence = _(
                "These are %(n)s people already, as many as a queue takes by name. Add a group instead."
            )
            return Refusal(sentence % {"n": thousands(named)}, field="add")
        return refusals_of([who], tenant=self.tenant, field="add").get(who.pk)

    def _empty(self) -> None:
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("add")] = ""
        self.data = data

    def take_focus(self) -> None:
        """Let the field of agents have the focus when the page, or this part of it, is shown."""
        self.fields["add"].widget.attrs["data-takes-focus"] = ""

    @property
    def lost_words(self) -> str:
        """How many of the list are gone since the page was opened; "" when none is."""
        if not self.lost:
            return ""
        sentence = ngettext(
            "%(n)s agent has left the directory in the meantime, and this list with it.",
            "%(n)s agents have left the directory in the meantime, and this list with it.",
            self.lost,
        )
        return sentence % {"n": thousands(self.lost)}

    @property
    def rows(self) -> list[Row]:
        """The list as the page shows it. Three queries."""
        people = [one for one in self.agents if isinstance(one, Person)]
        groups = [one.pk for one in self.agents if isinstance(one, Group)]
        lacking = refusals_of(people, tenant=self.tenant)
        sizes = dict(Group.objects.filter(pk__in=groups).annotate(n=Count("members")).values_list("pk", "n"))
        out = self._opted_out()
        return [
            Row(
                ref=ref_of(one),
                who=one,
                place=place,
                is_last=place == len(self.agents),
                size=sizes.get(one.pk, 0) if isinstance(one, Group) else None,
                opted_out=ref_of(one) in out,
                lacks=lacking.get(one.pk) if isinstance(one, Person) else None,
            )
            for place, one in enumerate(self.agents, start=1)
        ]

    def _opted_out(self) -> set[str]:
        if self.queue is None:
            return set()
        rows = Agent.objects.filter(queue=self.queue, opted_in=False).values_list("person_id", "group_id")
        return {f"p{person}" if person else f"g{group}" for person, group in rows}


def ref_of(one: Answering) -> str:
    """How an agent stands in the page: "p12" for a person, "g3" for a group."""
    return f"{'g' if isinstance(one, Group) else 'p'}{one.pk}"
