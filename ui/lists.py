"""List filters as plain forms: read from the address, applied to a queryset, shown as chips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest

from ui.forms import ConsoleForm


@dataclass(frozen=True)
class Chip:
    """A filter that is set: "Country: France" and the address without it."""

    label: str
    url: str


class ListFilter(ConsoleForm):
    """Base of a list's filter form. All fields are optional; one that cannot be read is left out.

    Say how a field narrows the list in `lookups` ({"country": "site__country"}) or in a method
    `filter_<field>(queryset, value)`. A field with neither does nothing by itself. The first field named in
    `search` is the page's search field.
    """

    lookups: ClassVar[dict[str, str]] = {}
    search: ClassVar[str] = "q"
    mark_optional = False

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "f_%s")
        super().__init__(request.GET, **kwargs)
        self.request = request
        for field in self.fields.values():
            field.required = False
        if self.search in self.fields:
            self.fields[self.search].widget.attrs.update(
                {"type": "search", "data-search": "", "class": "input"}
            )

    def search_as_you_type(self, target: str) -> None:
        """Let the search ask for the list a moment after each key, with the other filters; `target` is replaced."""
        self.fields[self.search].widget.attrs.update(
            {
                "hx-get": self.request.path,
                "hx-trigger": "input changed delay:250ms, search",
                "hx-target": target,
                "hx-include": "closest form",
                "hx-push-url": "true",
                "autocomplete": "off",
            }
        )

    @property
    def values(self) -> dict[str, Any]:
        """The fields that are set and can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if not _is_empty(value)}

    @property
    def is_set(self) -> bool:
        """Whether anything narrows the list; tells "nothing yet" from "no match"."""
        return bool(self.values)

    def apply(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The queryset, narrowed by every field that is set."""
        for name, value in self.values.items():
            method = getattr(self, f"filter_{name}", None)
            if method is not None:
                queryset = method(queryset, value)
            elif name in self.lookups:
                queryset = queryset.filter(**{self.lookups[name]: value})
        return queryset

    @property
    def folds(self) -> bool:
        """Whether there are filters besides the search field."""
        return any(name != self.search for name in self.fields)

    @property
    def chips(self) -> list[Chip]:
        """One chip for each filter that is set, in the order of the fields."""
        return [Chip(self._words(name, value), self._without(name)) for name, value in self.values.items()]

    @property
    def clear_url(self) -> str:
        """The list without its filters, with its sort kept."""
        return self._without(*self.fields)

    def _without(self, *names: str) -> str:
        query = self.request.GET.copy()
        for name in (*names, "after", "before"):
            query.pop(name, None)
        return f"{self.request.path}?{query.urlencode()}"

    def _words(self, name: str, value: Any) -> str:
        field = self.fields[name]
        label = str(field.label or name.replace("_", " ").capitalize())
        if value is True:
            return label
        choices = dict(_flat(getattr(field, "choices", None) or []))
        picked = value if isinstance(value, list | tuple | QuerySet) else [value]
        return f"{label}: {', '.join(str(choices.get(str(one), one)) for one in picked)}"


def _is_empty(value: Any) -> bool:
    return value is None or value is False or value == "" or (hasattr(value, "__len__") and len(value) == 0)


def _flat(choices: Any) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for value, label in choices:
        if isinstance(label, list | tuple):
            pairs.extend(_flat(label))
        else:
            pairs.append((str(value), str(label)))
    return pairs
