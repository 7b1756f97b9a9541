"""Whom queues and attendants can call: people marked for telephony who hold Phone System (rules 8.1, 9.4)."""

from collections.abc import Collection

from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.models import Capability
from licensing.queries import giving
from tenants.models import Person, Tenant
from ui.refusals import Refusal


def voice_enabled(people: QuerySet[Person] | None = None) -> QuerySet[Person]:
    """Those of `people` who can be called; of everybody in the scope when none are given. Being set up counts."""
    everybody = Person.objects.all() if people is None else people
    holders = giving(Capability.PHONE_SYSTEM).values("person_id")
    return everybody.filter(needs_telephony=True, pk__in=holders)


class Lack(models.TextChoices):
    """What somebody who cannot be called is without, as it follows a name."""

    LICENCE = "licence", gettext_lazy("has no Phone System licence")
    MARK = "mark", gettext_lazy("is not marked for telephony")


def lacks(people: Collection[Person]) -> dict[int, Lack]:
    """What each of these people is without; those who can be called are left out. One query."""
    ids = [person.pk for person in people]
    holders = set(giving(Capability.PHONE_SYSTEM).filter(person__in=ids).values_list("person_id", flat=True))
    return {
        person.pk: Lack.MARK if person.pk in holders else Lack.LICENCE
        for person in people
        if person.pk not in holders or not person.needs_telephony
    }


def not_callable(people: Collection[Person]) -> dict[int, str]:
    """Why each of these people cannot be called, as it follows a name: "has no Phone System licence". One query."""
    return {pk: str(lack.label) for pk, lack in lacks(people).items()}


def refusals_of(people: Collection[Person], *, tenant: Tenant, field: str = "") -> dict[int, Refusal]:
    """For each person who cannot be called, by id, a refusal with the page on which that is mended. One query."""
    found = lacks(people)
    return {one.pk: _refusal(one, found[one.pk], tenant, field) for one in people if one.pk in found}


def check_callable(person: Person, *, field: str = "") -> None:
    """Refuse a person who cannot be called, with the reason and the page on which it is mended."""
    for refusal in refusals_of([person], tenant=person.tenant, field=field).values():
        raise refusal


def _refusal(person: Person, lack: Lack, tenant: Tenant, field: str) -> Refusal:
    sentence = _("%(person)s %(why)s, and so cannot be called here.") % {"person": person, "why": lack.label}
    if lack == Lack.MARK:
        url = reverse("people:edit", args=[tenant.slug, person.pk])
        link = _("Mark %(person)s for telephony") % {"person": person}
    else:
        url = f"{reverse('licensing:assign', args=[tenant.slug])}?person={person.pk}"
        link = _("Give licences to %(person)s") % {"person": person}
    return Refusal(sentence, url=url, link=link, field=field)
