"""Loads the graph of calls: from numbers to all that a call to them can come to, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from numbering.models import PhoneNumber, Usage
from services.attendants.models import Attendant as AttendantRow
from services.attendants.models import Flow
from services.callflow.graph import Agent, Attendant, Called, Cause, Edge, Graph, Kind, Menu, Node, Queue
from services.queues.models import Agent as AgentRow
from services.queues.models import Queue as QueueRow
from services.queues.standings import Standing, standings
from services.schedules.weekly import NotHours, Week
from services.sounds.prompts import Prompt
from services.voice_apps.destinations import Leads, rows_of
from services.voice_apps.models import Destination, ResourceAccount, VoiceApp
from services.voice_apps.voice_enabled import not_callable
from tenants.models import Person

Action = Destination.Action
KEYS: Final = "1234567890"
END: Final = Node(key="end", kind=Kind.END)
BUSY: Final = Node(key="busy", kind=Kind.BUSY)
UNSET: Final = Node(key="unset", kind=Kind.UNSET)
BRIDGE: Final = Node(key="bridge", kind=Kind.BRIDGE)
QUEUE_WAYS: Final = {
    "overflow": Cause.OVERFLOW,
    "timeout": Cause.TIMEOUT,
    "no_agents": Cause.NO_AGENTS,
}


def key_of(number: PhoneNumber) -> str:
    """The key of a number's node."""
    return f"number:{number.pk}"


def load(numbers: Sequence[PhoneNumber]) -> Graph:
    """What calls to these numbers of one tenant can come to. Give numbers with their people loaded.

    Eleven queries, however many there are of anything; none when the numbers are free or people's.
    """
    leads_to = dict(ResourceAccount.objects.filter(number__in=numbers).values_list("number_id", "app_id"))
    rows = _Rows.of(_reached(set(leads_to.values()))) if leads_to else _Rows()
    people = {number.person for number in numbers if number.person} | rows.people
    making = _Making(rows, not_callable(people) if people else {})
    for number in numbers:
        making.add_number(number, leads_to.get(number.pk))
    for app in rows.apps.values():
        making.add_app(app)
    return Graph.of(making.nodes.values(), making.edges)


def _reached(starts: Collection[int]) -> set[int]:
    """The apps that calls to `starts` can come to; one query."""
    onward: dict[int, list[int]] = defaultdict(list)
    ways = Destination.objects.filter(action=Action.APP, target__isnull=False)
    for source, target in ways.order_by().values_list("app_id", "target_id"):
        onward[source].append(target)
    reached, waiting = set(starts), list(starts)
    while waiting:
        new = set(onward[waiting.pop()]) - reached
        reached |= new
        waiting.extend(new)
    return reached


@dataclass
class _Rows:
    """The rows behind a graph, by their apps."""

    apps: Mapping[int, VoiceApp] = field(default_factory=dict)
    attendants: Mapping[int, AttendantRow] = field(default_factory=dict)
    flows: Mapping[tuple[int, str], Flow] = field(default_factory=dict)
    standings: Mapping[int, Standing] = field(default_factory=dict)
    agents: Mapping[int, list[AgentRow]] = field(default_factory=dict)
    leads: Mapping[int, dict[str, Leads]] = field(default_factory=dict)

    @classmethod
    def of(cls, ids: Collection[int]) -> "_Rows":
        """Eight queries."""
        leads: dict[int, dict[str, Leads]] = defaultdict(dict)
        for row in rows_of(list(ids)):
            leads[row.app_id][row.slot] = Leads.of(row)
        agents: dict[int, list[AgentRow]] = defaultdict(list)
        for agent in AgentRow.objects.filter(queue__in=ids).select_related("person", "group"):
            agents[agent.queue_id].append(agent)
        flows = Flow.objects.filter(attendant__in=ids).select_related("menu_sound")
        return cls(
            {app.pk: app for app in VoiceApp.objects.filter(pk__in=ids)},
            {row.pk: row for row in AttendantRow.objects.filter(pk__in=ids)},
            {(flow.attendant_id, flow.moment): flow for flow in flows.defer("menu_sound__content")},
            standings(list(QueueRow.objects.filter(pk__in=ids))),
            agents,
            leads,
        )

    @property
    def people(self) -> set[Person]:
        """Everybody whose telephone may ring."""
        called = {one.person for leads in self.leads.values() for one in leads.values() if one.person}
        return called | {one.person for agents in self.agents.values() for one in agents if one.person}


