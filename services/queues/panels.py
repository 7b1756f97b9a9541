"""Queues where the directory tells about people and groups: which queues they answer, and how they stand there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from services.queues import limits
from services.queues.models import Agent, Queue
from services.queues.standings import standings
from tenants.group_uses import Use
from tenants.models import Group, Person
from ui.templatetags.ui import thousands


def panel(person: Person) -> dict[str, Any]:
    """The queues that the person answers, by name or through a group. One query."""
    rows = Agent.objects.filter(Q(person=person) | Q(group__members__person=person))
    related = ("queue__app", "group")
    return {"seats": list(rows.select_related(*related).order_by("queue__app__name", "pk"))}


def group_uses(groups: Sequence[Group]) -> Mapping[int, list[Use]]:
    """The queues that these groups answer, with those whose people are too many. Three queries."""
    found: dict[int, list[Use]] = defaultdict(list)
    rows = list(
        Agent.objects.filter(group__in=[group.pk for group in groups])
        .select_related("queue__app__tenant")
        .order_by("queue__app__name")
    )
    queues: dict[int, Queue] = {row.queue_id: row.queue for row in rows}
    standing = standings(list(queues.values())) if queues else {}
    for row in rows:
        if row.group_id is None:
            continue
        app, cut = row.queue.app, standing[row.queue_id].cut
        words = {"most": limits.THROUGH_GROUPS, "cut": thousands(cut)}
        found[row.group_id].append(
            Use(
                _("Answers the call queue %(name)s") % {"name": app.name},
                reverse("queues:detail", args=[app.tenant.slug, row.queue_id]),
                warning=_(
                    "Only the first %(most)s people by name are called through groups there; %(cut)s never are."
                )
                % words
                if cut
                else "",
            )
        )
    return found
