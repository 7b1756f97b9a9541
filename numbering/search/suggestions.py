"""Who gets which number: a proposal that the admin looks over before anything is done."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from numbering.models import PhoneNumber
from numbering.queries import free_numbers
from tenants.models import EmergencyAddress, Person, Tenant

MOST = 200  # people in one proposal: it is done at once, while the page waits
CANDIDATES = 4000  # free numbers of a country that are looked at


@dataclass(frozen=True)
class Proposal:
    """One row: a person, the number proposed (none when the country has run out) and the emergency address."""

    person: Person
    number: PhoneNumber | None
    address: EmergencyAddress | None


def city_of(person: Person) -> str:
    """Where the person works, as far as it is known: the city of the site's address, else the directory's."""
    if person.site and person.site.emergency_address:
        return person.site.emergency_address.city
    return person.city


def default_address(person: Person, number: PhoneNumber | None) -> EmergencyAddress | None:
    """The site's address when it may be used in the number's country, else the one the number was acquired with."""
    country = str(person.usage_location)
    choices = [
        person.site.emergency_address if person.site else None,
        number.emergency_address if number else None,
    ]
    return next((one for one in choices if one and one.is_valid and str(one.country) == country), None)


class _Stock:
    """Free numbers of one country, handed out once each: those of a city first, then of anywhere."""

    def __init__(self, numbers: Sequence[PhoneNumber]) -> None:
        self._all = list(reversed(numbers))
        self._by_city: dict[str, list[PhoneNumber]] = defaultdict(list)
        for number in self._all:
            self._by_city[number.city.casefold()].append(number)
        self._given: set[int] = set()

    def take(self, city: str) -> PhoneNumber | None:
        for pile in (self._by_city.get(city.casefold(), []) if city else [], self._all):
            while pile:
                number = pile.pop()
                if number.pk not in self._given:
                    self._given.add(number.pk)
                    return number
        return None


def suggest(tenant: Tenant, people: Sequence[Person]) -> list[Proposal]:
    """A number for each person, of the person's country and if possible city; one query for each country."""
    stocks: dict[str, _Stock] = {}
    for country in {str(person.usage_location) for person in people}:
        free = free_numbers(tenant, country=country or "-").select_related("emergency_address")
        stocks[country] = _Stock(list(free[:CANDIDATES]))
    # People whose city is known choose first, or they would lose their numbers to those who can take any.
    chosen: dict[int, PhoneNumber | None] = {}
    for person in sorted(people, key=lambda one: not city_of(one)):
        chosen[person.pk] = stocks[str(person.usage_location)].take(city_of(person))
    return [
        Proposal(person, chosen[person.pk], default_address(person, chosen[person.pk])) for person in people
    ]
