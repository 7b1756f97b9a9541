"""Who would answer now: the agents of many queues in a fixed number of queries, and whom the limit of groups cuts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
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

    `unable` are named people who cannot be called; `through` counts people of groups, each once, and `able_through`
    those of them who can be called; the two `in_` figures count those of both kinds who get calls now.
    """

    people: int = 0
    unable: list[Person] = field(default_factory=list)
    in_people: int = 0
    groups: int = 0
    through: int = 0
    able_through: int = 0
    in_through: int = 0

    @property
    def able(self) -> int:
        """Agents who can be called at all."""
        return self.people - len(self.unable) + self.able_through

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
    """How each of these queues stands, by its key. Two queries."""
    found: dict[int, Standing] = defaultdict(Standing)
    ids = [queue.pk for queue in queues]
    people = Agent.objects.filter(queue__in=ids, group=None).select_related("person")
    can = Exists(voice_enabled(Person.objects.filter(pk=OuterRef("person_id"))))
    for row in people.annotate(can=can):
        one = found[row.queue_id]
        one.people += 1
        if not row.can and row.person is not None:
            one.unable.append(row.person)
        elif row.opted_in:
            one.in_people += 1
    for figures in _through_groups(ids):
        one = found[figures.pop("queue_id")]
        for name, value in figures.items():
            setattr(one, name, value)
    return found


def _through_groups(ids: Sequence[int]) -> Any:
    who = "group__members__person"
    callable_ = Q(**{f"{who}__in": voice_enabled().values("pk")})
    return (
        Agent.objects.filter(queue__in=ids, person=None)
        .order_by()
        .values("queue_id")
        .annotate(
            groups=Count("group", distinct=True),
            through=Count(who, distinct=True),
            able_through=Count(who, distinct=True, filter=callable_),
            in_through=Count(who, distinct=True, filter=callable_ & Q(opted_in=True)),
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
