"""Whom queues and attendants can call: people marked for telephony who hold Phone System (rules 8.1, 9.4)."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from licensing.models import Capability
from licensing.queries import giving, holds
from tenants.models import Person
from ui.refusals import Refusal


def voice_enabled(people: QuerySet[Person] | None = None) -> QuerySet[Person]:
    """Those of `people` who can be called; of everybody in the scope when none are given. Being set up counts."""
    everybody = Person.objects.all() if people is None else people
    holders = giving(Capability.PHONE_SYSTEM).values("person_id")
    return everybody.filter(needs_telephony=True, pk__in=holders)


def not_callable(people: Collection[Person]) -> dict[int, str]:
    """Why each of these people cannot be called, as it follows a name: "has no Phone System licence".

    Those who can be called are left out. One query.
    """
    ids = [person.pk for person in people]
    holders = set(giving(Capability.PHONE_SYSTEM).filter(person__in=ids).values_list("person_id", flat=True))
    found = {}
    for person in people:
        if person.pk not in holders:
            found[person.pk] = _("has no Phone System licence")
        elif not person.needs_telephony:
            found[person.pk] = _("is not marked for telephony")
    return found


def check_callable(person: Person, *, field: str = "") -> None:
    """Refuse a person who cannot be called, with the reason and the page on which it is mended."""
    why = not_callable([person]).get(person.pk)
    if why is None:
        return
    url, link = _door(person)
    sentence = _("%(person)s %(why)s, and so cannot be called here.") % {"person": person, "why": why}
    raise Refusal(sentence, url=url, link=link, field=field)


def _door(person: Person) -> tuple[str, str]:
    slug = person.tenant.slug
    if holds(person, Capability.PHONE_SYSTEM):
        words = _("Mark %(person)s for telephony") % {"person": person}
        return reverse("people:edit", args=[slug, person.pk]), words
    words = _("Give licences to %(person)s") % {"person": person}
    return f"{reverse('licensing:assign', args=[slug])}?person={person.pk}", words
