"""What queues and attendants lose when people, licences or numbers go. Told wherever one of them is taken away."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from licensing.models import Capability
from licensing.queries import giving
from numbering.models import PhoneNumber
from services.numbers.places import seats_of, slot_place
from services.queues.models import Agent
from services.voice_apps.allowances import allowance
from services.voice_apps.destinations import leading_to
from services.voice_apps.models import Destination
from services.voice_apps.pages import named
from tenants.models import GroupMember, Person, Tenant
from ui.formats import national
from ui.templatetags.ui import thousands

NAMED: Final = 5  # sentences of one kind before the rest is only counted


def of_licences(tenant: Tenant, people: Sequence[Person], capabilities: Collection[str]) -> list[str]:
    """Queues and attendants that call these people, who lose Phone System and so can be called no more (rules 8.1, 9.4)."""
    return of_uncallable(people)


def of_uncallable(people: Sequence[Person]) -> list[str]:
    """Queues and attendants that call these people, who can be called no more: without a licence, or without the mark."""
    seats = [
        _("%(person)s is an agent of %(queue)s, which will call them no more.")
        % {"person": seat.person, "queue": named(seat.queue.app)}
        for seat in seats_of(people)
    ]
    targets = [
        _("%(place)s: calls go to %(person)s, and will reach nobody.")
        % {"place": capfirst(slot_place(row)), "person": row.person}
        for row in leading_to(people=people)
    ]
    return [*_first(seats), *_first(_through_groups(people)), *_first(targets), *_left_empty(people)]


def of_accounts(tenant: Tenant, people: Sequence[Person], capabilities: Collection[str]) -> list[str]:
    """How the free licences of resource accounts shrink with the people who lose Phone System (rules 11.2)."""
    return _fewer_free(tenant, len(people))


def _fewer_free(tenant: Tenant, leaving: int) -> list[str]:
    """What so many people fewer with Phone System mean for the accounts; silent where nothing changes for them."""
    now = allowance(tenant)
    then = replace(now, people=now.people - leaving)
    if then.free == now.free or not now.used:
        return []
    said = ngettext(
        "%(n)s resource account licence is free then, instead of %(before)s, and %(used)s are in use.",
        "%(n)s resource account licences are free then, instead of %(before)s, and %(used)s are in use.",
        then.free,
    ) % {"n": thousands(then.free), "before": thousands(now.free), "used": thousands(now.used)}
    if not then.lacking:
        return [said]
    return [f"{said} {_('%(n)s must be bought.') % {'n': thousands(then.lacking)}}"]


def of_removed_people(people: Sequence[Person]) -> list[str]:
    """Queues that have no agent left when these people leave the directory, and free licences of accounts that go along."""
    if not people:
        return []
    callers = giving(Capability.PHONE_SYSTEM).filter(person__in=people).values("person").distinct().count()
    return [*_left_empty(people), *(_fewer_free(people[0].tenant, callers) if callers else [])]


def of_numbers(numbers: Sequence[PhoneNumber]) -> list[str]:
    """Queues and attendants that send calls to one of these numbers as if it were an outside one. One query."""
    rows = Destination.objects.filter(external__in=[number.e164 for number in numbers]).select_related("app")
    return _first(
        [
            _("%(place)s: calls go to %(number)s, and will reach nobody.")
            % {"place": capfirst(slot_place(row)), "number": national(row.external)}
            for row in rows.order_by("app__name", "slot")
        ]
    )


def _through_groups(people: Sequence[Person]) -> list[str]:
    """Queues that call these people by a group. One query for the members, one for the queues of their groups."""
    members = GroupMember.objects.filter(person__in=people, group__queue_seats__isnull=False)
    rows = list(members.select_related("person", "group").order_by("person__sort_key").distinct())
    queues: dict[int, list[str]] = {}
    for seat in Agent.objects.filter(group__in={row.group_id for row in rows}).select_related("queue__app"):
        queues.setdefault(seat.group_id or 0, []).append(named(seat.queue.app))
    return [
        _("%(person)s answers %(queue)s in the group %(group)s, and will be called no more.")
        % {"person": row.person, "queue": queue, "group": row.group}
        for row in rows
        for queue in queues.get(row.group_id, [])
    ]


def _left_empty(people: Sequence[Person]) -> list[str]:
    """Queues all of whose agents are among these people; a group counts as somebody. Two queries."""
    leaving = Counter(Agent.objects.filter(person__in=people).values_list("queue", flat=True))
    if not leaving:
        return []
    rows = Agent.objects.filter(queue__in=leaving).select_related("queue__app")
    agents = Counter(row.queue_id for row in rows)
    apps = {row.queue_id: row.queue.app for row in rows}
    empty = sorted(named(apps[pk]) for pk, count in leaving.items() if agents[pk] == count)
    return _first([_("%(queue)s will have no agent left.") % {"queue": capfirst(name)} for name in empty])


def _first(sentences: list[str]) -> list[str]:
    """The first few sentences, and how many more there are."""
    more = len(sentences) - NAMED
    if more <= 0:
        return sentences
    rest = ngettext("And %(n)s more like this.", "And %(n)s more like these.", more)
    return list(chain(sentences[:NAMED], [rest % {"n": thousands(more)}]))