@dataclass
class _Making:
    """A graph in the making."""

    rows: _Rows
    why_not: Mapping[int, str]
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)

    def _join(self, source: str, target: Node, cause: Cause, key: str = "", says: str = "") -> None:
        self.nodes.setdefault(target.key, target)
        self.edges.append(Edge(source, target.key, cause, key, says))

    def add_number(self, number: PhoneNumber, app: int | None) -> None:
        """A number, and what answers it."""
        here = Node(key=key_of(number), kind=Kind.NUMBER, name=number.e164, ref=number.pk)
        self.nodes[here.key] = here
        if app is not None and app in self.rows.apps:
            self._join(here.key, self._app(self.rows.apps[app]), Cause.ANSWERS)
        elif number.person:
            self._join(here.key, self._person(number.person), Cause.ANSWERS)
        elif number.status == PhoneNumber.Status.ASSIGNED and number.usage == Usage.CONFERENCE:
            self._join(here.key, BRIDGE, Cause.ANSWERS)
        else:
            self._join(here.key, UNSET, Cause.ANSWERS)

    def add_app(self, app: VoiceApp) -> None:
        """A queue or an attendant, and the ways on from it."""
        here = self._app(app)
        self.nodes[here.key] = here
        if isinstance(here, Queue):
            for slot, cause in QUEUE_WAYS.items():
                self._lead(here, app, slot, cause)
        elif isinstance(here, Attendant):
            self._lead_by_hours(here, app)

    def _lead_by_hours(self, here: Attendant, app: VoiceApp) -> None:
        if here.hours is None or not here.hours.is_never:
            self._lead(here, app, "open", Cause.OPEN)
        if here.hours is None or not here.hours.is_always:
            self._lead(here, app, "closed", Cause.CLOSED)

    def _lead(self, here: Node, app: VoiceApp, slot: str, cause: Cause, key: str = "") -> None:
        """The way on from one slot."""
        leads = self.rows.leads[app.pk].get(slot)
        if leads is not None and leads.action == Action.MENU:
            menu = self._menu(app, slot)
            self._join(here.key, menu, cause)
            self._lead_by_keys(menu, app, slot)
        elif leads is not None and leads.action in (Action.WAIT, Action.ANNOUNCEMENT):
            said = str(leads.prompt) if leads.action == Action.ANNOUNCEMENT else ""
            self._join(here.key, here, cause, key, said)
        elif leads is not None and leads.action == Action.OPERATOR:
            self._join(here.key, self._operator(app) or UNSET, cause, key)
        else:
            self._join(here.key, self._place(leads), cause, key)

    def _lead_by_keys(self, menu: Menu, app: VoiceApp, slot: str) -> None:
        for key in KEYS:
            if f"{slot}.{key}" in self.rows.leads[app.pk]:
                self._lead(menu, app, f"{slot}.{key}", Cause.KEY, key)
        self._join(menu.key, self._operator(app) or END, Cause.NO_KEY)

    def _operator(self, app: VoiceApp) -> Node | None:
        leads = self.rows.leads[app.pk].get("operator")
        return self._place(leads) if leads is not None else None

    def _place(self, leads: Leads | None) -> Node:
        """The node to which a slot leads; what has nothing behind it any more is not set."""
        if leads is None:
            return UNSET
        if leads.action == Action.PERSON and leads.person is not None:
            return self._person(leads.person)
        if leads.action == Action.VOICEMAIL and leads.person is not None:
            name, ref = str(leads.person), leads.person.pk
            return Node(key=f"voicemail:{ref}", kind=Kind.VOICEMAIL, name=name, ref=ref)
        if leads.action == Action.SHARED_VOICEMAIL and leads.group is not None:
            name, ref = str(leads.group), leads.group.pk
            return Node(key=f"mailbox:{ref}", kind=Kind.MAILBOX, name=name, ref=ref)
        if leads.action == Action.EXTERNAL:
            return Node(key=f"outside:{leads.external}", kind=Kind.OUTSIDE, name=leads.external)
        if leads.action == Action.APP and leads.target is not None and leads.target.pk in self.rows.apps:
            return self._app(self.rows.apps[leads.target.pk])
        return {Action.DISCONNECT: END, Action.BUSY: BUSY}.get(Action(leads.action), UNSET)

    def _person(self, person: Person) -> Called:
        why_not = self.why_not.get(person.pk, "")
        return Called(key=f"person:{person.pk}", name=str(person), ref=person.pk, why_not=why_not)

    def _menu(self, app: VoiceApp, moment: str) -> Menu:
        flow = self.rows.flows.get((app.pk, moment))
        said = str(Prompt(flow.menu_text, flow.menu_sound)) if flow else ""
        directory = flow is not None and flow.directory != Flow.Directory.NONE
        return Menu(key=f"menu:{app.pk}.{moment}", name=said, ref=app.pk, directory=directory)

    def _app(self, app: VoiceApp) -> Node:
        common: dict[str, Any] = {"key": f"app:{app.pk}", "name": app.name, "ref": app.pk}
        if app.kind == VoiceApp.Kind.ATTENDANT:
            row = self.rows.attendants.get(app.pk)
            hours, zone = (_week(row.hours), _zone(row.time_zone)) if row else (None, None)
            return Attendant(hours=hours, zone=zone, **common)
        standing = self.rows.standings.get(app.pk, Standing())
        agents, size = tuple(self._agents(app.pk)), standing.people + standing.through
        return Queue(agents=agents, size=size, on_duty=standing.ready, **common)

    def _agents(self, queue: int) -> Iterator[Agent]:
        for agent in self.rows.agents.get(queue, ()):
            callable_ = agent.person is None or agent.person.pk not in self.why_not
            yield Agent(str(agent.person or agent.group), agent.opted_in and callable_)


def _week(stored: Any) -> Week | None:
    try:
        return Week.parse(stored)
    except NotHours:
        return None


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
