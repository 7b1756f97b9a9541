"""Agents name each other in comments: "@dora" is told by mail, and finds the order in a view of the queue until it is opened."""

import re
from collections.abc import Iterable
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from porting.desk import agent_mails, claims
from porting.models import Mention, PortEvent, PortOrder
from tenants.models import User
from ui.refusals import Refusal

NAME: Final = re.compile(r"(?<![\w@.+-])@(\w[\w.+'’-]*)")
"""An @ that begins a word, so that e-mail addresses in a text are nobody's name."""
LISTED: Final = 12
"""Names that a refusal lists before it says how many more there are."""


def named(text: str) -> list[User]:
    """The agents whom a text names, each once, in the order of the text; refuses a name that nobody at the desk has.

    An agent is named by the part of their address before the @, or by their full name without blanks; case does not
    matter. Two who share a name are both meant.
    """
    tokens = NAME.findall(text)
    if not tokens:
        return []
    agents = claims.agents()
    known: dict[str, list[User]] = {}
    for agent in agents:
        for key in {_key(name) for name in _names_of(agent)} - {""}:
            known.setdefault(key, []).append(agent)
    found: dict[int, User] = {}
    for token in tokens:
        if not (meant := _meant(token, known)):
            raise Refusal(_unknown(token, agents), field="text")
        found |= {agent.pk: agent for agent in meant}
    return list(found.values())


def name_of(agent: User) -> str:
    """What to write after the @ to name an agent."""
    return agent.email.split("@")[0]


def _names_of(agent: User) -> tuple[str, str]:
    return name_of(agent), agent.name


def _key(name: str) -> str:
    return "".join(name.split()).replace("’", "'").casefold().rstrip(".'-+")


def _meant(token: str, known: dict[str, list[User]]) -> list[User]:
    """Whom a token names: as it stands, else without its genitive ("@dora's")."""
    key = _key(token)
    return known.get(key) or known.get(key.removesuffix("'s"), [])


def _unknown(token: str, agents: Iterable[User]) -> str:
    names = sorted({f"@{name_of(agent)}" for agent in agents})
    listed, more = ", ".join(names[:LISTED]), len(names) - LISTED
    words = {"name": f"@{token}", "names": listed, "more": more}
    if more > 0:
        return (
            _("Nobody at the desk is called “%(name)s”. You can mention %(names)s and %(more)s more.") % words
        )
    return _("Nobody at the desk is called “%(name)s”. You can mention %(names)s.") % words


def add(event: PortEvent, agents: Iterable[User], *, by: User) -> None:
    """Let the agents know that a comment names them. Nobody needs to be told of themselves."""
    order = event.order
    for agent in agents:
        if agent.pk != by.pk:
            Mention.objects.create(tenant=order.tenant, order=order, event=event, user=agent)
            agent_mails.mentioned(order, agent, by=by, text=event.text)


def seen(order: PortOrder, user: User) -> None:
    """The agent has opened the order: what named them there is no longer new. Inside the scope of the order's tenant."""
    Mention.objects.filter(order=order, user=user, seen_at=None).update(seen_at=timezone.now())


def orders_of(user: User) -> Q:
    """The orders in which a colleague has named this agent since they opened them last."""
    return Q(pk__in=Mention.objects.filter(user=user, seen_at=None).values("order_id"))


def count_for(user: User) -> int:
    """How many orders these are; one query."""
    return Mention.objects.filter(user=user, seen_at=None).values("order_id").distinct().count()
