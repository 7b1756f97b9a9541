"""What the places and ways of a graph of calls are called, and where their pages are."""

from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrPromise

from services.callflow.graph import Attendant, Called, Cause, Edge, Kind, Menu, Node, Queue
from services.schedules.words import in_words
from ui.formats import national
from ui.templatetags.ui import thousands

NAMED: Final = 8  # agents that a line names
PAGES: Final = {
    Kind.NUMBER: "numbering:detail",
    Kind.ATTENDANT: "attendants:detail",
    Kind.MENU: "attendants:detail",
    Kind.QUEUE: "queues:detail",
    Kind.PERSON: "people:detail",
    Kind.VOICEMAIL: "people:detail",
    Kind.MAILBOX: "groups:detail",
}
TITLES: Final[dict[Kind, StrPromise]] = {
    Kind.BRIDGE: gettext_lazy("Conference bridge"),
    Kind.MENU: gettext_lazy("Menu"),
    Kind.END: gettext_lazy("the call ends"),
    Kind.BUSY: gettext_lazy("the busy tone"),
    Kind.UNSET: gettext_lazy("not set yet"),
}
KINDS: Final[dict[Kind, StrPromise]] = {
    Kind.NUMBER: gettext_lazy("A call comes in"),
    Kind.BRIDGE: gettext_lazy("Asks for the conference ID"),
    Kind.PERSON: gettext_lazy("The telephone rings"),
    Kind.VOICEMAIL: gettext_lazy("Voicemail"),
    Kind.MAILBOX: gettext_lazy("Shared mailbox"),
    Kind.OUTSIDE: gettext_lazy("Outside number"),
}
CAUSES: Final[dict[Cause, StrPromise]] = {
    Cause.ANSWERS: gettext_lazy("Answers"),
    Cause.OPEN: gettext_lazy("During business hours"),
    Cause.CLOSED: gettext_lazy("After hours"),
    Cause.NO_KEY: gettext_lazy("When no key is pressed"),
    Cause.OVERFLOW: gettext_lazy("When too many calls wait"),
    Cause.TIMEOUT: gettext_lazy("When a call has waited too long"),
    Cause.NO_AGENTS: gettext_lazy("When there is no agent"),
}
SHORT_CAUSES: Final[dict[Cause, StrPromise]] = {
    Cause.OPEN: gettext_lazy("open"),
    Cause.CLOSED: gettext_lazy("after hours"),
    Cause.NO_KEY: gettext_lazy("no key"),
    Cause.OVERFLOW: gettext_lazy("too many wait"),
    Cause.TIMEOUT: gettext_lazy("waited too long"),
    Cause.NO_AGENTS: gettext_lazy("no agent"),
}


def title(node: Node) -> str:
    """What a place is called."""
    if node.kind in (Kind.NUMBER, Kind.OUTSIDE):
        return national(node.name)
    return str(TITLES.get(node.kind) or node.name)


def kind_words(node: Node) -> str:
    """What sort of thing it is, in a line: "Call queue, 6 agents", "Auto attendant, Mon to Fri 08:00 to 17:30"."""
    if isinstance(node, Queue):
        agents = ngettext("%(n)s agent", "%(n)s agents", node.size) % {"n": thousands(node.size)}
        return _("Call queue, %(agents)s") % {"agents": agents if node.size else _("no agent")}
    if isinstance(node, Attendant):
        hours = in_words(node.hours) if node.hours is not None else _("hours not stated")
        return _("Auto attendant, %(hours)s") % {"hours": hours}
    if isinstance(node, Menu):
        said = _("“%(words)s”") % {"words": node.name} if node.name else _("nothing is said")
        return _("%(said)s, or dial somebody") % {"said": said} if node.directory else said
    return str(KINDS.get(node.kind, ""))


def agents_words(node: Node) -> str:
    """Whom a queue rings now, by name as far as a line holds them; "" for everything else."""
    if not isinstance(node, Queue) or not node.on_duty:
        return ""
    on_duty = [agent.name for agent in node.agents if agent.takes_calls]
    names, more = ", ".join(on_duty[:NAMED]), len(on_duty) - NAMED
    if more <= 0:
        return _("rings %(names)s") % {"names": names}
    return ngettext("rings %(names)s and %(n)s more", "rings %(names)s and %(n)s more", more) % {
        "names": names,
        "n": thousands(more),
    }


def trouble(node: Node) -> str:
    """What callers meet there that nobody means; "" when all is well."""
    if isinstance(node, Queue) and not node.on_duty:
        return _("Nobody takes its calls") if node.size else _("It has no agent")
    if isinstance(node, Called) and node.why_not:
        return node.why_not[:1].upper() + node.why_not[1:]
    return _("Nobody has said where calls go") if node.kind is Kind.UNSET else ""


def cause_words(edge: Edge) -> str:
    """Why a call goes this way, as a sentence begins: "On key 1", "After hours"."""
    return _("On key %(key)s") % {"key": edge.key} if edge.cause is Cause.KEY else str(CAUSES[edge.cause])


def announcement_words(edge: Edge) -> tuple[str, str]:
    """What is said on a key that only announces, and what follows."""
    return _("“%(words)s”") % {"words": edge.says}, _("then the menu again")


def ending_words(edge: Edge, target: Node) -> str:
    """What becomes of a call that goes no further on this way."""
    if edge.says:
        return _("%(said)s, %(then)s") % dict(zip(("said", "then"), announcement_words(edge), strict=True))
    if edge.source == edge.target:
        return _("the call waits") if edge.cause is Cause.NO_AGENTS else _("the same again")
    return title(target)


def url_of(node: Node, slug: str) -> str:
    """The page of the thing behind a place, in the tenant of this slug; "" where there is none."""
    try:
        if node.kind is Kind.BRIDGE:
            return reverse("bridges:overview", args=[slug])
        return reverse(PAGES[node.kind], args=[slug, node.ref]) if node.kind in PAGES else ""
    except NoReverseMatch:
        return ""
