"""Forms over groups: name and mailbox, who joins, and the filter of the list."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tenants.models import Group, Person
from tenants.people.typed_people import MOST, entries, read
from tenants.person_field import PersonField
from tenants.search_keys import search_key
from ui.forms import ConsoleForm, ConsoleModelForm
from ui.lists import ListFilter
from ui.templatetags.ui import thousands

NAMED: Final = 10  # of the words that were not understood
LONGEST_PASTE: Final = 400_000  # characters


class ManyPeopleField(forms.CharField):
    """User names, pasted. Cleans to a list of people; the error names all words that name nobody, or several."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea({"rows": 5}))
        kwargs.setdefault("required", False)
        kwargs.setdefault(
            "help_text",
            gettext_lazy(
                "One on a line, or separated by commas or semicolons. Names and extensions do as well."
            ),
        )
        super().__init__(max_length=LONGEST_PASTE, **kwargs)

    def clean(self, value: Any) -> list[Person]:
        """Everybody who was typed, each once."""
        text = super().clean(value)
        if (count := len(entries(text))) > MOST:
            raise ValidationError(
                _("These are %(count)s people; %(most)s can be added at a time.")
                % {"count": thousands(count), "most": thousands(MOST)}
            )
        typed = read(text)
        if said := [*_unknown(typed.unknown), *_several(typed.several)]:
            raise ValidationError(said)
        return typed.people


def _unknown(words: list[str]) -> list[str]:
    if not words:
        return []
    said = ngettext(
        "Nobody in the directory is called %(words)s.",
        "%(count)s entries name nobody in the directory: %(words)s.",
        len(words),
    )
    return [said % {"count": thousands(len(words)), "words": _listed(words)}]


def _several(words: list[str]) -> list[str]:
    if not words:
        return []
    said = _("Several people are called %(words)s. Type the user names.")
    return [said % {"words": _listed(words)}]


def _listed(words: list[str]) -> str:
    shown = ", ".join(f"“{word[:80]}”" for word in words[:NAMED])
    more = len(words) - NAMED
    return _("%(shown)s and %(more)s more") % {"shown": shown, "more": thousands(more)} if more > 0 else shown


class GroupForm(ConsoleModelForm):
    """A group's name and mailbox."""

    class Meta:
        model = Group
        fields = ("name", "email")
        help_texts = {
            "email": gettext_lazy("Where messages for the whole group go. Only needed to take voicemail."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = _("Name the group.")

    @property
    def values(self) -> dict[str, Any]:
        """Name and mailbox, as typed."""
        return {name: self.cleaned_data[name] for name in ("name", "email")}


class NewGroupForm(GroupForm):
    """A new group, with the people who are in it from the start."""

    many = ManyPeopleField(label=gettext_lazy("User names of its people"))


class JoinForm(ConsoleForm):
    """Who joins: one person by suggestion, or many who were pasted."""

    mark_optional = False

    many = ManyPeopleField(label=gettext_lazy("User names"))

    def __init__(self, *args: Any, slug: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = PersonField(
            slug=slug,
            label=gettext_lazy("Person"),
            required=False,
            help_text=gettext_lazy("Type a part of the name, the user name or the department."),
        )

    def clean(self) -> dict[str, Any]:
        """At least somebody."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not values.get("person") and not values.get("many"):
            self.add_error("person", _("Type who joins the group."))
        return values

    @property
    def people(self) -> list[Person]:
        """Everybody who is to join, each once."""
        one = self.cleaned_data["person"]
        everybody = [*([one] if one else []), *self.cleaned_data["many"]]
        return list({person.pk: person for person in everybody}.values())


class GroupFilter(ListFilter):
    """Search over groups."""

    q = forms.CharField(label=gettext_lazy("Search groups"), max_length=100)

    def filter_q(self, groups: QuerySet[Group], value: str) -> QuerySet[Group]:
        """Every word must be in the name."""
        for word in search_key(value).split()[:8]:
            groups = groups.filter(sort_key__contains=word)
        return groups


class MemberFilter(ListFilter):
    """Search over the people of one group."""

    q = forms.CharField(label=gettext_lazy("Search its people"), max_length=100)

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        self.fields["q"].widget.attrs["placeholder"] = _("Name, user name or department")

    def filter_q(self, people: QuerySet[Person], value: str) -> QuerySet[Person]:
        """Every word must be in the name, user name, department or extension."""
        for word in search_key(value).split()[:8]:
            people = people.filter(search_text__contains=word)
        return people
