"""Which columns a download has, and how they are separated: chosen on a page, carried in the address."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from ui.csv_response import csv_response
from ui.forms import ConsoleForm
from ui.lists import ListFilter

COLUMN, DELIMITER = "column", "delimiter"
_OWN: Final = (COLUMN, DELIMITER, "after", "before", "view", "sort", "show")
SIGNS: Final = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}


@dataclass(frozen=True)
class Column:
    """A column of a download: its name in an address, and its heading."""

    key: str
    heading: StrPromise | str


class ExportForm(ConsoleForm):
    """The columns and the delimiter of a download; without a choice all columns, separated by commas."""

    mark_optional = False

    column = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"), widget=forms.CheckboxSelectMultiple, required=False
    )
    delimiter = forms.ChoiceField(
        label=gettext_lazy("Separated by"),
        help_text=gettext_lazy(
            "Where decimals are written with a comma, as in France, Excel expects semicolons."
        ),
        choices=[
            ("comma", gettext_lazy("Commas")),
            ("semicolon", gettext_lazy("Semicolons")),
            ("tab", gettext_lazy("Tabs")),
            ("bar", gettext_lazy("Bars")),
        ],
    )

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__(
            initial={COLUMN: [one.key for one in columns], DELIMITER: "comma"}, auto_id="export_%s"
        )
        choices: Any = self.fields[COLUMN]
        choices.choices = [(one.key, one.heading) for one in columns]


def choose(
    request: HttpRequest,
    columns: Sequence[Column],
    *,
    title: str,
    list_url: str,
    list_name: str,
    file_url: str,
    filters: ListFilter,
    narrows: bool = False,
) -> HttpResponse:
    """The page on which somebody says how the download is to be; it keeps the filters of the list.

    With `narrows` the filters are on the page itself, for what has no list of its own.
    """
    gone = {*_OWN, *(filters.fields if narrows else ())}
    kept = [(key, value) for key, values in request.GET.lists() if key not in gone for value in values]
    context = {
        "form": ExportForm(columns),
        "title": title,
        "list_url": list_url,
        "list_name": list_name,
        "file_url": file_url,
        "filters": filters,
        "kept": kept,
        "narrows": narrows,
    }
    return render(request, "ui/export.html", context)


def download(
    name: str, request: HttpRequest, columns: Sequence[Column], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """The columns that the address names, all of them when it names none, streamed; `rows` have all columns."""
    asked = set(request.GET.getlist(COLUMN))
    places = [at for at, one in enumerate(columns) if one.key in asked] or list(range(len(columns)))
    return csv_response(
        name,
        [columns[at].heading for at in places],
        _narrowed(rows, places),
        bom=True,
        delimiter=SIGNS.get(request.GET.get(DELIMITER, ""), ","),
    )


def _narrowed(rows: Iterable[Sequence[Any]], places: Sequence[int]) -> Iterator[list[Any]]:
    for row in rows:
        yield [row[at] for at in places]
