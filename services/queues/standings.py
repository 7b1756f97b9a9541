"""Who would answer now: the agents of many queues in a fixed number of queries, and whom the limit of groups cuts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.queues import limits
from services.queues.models import Agent, Queue
from services.voice_apps.voice_enabled import voice_enabled
from tenants.models import GroupMember, Person
from ui.templatetags.ui import thousands


@dataclass
class Standing:
    """The agents of one queue: those who are named, and those who come by groups.

    `through` counts people of groups, each once. The figures that begin with `able_` count those who can be called, and
    those that begin with `in_` those of them who get calls now; `unable` are the named people who cannot be called.
    """

    people: int = 0
    able_people: int = 0
    unable: list[Person] = field(default_factory=list)
    in_people: int = 0
    groups: int = 0
    through: int = 0
    able_through: int = 0
    in_through: int = 0

    @property
    def able(self) -> int:
        """Agents who can be called at all."""
        return self.able_people + self.able_through

    @property
    def ready(self) -> int:
        """Agents who can be called and have not opted out."""
        return self.in_people + self.in_through

    @property
    def cut(self) -> int:
        """People of groups who are never called, because there are too many (rules 8.2)."""
        return max(0, self.through - limits.THROUGH_GROUPS)

    @property
    def words(self) -> str:
        """ "3 people and 2 groups with 14 people"; empty when there is nobody."""
        people = ngettext("%(n)s person", "%(n)s people", self.people) % {"n": thousands(self.people)}
        if not self.groups:
            return people if self.people else ""
        if not self.people:
            return self._group_words
        return _("%(people)s and %(groups)s") % {"people": people, "groups": self._group_words}

    @property
    def _group_words(self) -> str:
        through = ngettext("%(n)s person", "%(n)s people", self.through) % {"n": thousands(self.through)}
        said = ngettext("%(n)s group with %(people)s", "%(n)s groups with %(people)s", self.groups)
        return said % {"n": thousands(self.groups), "people": through}


def standings(queues: Sequence[Queue]) -> dict[int, Standing]:
    """How each of these queues stands, by its key. Three queries at most: the figures are added up in the database."""
    found: dict[int, Standing] = defaultdict(Standing)
    ids = [queue.pk for queue in queues]
    for figures in [*_named(ids), *_through_groups(ids)]:
        one = found[figures.pop("queue_id")]
        for name, value in figures.items():
            setattr(one, name, value)
    if unable := [pk for pk, one in found.items() if one.able_people < one.people]:
        rows = Agent.objects.filter(queue__in=unable, group=None).exclude(person__in=_able())
        for row in rows.select_related("person"):
            if row.person is not None:
                found[row.queue_id].unable.append(row.person)
    return found


def _able() -> Any:
    return voice_enabled().values("pk")


def _named(ids: Sequence[int]) -> Any:
    able = Q(person__in=_able())
    return (
        Agent.objects.filter(queue__in=ids, group=None)
        .order_by()
        .values("queue_id")
        .annotate(
            people=Count("pk"),
            able_people=Count("pk", filter=able),
            in_people=Count("pk", filter=able & Q(opted_in=True)),
        )
    )


def _through_groups(ids: Sequence[int]) -> Any:
    who = "group__members__person"
    able = Q(**{f"{who}__in": _able()})
    return (
        Agent.objects.filter(queue__in=ids, person=None)
        .order_by()
        .values("queue_id")
        .annotate(
            groups=Count("group", distinct=True),
            through=Count(who, distinct=True),
            able_through=Count(who, distinct=True, filter=able),
            in_through=Count(who, distinct=True, filter=able & Q(opted_in=True)),
        )
    )


def cut_people(queue: Queue) -> list[Person]:
    """The people of its groups who are never called: those after the first 200 by name who are not named themselves.

    One query.
    """
    members = GroupMember.objects.filter(group__queue_seats__queue=queue).values("person")
    everybody = list(Person.objects.filter(pk__in=members).order_by("sort_key", "id"))
    named = set(Agent.objects.filter(queue=queue, group=None).values_list("person_id", flat=True))
    return [person for person in everybody[limits.THROUGH_GROUPS :] if person.pk not in named]
