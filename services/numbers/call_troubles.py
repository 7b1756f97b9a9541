"""What callers to a number meet that nobody means: a queue without agents, somebody without a telephone, a way to nowhere."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from services.callflow.graph import Edge, Graph, Kind, Menu, Node
from services.numbers.call_words import cause_words, title, trouble, url_of
from tenants.notices import Notice, Weight


def call_troubles(graph: Graph, start: str, slug: str) -> Iterator[Notice]:
    """A notice for each place and each way that is wrong, of all that a call to `start` can come to."""
    part = graph.reached_from(start)
    for node in part.nodes.values():
        if node.kind is not Kind.UNSET and (wrong := trouble(node)):
            yield _notice(node, title(node), wrong, slug)
    for edge in part.edges:
        if part.nodes[edge.target].kind is Kind.UNSET:
            source = part.nodes[edge.source]
            yield _notice(source, _named(part, source, edge), trouble(part.nodes[edge.target]), slug)


def _notice(node: Node, name: str, wrong: str, slug: str) -> Notice:
    reason = _("Callers to the main number can come there.")
    words = _("%(name)s: %(wrong)s") % {"name": name, "wrong": wrong[:1].lower() + wrong[1:]}
    return Notice(Weight.BROKEN, words, reason, url_of(node, slug), _("Mend it"))


def _named(graph: Graph, source: Node, edge: Edge) -> str:
    """ "Main line, after hours": a way by its place and its cause; a menu goes by the name of its attendant."""
    attendant = graph.nodes.get(f"app:{source.ref}") if isinstance(source, Menu) else None
    cause = cause_words(edge)
    return _("%(place)s, %(cause)s") % {
        "place": title(attendant or source),
        "cause": cause[:1].lower() + cause[1:],
    }
