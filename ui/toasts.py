"""Toasts: Django's messages with one way on (a link) or one way back (an undo)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Action:
    """What a toast offers besides its sentence.

    `url` is a path on this site. An undo is sent as a POST with the CSRF token; a link is only followed.
    """

    url: str = ""
    label: str = ""
    is_undo: bool = False


def say(
    request: HttpRequest,
    sentence: str,
    *,
    level: int = messages.SUCCESS,
    url: str = "",
    link: str = "",
    undo: str = "",
) -> None:
    """Tell the person what has happened, on this page or the next one.

    Give `url` and `link` for a way on, or `undo` (a path that takes a POST) for a way back; undo wins over
    the link. Plain text only. Without the messages middleware this does nothing.
    """
    tags = ""
    if undo:
        tags = json.dumps({"url": undo, "label": str(_("Undo")), "is_undo": True})
    elif url and link:
        tags = json.dumps({"url": url, "label": str(link)})
    messages.add_message(request, level, sentence, extra_tags=tags, fail_silently=True)


def action_of(message: Message) -> Action:
    """The action of a message; an empty one for messages that other code wrote."""
    tags = message.extra_tags or ""
    if not tags.startswith("{"):
        return Action()
    try:
        values: dict[str, Any] = json.loads(tags)
        return Action(**values)
    except (ValueError, TypeError):
        return Action()
