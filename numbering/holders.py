"""What has a number: a person, or a service of an app above, which registers at start-up how its numbers are found.

Imports run one way, so the inventory cannot ask queues or bridges; they tell.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from django.urls import reverse
from django.utils.translation import gettext as _

from numbering.models import PhoneNumber
from ui.formats import national
from ui.refusals import Refusal


@dataclass(frozen=True)
class Holder:
    """Who has a number: `words` as they stand after "assigned to" ("call queue Sales"), and the holder's page."""

    words: str
    url: str

    def __str__(self) -> str:
        return self.words


Finder = Callable[[Sequence[PhoneNumber]], dict[int, Holder]]

_finders: list[Finder] = []


def register_holders(finder: Finder) -> None:
    """Add `finder(numbers)`: which of these numbers of one tenant its app has, by their ids.

    It must take a fixed number of queries for any number of numbers.
    """
    if finder not in _finders:
        _finders.append(finder)


def holders_of(numbers: Iterable[PhoneNumber]) -> dict[int, Holder]:
    """The holders of numbers of one tenant, by the numbers' ids; what nobody has is left out.

    Give numbers with their people loaded. A fixed number of queries, none when all are free.
    """
    assigned = [one for one in numbers if one.status == PhoneNumber.Status.ASSIGNED]
    if not assigned:
        return {}
    slug = assigned[0].tenant.slug
    found = {
        one.pk: Holder(str(one.person), reverse("people:detail", args=[slug, one.person.pk]))
        for one in assigned
        if one.person
    }
    services = [one for one in assigned if one.person_id is None]
    for finder in _finders if services else ():
        found |= finder(services)
    return found


def holder_of(number: PhoneNumber) -> Holder | None:
    """The holder of one number; None when it is free, and when no app says that it is theirs."""
    return holders_of([number]).get(number.pk)


def holder_words(number: PhoneNumber) -> str:
    """Who has an assigned number, for a sentence."""
    return _words(holder_of(number))


def _words(holder: Holder | None) -> str:
    return holder.words if holder else _("a service")


def refuse_assigned(number: PhoneNumber) -> NoReturn:
    """Say who has the number, with the way there: it is taken away on the holder's own page."""
    holder = holder_of(number)
    words = _words(holder)
    raise Refusal(
        _("%(number)s is assigned to %(name)s.") % {"number": national(number.e164), "name": words},
        url=holder.url if holder else "",
        link=_("Go to %(name)s") % {"name": words} if holder else "",
        field="number",
    )
