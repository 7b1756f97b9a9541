"""Texts that the desk uses again: kept for all agents, and filled with what an order says."""

import re
from collections.abc import Callable
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from audit.log import record
from porting.mails import date_words
from porting.models import PortOrder, SavedReply
from tenants.models import User
from ui.refusals import Refusal

LONGEST: Final = 3500
"""Characters of a reply: filled in, it still fits a comment."""
PLACE: Final = re.compile(r"\{([^{}\n]*)\}")


FILLERS: Final[dict[str, Callable[[PortOrder], str]]] = {
    "reference": lambda order: order.reference,
    "name": lambda order: order.created_by_name or order.tenant.name,
    "organisation": lambda order: order.organisation or order.tenant.name,
    "date": lambda order: date_words(order, order.foc_at or order.wanted_at),
}
PLACEHOLDERS: Final[dict[str, StrPromise]] = {
    "reference": gettext_lazy("the reference of the order"),
    "name": gettext_lazy("who asked for the order, else the tenant"),
    "organisation": gettext_lazy("the organisation as the order names it"),
    "date": gettext_lazy("the confirmed date, else the wanted one"),
}
"""What may stand in braces, and what comes in its place."""


def filled(reply: SavedReply, order: PortOrder) -> str:
    """The text of a reply with what an order says in place of its placeholders."""
    return fill(reply.text, order)


def fill(text: str, order: PortOrder) -> str:
    """The same for a text that was made of a reply."""
    return PLACE.sub(lambda found: FILLERS[found[1]](order) if found[1] in FILLERS else found[0], text)


def refuse_unknown(text: str) -> None:
    """Refuse placeholders that nothing can be filled in for, with those that there are."""
    if wrong := [name for name in PLACE.findall(text) if name not in FILLERS]:
        there = ", ".join(f"{{{name}}}" for name in FILLERS)
        words = _("“{%(name)s}” is no placeholder. These can be filled in: %(there)s.")
        raise Refusal(words % {"name": wrong[0], "there": there}, field="text")


def kept() -> QuerySet[SavedReply]:
    """All replies that were not removed, by title."""
    return SavedReply.objects.filter(removed_at=None)


@transaction.atomic
def add(*, title: str, text: str, by: User) -> SavedReply:
    """Keep a new reply. Refuses a title that is taken, whatever its case, and placeholders that there are not."""
    title, text = _right(title, text)
    reply = SavedReply(title=title, text=text, by_name=str(by)[:150])
    _save(reply)
    record("port_reply.added", by=by, obj=reply, after={"title": title, "text": text})
    return reply


@transaction.atomic
def change(reply: SavedReply, *, title: str, text: str, by: User, seen: str = "") -> bool:
    """Change a reply; whether anything was different. `seen` (`seen_of`) is what the agent's page was made of."""
    title, text = _right(title, text)
    _locked(reply)
    if seen and seen != seen_of(reply):
        words = _(
            "%(name)s has changed this reply in the meantime: it says “%(title)s” now. Look at it again."
        )
        raise Refusal(words % {"name": reply.by_name, "title": reply.title})
    before = {"title": reply.title, "text": reply.text}
    after = {"title": title, "text": text}
    if before == after:
        return False
    reply.title, reply.text, reply.by_name, reply.at = title, text, str(by)[:150], timezone.now()
    _save(reply)
    record("port_reply.changed", by=by, obj=reply, before=before, after=after)
    return True


@transaction.atomic
def remove(reply: SavedReply, *, by: User) -> None:
    """Take a reply out of the list; `put_back` undoes it. Comments that were made of it stay."""
    _locked(reply)
    reply.removed_at = timezone.now()
    reply.save(update_fields=["removed_at"])
    record("port_reply.removed", by=by, obj=reply, before={"title": reply.title, "text": reply.text})


@transaction.atomic
def put_back(reply: SavedReply, *, by: User) -> bool:
    """Undo a removal; whether there was one. Refuses when another reply has got its title since."""
    reply.refresh_from_db(from_queryset=SavedReply.objects.select_for_update())
    if reply.removed_at is None:
        return False
    reply.removed_at = None
    _save(reply)
    record("port_reply.put_back", by=by, obj=reply, after={"title": reply.title})
    return True


def seen_of(reply: SavedReply) -> str:
    """What an agent saw of a reply, to be sent back with a change."""
    return reply.at.isoformat()


def _locked(reply: SavedReply) -> None:
    """The reply as it is now, until the transaction ends; refuses one that is removed."""
    reply.refresh_from_db(from_queryset=SavedReply.objects.select_for_update())
    if reply.removed_at is not None:
        raise Refusal(_("The reply “%(title)s” has been removed.") % {"title": reply.title})


def _right(title: str, text: str) -> tuple[str, str]:
    """Title and text, tidied, or a refusal that says what is wrong with them."""
    title, text = " ".join(title.split()), text.replace("\r\n", "\n").strip()
    if not title:
        raise Refusal(_("Give the reply a title."), field="title")
    if not text:
        raise Refusal(_("Write the text of the reply."), field="text")
    if len(text) > LONGEST:
        words = _("A reply has at most %(most)s characters; yours has %(count)s.")
        raise Refusal(words % {"most": LONGEST, "count": len(text)}, field="text")
    refuse_unknown(text)
    return title[:80], text


def _save(reply: SavedReply) -> None:
    """Save; the database decides about the title when two agents choose the same one at once."""
    try:
        with transaction.atomic():
            reply.save()
    except IntegrityError as error:
        if "one_port_reply_per_title" not in str(error):
            raise
        words = _("There is a reply “%(title)s” already. Change that one, or choose another title.")
        raise Refusal(words % {"title": reply.title}, field="title") from error
