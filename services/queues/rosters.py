"""The agents of one queue as its page lists them: who gets calls now, and why somebody does not."""

from dataclasses import dataclass

from django.db.models import Count, Q

from services.queues.models import Agent, Queue
from services.queues.settings import agents_of
from services.voice_apps.voice_enabled import not_callable, voice_enabled
from tenants.models import Group, Person


@dataclass(frozen=True)
class Seat:
    """One agent: a person with what they lack, or a group with its people and how many of them can be called."""

    agent: Agent
    lack: str = ""
    size: int = 0
    able: int = 0

    @property
    def person(self) -> Person | None:
        """The person, if it is one."""
        return self.agent.person

    @property
    def group(self) -> Group | None:
        """The group, if it is one."""
        return self.agent.group

    @property
    def gets_calls(self) -> bool:
        """Whether calls are offered there now."""
        can = not self.lack if self.agent.person_id else self.able > 0
        return can and self.agent.opted_in


def roster(queue: Queue) -> list[Seat]:
    """The agents in their order. Three queries."""
    rows = agents_of(queue)
    missing = not_callable([row.person for row in rows if row.person])
    sizes = _sizes([row.group_id for row in rows if row.group_id])
    return [
        Seat(row, missing.get(row.person_id or 0, ""), *sizes.get(row.group_id or 0, (0, 0))) for row in rows
    ]


def _sizes(groups: list[int]) -> dict[int, tuple[int, int]]:
    able = Count("members", filter=Q(members__person__in=voice_enabled().values("pk")))
    rows = Group.objects.filter(pk__in=groups).annotate(size=Count("members"), able=able)
    return {pk: (size, can) for pk, size, can in rows.values_list("pk", "size", "able")}
