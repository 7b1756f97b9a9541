"""Choosing who answers a queue: a person or a group, typed and suggested in one field."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from services.queues.settings import Answering
from tenants import person_field
from tenants.models import Group
from tenants.person_field import PersonField, PersonWidget
from tenants.search_keys import search_key

SUGGESTED_GROUPS: Final = 4


def label_of(one: Answering) -> str:
    """What the field shows: "Anna Berg (anna@x.example)", "Service desk (group)"."""
    return (
        _("%(name)s (group)") % {"name": one.name} if isinstance(one, Group) else person_field.label_of(one)
    )


def suggestions(text: str) -> list[str]:
    """Labels of the groups and people whose names have all words of `text`. Two queries."""
    groups: QuerySet[Group] = Group.objects.order_by("sort_key", "id")
    for word in search_key(text.replace("\x00", "")[: person_field.LONGEST]).split()[:8]:
        groups = groups.filter(sort_key__contains=word.strip("()"))
    found: list[Answering] = [*groups[:SUGGESTED_GROUPS], *person_field.suggestions(text)]
    return [label_of(one) for one in found]


class AgentWidget(PersonWidget):
    """A text field with suggestions of people and groups."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """As for a person, with suggestions of our own."""
        context = super().get_context(name, value, attrs)
        context["suggest_url"] = reverse("queues:suggest", args=[self.slug])
        return context


class AgentField(PersonField):
    """A person or a group. Cleans to a `Person`, a `Group`, or None when nothing was typed."""

    def __init__(self, *, slug: str, **kwargs: Any) -> None:
        super().__init__(slug=slug, widget=AgentWidget(slug), **kwargs)

    def clean(self, value: Any) -> Answering | None:  # type: ignore[override]
        """A group by "Name (group)"; else whoever is called so, or an error that says whom it could be."""
        typed = str(value or "").strip()
        if name := _name_in_label(typed):
            if group := _group(name):
                return group
            raise ValidationError(_("No group is called “%(name)s”.") % {"name": name}, code="nobody")
        group = _group(typed) if typed else None
        try:
            person = super().clean(value)
        except ValidationError as error:
            return _group_instead(group, typed, error)
        if person is not None and group is not None and "(" not in typed:
            words = {"name": typed, "label": label_of(group)}
            sentence = _("“%(name)s” is a person and a group. Type “%(label)s”, or the user name.")
            raise ValidationError(sentence % words, code="several")
        return person


def _group_instead(group: Group | None, typed: str, error: ValidationError) -> Group:
    if group is not None:
        return group
    if getattr(error, "code", "") != "nobody":
        raise error
    sentence = _(
        "Neither a person nor a group is called “%(name)s”. Type a part of the name and pick a suggestion."
    )
    raise ValidationError(sentence % {"name": typed}, code="nobody") from error


def _name_in_label(typed: str) -> str:
    """The name in a group's label, in the reader's language; "" for anything else."""
    before, after = (_("%(name)s (group)") % {"name": "\n"}).split("\n")
    fits = typed.startswith(before) and typed.endswith(after)
    return typed[len(before) : len(typed) - len(after)].strip() if fits else ""


def _group(name: str) -> Group | None:
    return Group.objects.filter(name__iexact=name.replace("\x00", "")).first()
