"""Judges the rows of a file of people: all errors of every row, against the file itself and the directory."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from spreadsheets.reading import Row, plain
from tenants.country_names import country_code
from tenants.models import PeopleImportRow, Person, Site, Tenant
from tenants.people.columns import heading_of
from tenants.search_keys import search_key
from ui.templatetags.ui import thousands

Verdict = PeopleImportRow.Verdict
USER_NAME: Final = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+")
EXTENSION: Final = re.compile(r"[0-9]{2,10}")
_YES: Final = frozenset({"yes", "y", "true", "1", "x", "oui", "o", "vrai"})
_NO: Final = frozenset({"no", "n", "false", "0", "non", "faux"})


@dataclass(frozen=True)
class Judged:
    """The verdict on a row. `values` are ready to be written; `changes` has (there, coming) for each field."""

    row: Row
    verdict: str
    errors: list[str]
    values: dict[str, Any]
    changes: dict[str, list[Any]]
    person: Person | None = None


@dataclass
class Directory:
    """What rows are judged against: the people and sites that the file can touch, read in three queries."""

    people: Mapping[str, Person]
    extensions: Mapping[str, Person]
    sites: Mapping[str, Site]
    lines: dict[str, int] = field(default_factory=dict)
    extension_lines: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, tenant: Tenant, rows: Sequence[Row], fields: Sequence[str]) -> "Directory":
        """The people of these user names and extensions, and all sites."""
        names = {value.lower() for value in _column(rows, fields, "user_name")}
        wanted = _column(rows, fields, "extension")
        people = Person.objects.filter(tenant=tenant).select_related("site")
        return cls(
            people={person.user_name: person for person in people.filter(user_name__in=names)},
            extensions={person.extension: person for person in people.filter(extension__in=wanted)}
            if wanted
            else {},
            sites={search_key(site.name): site for site in Site.objects.filter(tenant=tenant)},
        )


def _column(rows: Iterable[Row], fields: Sequence[str], name: str) -> set[str]:
    if name not in fields:
        return set()
    at = list(fields).index(name)
    return {row.cells[at].strip() for row in rows if at < len(row.cells) and row.cells[at].strip()}


def judge(
    rows: Sequence[Row], fields: Sequence[str], directory: Directory, *, mark_new: bool
) -> list[Judged]:
    """Judge every row, in order. An empty cell leaves what is there; `mark_new` is for people who are added."""
    return [_judge(row, fields, directory, mark_new) for row in rows]


def _judge(row: Row, fields: Sequence[str], directory: Directory, mark_new: bool) -> Judged:
    cells, errors = _cells(row, fields)
    values = _values(cells, directory, errors)
    name = values.get("user_name", "")
    person = directory.people.get(name)
    _check_mandatory(cells, errors)
    _check_name(row, name, directory, errors)
    _check_extension(row, values.get("extension", ""), person, directory, errors)
    if errors:
        return Judged(row, Verdict.ERROR, errors, values, {}, person)
    if person is None:
        values.setdefault("needs_telephony", mark_new)
        return Judged(row, Verdict.NEW, [], values, {})
    changes = _changes(person, values)
    return Judged(row, Verdict.CHANGED if changes else Verdict.UNCHANGED, [], values, changes, person)


def _cells(row: Row, fields: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The cells that fill a field, by its name; what a download defused is made whole again."""
    errors = []
    if any(cell.strip() for cell in row.cells[len(fields) :]):
        sentence = _("The row has %(cells)s cells and the first line has %(headings)s headings.")
        errors.append(sentence % {"cells": len(row.cells), "headings": len(fields)})
    pairs = zip(fields, row.cells, strict=False)
    return {name: plain(cell) for name, cell in pairs if name}, errors


def _check_mandatory(cells: Mapping[str, str], errors: list[str]) -> None:
    for name in ("user_name", "display_name"):
        if not cells.get(name):
            errors.append(_("%(heading)s is empty.") % {"heading": heading_of(name)})


def _values(cells: Mapping[str, str], directory: Directory, errors: list[str]) -> dict[str, Any]:
    """The values of all cells that are not empty and can be read; sentences for the others go to `errors`."""
    values: dict[str, Any] = {}
    for name, text in cells.items():
        if not text:
            continue
        if problem := _problem(name, text, directory):
            errors.append(problem)
        else:
            values[name] = _value(name, text, directory)
    named = country_code(values.get("country_or_region", ""))
    if named and not cells.get("usage_location"):
        values["usage_location"] = named
    return values


def _problem(name: str, text: str, directory: Directory) -> str:
    """What is wrong with a cell, or ""."""
    words = {"heading": heading_of(name), "text": text[:60]}
    if name == "site":
        return "" if search_key(text) in directory.sites else _("There is no site called “%(text)s”.") % words
    if name == "needs_telephony":
        known = search_key(text) in _YES | _NO
        return "" if known else _("%(heading)s is yes or no, and not “%(text)s”.") % words
    if name == "usage_location":
        return "" if country_code(text) else _("%(heading)s: no country is called “%(text)s”.") % words
    limit = getattr(Person._meta.get_field(name), "max_length", 0) or 0
    if len(text.lower()) > limit and name != "extension":
        words = {**words, "count": thousands(len(text)), "limit": str(limit)}
        return _("%(heading)s has %(count)s characters; %(limit)s fit.") % words
    return _bad_shape(name, text, words)


def _bad_shape(name: str, text: str, words: Mapping[str, str]) -> str:
    if name == "user_name" and not USER_NAME.fullmatch(text):
        return _("“%(text)s” is no user name: it reads like anna.berg@example.com.") % words
    if name == "extension" and not EXTENSION.fullmatch(text):
        return _("“%(text)s” is no extension: it has 2 to 10 digits.") % words
    if name == "alternate_email":
        try:
            validate_email(text)
        except ValidationError:
            return _("“%(text)s” is no e-mail address.") % words
    return ""


def _value(name: str, text: str, directory: Directory) -> Any:
    if name == "site":
        return directory.sites[search_key(text)]
    if name == "needs_telephony":
        return search_key(text) in _YES
    if name == "usage_location":
        return country_code(text)
    return text.lower() if name == "user_name" else text


def _check_name(row: Row, name: str, directory: Directory, errors: list[str]) -> None:
    if not name:
        return
    first = directory.lines.setdefault(name, row.line)
    if first != row.line:
        errors.append(_("%(name)s is already on line %(line)s.") % {"name": name, "line": thousands(first)})


def _check_extension(
    row: Row, extension: str, person: Person | None, directory: Directory, errors: list[str]
) -> None:
    if not extension:
        return
    words: dict[str, Any] = {"extension": extension}
    first = directory.extension_lines.setdefault(extension, row.line)
    if first != row.line:
        errors.append(
            _("Extension %(extension)s is already on line %(line)s.") % {**words, "line": thousands(first)}
        )
    owner = directory.extensions.get(extension)
    if owner is not None and (person is None or owner.pk != person.pk):
        errors.append(
            _("Extension %(extension)s belongs to %(owner)s.") % {**words, "owner": owner.display_name}
        )


def _changes(person: Person, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What would be different, as (there, coming), in plain types."""
    pairs = {name: [_plain(getattr(person, name)), _plain(value)] for name, value in values.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, Site):
        return value.name
    return str(getattr(value, "code", value) or "")
