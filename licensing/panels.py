"""Licences where the directory tells about people: a section, a column, and what deleting somebody frees."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from licensing.models import Assignment, Capability
from tenants.models import Person

State = Assignment.State
PILLS = {State.ACTIVE: "plain", State.REQUESTED: "wait", State.PROVISIONING: "wait", State.FAILED: "bad"}


def panel(person: Person) -> dict[str, Any]:
    """The person's licences with their states. One query."""
    rows = list(
        Assignment.objects.filter(person=person).select_related("product").order_by("product__position")
    )
    gives = {word for row in rows if row.state != State.FAILED for word in row.product.gives}
    plan = person.tenant.uses_direct_routing_only or Capability.CALLING_PLAN in gives
    return {
        "licences": [(row, PILLS[State(row.state)]) for row in rows],
        "pending": sum(row.state in Assignment.UNDER_WAY for row in rows),
        "can_call": Capability.PHONE_SYSTEM in gives and plan,
    }


def cells(people: Sequence[Person]) -> dict[int, str]:
    """The names of each person's products. One query."""
    names: dict[int, list[str]] = defaultdict(list)
    rows = (
        Assignment.objects.filter(person__in=[person.pk for person in people])
        .order_by("product__position")
        .values_list("person_id", "product__name", "state")
    )
    for person_id, name, state in rows:
        names[person_id].append(
            _("%(product)s (failed)") % {"product": name} if state == State.FAILED else name
        )
    return {person_id: ", ".join(found) for person_id, found in names.items()}


def freed(people: Sequence[Person]) -> list[str]:
    """Which seats become free when these people leave the directory. One query."""
    rows = (
        Assignment.objects.filter(
            person__in=[person.pk for person in people], state__in=Assignment.TAKES_A_SEAT
        )
        .values("product__name")
        .annotate(seats=Count("pk"))
        .order_by("product__position")
    )
    return [
        ngettext(
            "%(n)s seat of %(product)s becomes free.", "%(n)s seats of %(product)s become free.", row["seats"]
        )
        % {"n": f"{row['seats']:,}", "product": row["product__name"]}
        for row in rows
    ]
