"""Choosing a person where a directory of thousands would make a list of no use: type, and pick what is suggested."""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tenants.models import Person
from tenants.search_keys import search_key

SUGGESTED: Final = 8
LONGEST: Final = 300
IN_BRACKETS: Final = re.compile(r"\(([^()\s]+)\)\s*$")


def label_of(person: Person) -> str:
    """What the field shows for a person: the name, and the user name that tells namesakes apart."""
    return f"{person.display_name} ({person.user_name})"


def suggestions(text: str) -> QuerySet[Person]:
    """People whose name, user name, department or extension has all words of `text`, in the current scope."""
    people = Person.objects.order_by("sort_key", "id")
    for word in search_key(text.replace("\x00", "")[:LONGEST]).split()[:8]:
        people = people.filter(search_text__contains=word.strip("()"))
    return people[:SUGGESTED]


class PersonWidget(forms.TextInput):
    """A text field with suggestions of the directory, which HTMX brings while somebody types."""

    template_name = "people/person_widget.html"

    def __init__(self, slug: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.slug = slug

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The field, and where its suggestions come from."""
        context = super().get_context(name, value, attrs)
        context["suggest_url"] = reverse("people:suggest", args=[self.slug])
        context["list_id"] = f"{context['widget']['attrs'].get('id', name)}_list"
        return context

    def format_value(self, value: Any) -> str | None:
        """The label of a person; what somebody typed stays as it is."""
        return label_of(value) if isinstance(value, Person) else super().format_value(value)


class PersonField(forms.CharField):
    """One person of the scope's tenant, by "Name (user name)", user name, extension or a name that only one has.

    `slug` is the tenant's, for the suggestions. Cleans to a `Person`, or None when nothing was typed and nothing had
    to be.
    """

    def __init__(self, *, slug: str, **kwargs: Any) -> None:
        kwargs.setdefault("widget", PersonWidget(slug))
        super().__init__(max_length=LONGEST, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A person's id, as initial data may have it, becomes the person."""
        return Person.objects.filter(pk=value).first() if isinstance(value, int) else value

    def clean(self, value: Any) -> Person | None:
        """The person, or an error that says how many it could be."""
        typed = super().clean(value)
        return _person(typed) if typed else None


def _person(typed: str) -> Person:
    found = list(_candidates(typed)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise ValidationError(
            _("Several people are called “%(name)s”. Type the user name as well, or pick a suggestion.")
            % {"name": typed},
            code="several",
        )
    raise ValidationError(
        _("Nobody in the directory is called “%(name)s”. Type a part of the name and pick a suggestion.")
        % {"name": typed},
        code="nobody",
    )


def _candidates(typed: str) -> QuerySet[Person]:
    if match := IN_BRACKETS.search(typed):
        return Person.objects.filter(user_name=match[1].lower())
    exact = Q(user_name=typed.lower()) | Q(sort_key=search_key(typed)) | Q(extension=typed)
    return Person.objects.filter(exact)
