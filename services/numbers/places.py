"""Where a person is in use by queues and attendants: as an agent, and wherever calls go on (rules 8.3, 9.4)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from services.queues.models import Agent
from services.voice_apps.destinations import Action, leading_to, slot_words
from services.voice_apps.models import Destination
from services.voice_apps.pages import named, page_of
from tenants.models import Person
from tenants.person_extensions import Place


def of_people(people: Sequence[Person]) -> list[Place]:
    """All places of these people. Where calls are sent to somebody, that must be changed first. Two queries."""
    if not people:
        return []
    slug = people[0].tenant.slug
    return [
        *(
            Place(row.person_id or 0, slot_place(row), page_of(row.app, slug), holds=True, replaceable=True)
            for row in leading_to(people=people)
        ),
        *(
            Place(
                agent.person_id or 0,
                _("agent of %(queue)s") % {"queue": named(agent.queue.app)},
                page_of(agent.queue.app, slug),
                replaceable=True,
            )
            for agent in seats_of(people)
        ),
    ]


def seats_of(people: Sequence[Person]) -> list[Agent]:
    """The places of these people in queues, by the queues' names. One query."""
    seats = Agent.objects.filter(person__in=people).select_related("queue__app", "person")
    return list(seats.order_by("queue__app__name", "position", "id"))


def slot_place(row: Destination) -> str:
    """ "call queue Sales, when a call has waited too long"; whether it is the person or the voicemail is said."""
    words = {"app": named(row.app), "when": slot_words(row.slot)}
    if row.action == Action.VOICEMAIL:
        return _("%(app)s, %(when)s, to the voicemail") % words
    return _("%(app)s, %(when)s") % words
