"""Groups where the directory tells about people: a section of a person's page, and what deleting somebody changes."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count
from django.utils.translation import ngettext

from tenants.models import Group, GroupMember, Person
from ui.templatetags.ui import thousands


def panel(person: Person) -> dict[str, Any]:
    """The groups that the person is in. One query."""
    return {"groups": list(Group.objects.filter(members__person=person))}


def left_by(people: Sequence[Person]) -> list[str]:
    """How many groups these people leave when they leave the directory. One query."""
    found = GroupMember.objects.filter(person__in=[person.pk for person in people])
    count = found.aggregate(groups=Count("group", distinct=True))["groups"]
    if not count:
        return []
    words = ngettext("%(n)s group loses people.", "%(n)s groups lose people.", count)
    return [words % {"n": thousands(count)}]
