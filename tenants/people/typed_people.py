"""Many people at once, as somebody pastes them: user names out of a mail, a table or a chat."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q

from tenants.models import Person
from tenants.person_field import IN_BRACKETS
from tenants.search_keys import search_key

MOST: Final = 5_000  # people in one paste
LONGEST: Final = 300  # characters of one of them
BETWEEN: Final = re.compile(r"[\n\r;\t]+")
AFTER_BRACKET: Final = re.compile(r"(?<=\)),")


@dataclass(frozen=True)
class TypedPeople:
    """What was read: people in the order in which they were typed, each once, and the words that name nobody or several."""

    people: list[Person] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    several: list[str] = field(default_factory=list)


def entries(text: str) -> list[str]:
    """What stands on the lines of `text`, or between commas, semicolons and tabs; each once.

    "Berg, Anna (anna@x.example)" is one entry: beside a user name in brackets a comma belongs to the name.
    """
    found: dict[str, None] = {}
    for line in BETWEEN.split(text.replace("\x00", "")):
        pieces = AFTER_BRACKET.split(line) if "(" in line else line.split(",")
        found.update(dict.fromkeys(piece.strip() for piece in pieces if piece.strip()))
    return list(found)


def read(text: str) -> TypedPeople:
    """The people of the scope's tenant whom `text` names by user name, "Name (user name)", extension or full name.

    One query. Read no more than `MOST` entries: ask `entries` first.
    """
    typed = entries(text)
    by_word = _people_by_word([_word(entry) for entry in typed])
    people: dict[int, Person] = {}
    unknown: list[str] = []
    several: list[str] = []
    for entry in typed:
        found = by_word.get(_word(entry), [])
        if len(found) == 1:
            people[found[0].pk] = found[0]
        else:
            (several if found else unknown).append(entry)
    return TypedPeople(list(people.values()), unknown, several)


def _word(entry: str) -> str:
    """What is looked for: the user name in brackets where there is one."""
    match = IN_BRACKETS.search(entry)
    return (match[1] if match else entry)[:LONGEST].casefold()


def _people_by_word(words: Sequence[str]) -> dict[str, list[Person]]:
    """Each word's people: whose user name it is, else those with that extension or full name."""
    wanted = Q(user_name__in=words) | Q(extension__in=words)
    wanted |= Q(sort_key__in=[search_key(word) for word in words])
    by_user_name: dict[str, list[Person]] = {}
    by_rest: dict[str, list[Person]] = defaultdict(list)
    for person in Person.objects.filter(wanted).order_by("sort_key", "id"):
        by_user_name[person.user_name] = [person]
        by_rest[person.sort_key].append(person)
        if person.extension:
            by_rest[person.extension].append(person)
    return {word: by_user_name.get(word) or by_rest.get(search_key(word), []) for word in words}
