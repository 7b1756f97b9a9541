"""Whom callers can dial at an attendant, by extension or by name, and why others cannot be dialled (rules 9.3, 14 W20).

By extension, a person's own extension counts, or else the one in the office phone: `+num;ext=204`, `+numx204` or
`x204`. The extension of a telephone line is not looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.db.models import CharField, Count, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils.translation import gettext as _

from numbering.models import PhoneNumber
from services.attendants.models import Flow
from services.voice_apps.voice_enabled import not_callable, voice_enabled
from tenants.models import Person

Directory = Flow.Directory
WAYS: Final = (Directory.BY_EXTENSION, Directory.BY_NAME)
IN_OFFICE_PHONE: Final = r"^(?:\+[0-9 ().-]+;ext=|\+[0-9 ().-]+x|x)([0-9]{2,10})$"
LETTERS: Final = "[a-zøłđæœþ]"
"""Of a name without accents and capitals: what the letters of a keypad can spell."""
SPELT: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th"})
KEYPAD: Final = {
    letter: str(digit)
    for digit, letters in enumerate(("abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"), start=2)
    for letter in letters
} | {" ": "0"}


class Reason(StrEnum):
    """Why somebody cannot be dialled."""

    NO_TELEPHONE = "no_telephone"
    NO_EXTENSION = "no_extension"
    SHARED = "shared"
    NO_LETTERS = "no_letters"


@dataclass(frozen=True)
class Entry:
    """A person, and the keys that callers press for him, or why there are none."""

    person: Person
    dialled: str
    reason: Reason | None = None
    words: str = ""


@dataclass(frozen=True)
class Figures:
    """How many people there are, and how many of them callers can dial in each way."""

    total: int
    by_extension: int
    by_name: int

    def of(self, way: str) -> int:
        """How many can be dialled in this way."""
        return self.by_name if way == Directory.BY_NAME else self.by_extension


def people() -> QuerySet[Any]:
    """Everybody, with `dialled` (the extension, or None) and `has_telephone` (calls come through)."""
    in_phone = Func(
        Lower("office_phone"),
        Value(IN_OFFICE_PHONE),
        function="SUBSTRING",
        template="%(function)s(%(expressions)s)",
        arg_joiner=" FROM ",
        output_field=CharField(),
    )
    return Person.objects.annotate(
        dialled=Coalesce(NullIf(F("extension"), Value("")), in_phone),
        has_telephone=Exists(voice_enabled().filter(pk=OuterRef("pk"))),
    )


def shared_extensions() -> list[str]:
    """Extensions that several people have: nobody is reached by them. One query."""
    rows = people().exclude(dialled=None).order_by().values("dialled").annotate(n=Count("pk"))
    return list(rows.filter(n__gt=1).values_list("dialled", flat=True))


def can_be_dialled(way: str, shared: Sequence[str]) -> Q:
    """Of `people()`, those whom callers can dial in this way."""
    if way == Directory.BY_NAME:
        return Q(has_telephone=True, sort_key__regex=LETTERS)
    return Q(has_telephone=True, dialled__isnull=False) & ~Q(dialled__in=shared)


def figures() -> Figures:
    """Counted over the whole directory; two queries."""
    shared = shared_extensions()
    counted = {way: Count("pk", filter=can_be_dialled(way, shared)) for way in WAYS}
    return Figures(**people().aggregate(total=Count("pk"), **{str(way): n for way, n in counted.items()}))


def entries(way: str, rows: Sequence[Any], shared: Sequence[str]) -> list[Entry]:
    """The entries of these rows of `people()`; two queries."""
    silent = {pk: _silent(why) for pk, why in not_callable(rows).items()}
    lines = PhoneNumber.objects.filter(person__in=rows).exclude(extension="")
    on_line = dict(lines.values_list("person_id", "extension")) if way == Directory.BY_EXTENSION else {}
    found = []
    for person in rows:
        if person.pk in silent:
            found.append(Entry(person, "", Reason.NO_TELEPHONE, silent[person.pk]))
        elif way == Directory.BY_NAME:
            found.append(_by_name(person))
        else:
            found.append(_by_extension(person, shared, on_line))
    return found


def _silent(why: str) -> str:
    return _("No call comes through: this person %(why)s.") % {"why": why}


def _by_name(person: Any) -> Entry:
    keys = "".join(KEYPAD.get(letter, "") for letter in person.sort_key.translate(SPELT))
    if not keys.strip("0"):
        return Entry(person, "", Reason.NO_LETTERS, _("The name has no letter that a keypad has."))
    return Entry(person, f"{keys}#")


def _by_extension(person: Any, shared: Sequence[str], on_line: Mapping[int, str]) -> Entry:
    if person.dialled is None:
        return Entry(person, "", Reason.NO_EXTENSION, _why_none(person, on_line.get(person.pk, "")))
    if person.dialled in shared:
        said = _("Extension %(extension)s is somebody else's as well, so it reaches neither.")
        return Entry(person, "", Reason.SHARED, said % {"extension": person.dialled})
    return Entry(person, person.dialled)


def _why_none(person: Any, on_line: str) -> str:
    if on_line:
        return _(
            "Extension %(extension)s stands only with the number, which attendants do not read. Type it for the person."
        ) % {"extension": on_line}
    if "x" in person.office_phone.lower():
        return _(
            "No extension can be read in the office phone “%(phone)s”. Write it as +14255550100;ext=204, or as x204."
        ) % {"phone": person.office_phone}
    return _("No extension is set.")
