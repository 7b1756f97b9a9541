"""Queues where the directory tells about people and groups: which queues they answer, and how they stand there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from services.queues import limits
from services.queues.models import Agent, Queue
from services.queues.standings import Standing, standings
from tenants.groups.uses import Use
from tenants.models import Group, Person
from ui.templatetags.ui import thousands


def panel(person: Person) -> dict[str, Any]:
    """The queues that the person answers, by name or through a group. One query."""
    rows = Agent.objects.filter(Q(person=person) | Q(group__members__person=person))
    related = ("queue__app", "group")
    return {"seats": list(rows.select_related(*related).order_by("queue__app__name", "pk"))}


def group_uses(groups: Sequence[Group]) -> Mapping[int, list[Use]]:
    """The queues that these groups answer, with those whose people are too many. Four queries at most."""
    found: dict[int, list[Use]] = defaultdict(list)
    rows = Agent.objects.filter(group__in=[group.pk for group in groups]).select_related("queue__app__tenant")
    seats = list(rows.order_by("queue__app__name"))
    standing = standings(list({row.queue_id: row.queue for row in seats}.values())) if seats else {}
    for row in seats:
        if row.group_id is not None:
            found[row.group_id].append(_use(row.queue, standing[row.queue_id]))
    return found


def _use(queue: Queue, standing: Standing) -> Use:
    words = {"name": queue.app.name, "most": limits.THROUGH_GROUPS, "cut": thousands(standing.cut)}
    warning = _("Only the first %(most)s people by name are called through groups there; %(cut)s never are.")
    alone = standing.groups == 1 and not standing.people
    return Use(
        _("Answers the call queue %(name)s") % words,
        reverse("queues:detail", args=[queue.app.tenant.slug, queue.pk]),
        warning=warning % words if standing.cut else "",
        loss=_("Nobody else answers it, so its calls would reach nobody.") if alone else "",
    )
