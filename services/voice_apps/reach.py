"""Whom calls can be passed on to: people with a telephone, groups with a mailbox, apps that are there (rules 9.4)."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from services.voice_apps.destinations import Leads
from services.voice_apps.models import Destination, VoiceApp
from services.voice_apps.voice_enabled import check_callable, not_callable
from tenants.models import Group, Person
from ui.refusals import Refusal

Action = Destination.Action
LINKS: Final[tuple[tuple[str, type[models.Model]], ...]] = (
    ("person", Person),
    ("target", VoiceApp),
    ("group", Group),
)


def objections(leads: Mapping[str, Leads | None]) -> dict[str, Refusal]:
    """By slot, why calls cannot be passed on there; slots that are well are left out. One query when all are well."""
    people = {
        one.person.pk: one.person for one in leads.values() if one is not None and one.person is not None
    }
    why = not_callable(list(people.values())) if people else {}
    found = {slot: _objection(one, why) for slot, one in leads.items() if one is not None}
    return {slot: refusal for slot, refusal in found.items() if refusal is not None}


def _objection(leads: Leads, why: Mapping[int, str]) -> Refusal | None:
    if leads.person is not None and leads.person.pk in why:
        try:
            check_callable(leads.person, field="person")
        except Refusal as refusal:
            return refusal
    if leads.action == Action.SHARED_VOICEMAIL and leads.group is not None and not leads.group.email:
        slug = leads.group.tenant.slug
        return Refusal(
            no_mailbox(leads.group),
            url=reverse("groups:edit", args=[slug, leads.group.pk]),
            link=_("Give it a mailbox"),
            field="group",
        )
    if leads.action == Action.ANNOUNCEMENT and not leads.prompt:
        return Refusal(_("Say what is announced: type a text or choose a sound."), field="text")
    return None


def no_mailbox(group: Group) -> str:
    """Why nothing can be said onto the mailbox of a group."""
    return _("%(group)s has no shared mailbox: it has no e-mail address.") % {"group": group}


def check(leads: Mapping[str, Leads | None]) -> None:
    """Refuse the first that is not well, and keep what they name from being deleted until the transaction ends.

    Four queries at most.
    """
    hold(leads)
    for refusal in objections(leads).values():
        raise refusal


def hold(leads: Mapping[str, Leads | None]) -> None:
    """Keep what these name from being deleted until the transaction ends; refuse what is gone. Three queries at most."""
    for name, model in LINKS:
        keep(model, [thing for one in leads.values() if one and (thing := getattr(one, name)) is not None])


def keep(model: type[models.Model], things: Sequence[models.Model]) -> None:
    """Keep these rows of one model from being deleted until the transaction ends; refuse what is gone. One query."""
    if not things:
        return
    rows = model._default_manager.select_for_update(of=("self",), no_key=True)
    there = set(rows.filter(pk__in={thing.pk for thing in things}).values_list("pk", flat=True))
    for thing in things:
        if thing.pk not in there:
            raise Refusal(_("%(thing)s is not there any more.") % {"thing": thing})
