"""Judges the rows of a file of numbers, one after the other, each against what the rows before it have left.

What is asked of the database grows with the cities that the file names, never with its rows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from numbering import assignments, needs
from numbering.e164 import NotANumber, to_e164
from numbering.file_models import AssignmentRow
from numbering.files.columns import ASSIGN, UNASSIGN, act_of, next_free
from numbering.models import PhoneNumber
from numbering.queries import free_numbers
from numbering.search.suggestions import city_of, default_address
from spreadsheets.reading import Row, plain
from tenants.models import EmergencyAddress, Person, Site, Tenant
from tenants.search_keys import search_key
from ui.formats import national
from ui.refusals import Refusal
from ui.templatetags.ui import thousands

Verdict = AssignmentRow.Verdict
Status = PhoneNumber.Status


@dataclass(frozen=True)
class Judged:
    """The verdict on a row: `plan` has the keys of what it is about, `shown` the words for it."""

    verdict: str
    errors: list[str]
    plan: dict[str, int | None]
    shown: dict[str, str]


@dataclass(frozen=True)
class Asked:
    """A row's cells by what they are for, without blanks around them."""

    line: int
    person: str
    number: str
    address: str
    action: str

    @classmethod
    def of(cls, row: Row, fields: Sequence[str]) -> "Asked":
        """The cells that fill a field."""
        cells = {name: plain(cell) for name, cell in zip(fields, row.cells, strict=False) if name}
        return cls(
            row.line,
            cells.get("person", "").lower(),
            cells.get("number", ""),
            cells.get("address", ""),
            cells.get("action", ""),
        )


@dataclass
class World:
    """The tenant as the file sees it. Numbers and people change in memory, row by row; nothing is saved."""

    tenant: Tenant
    people: Mapping[str, Person]
    facts: needs.Facts
    numbers: dict[str, PhoneNumber]
    number_of: dict[int, PhoneNumber]
    addresses: Mapping[str, list[EmergencyAddress]]
    sites: Mapping[str, Site]
    stock: "Stock"
    read_numbers: Mapping[int, tuple[str, str]]
    lines: dict[int, int] = field(default_factory=dict)

    @classmethod
    def read(cls, tenant: Tenant, rows: Sequence[Asked]) -> "World":
        """The people and numbers that the rows name, and all emergency addresses and sites."""
        places = Places.read(tenant)
        people = places.people(row.person for row in rows)
        read = {row.line: _read_number(row, people.get(row.person)) for row in rows}
        named = {e164 for e164, _problem in read.values() if e164}
        owned = PhoneNumber.objects.filter(tenant=tenant).select_related("person")
        mine = places.numbers(owned.filter(person__in=people.values()))
        numbers = {one.e164: one for one in (*mine, *places.numbers(owned.filter(e164__in=named)))}
        return cls(
            tenant=tenant,
            people=people,
            facts=needs.Facts.read(tenant, people.values()),
            numbers=numbers,
            number_of={one.person_id: one for one in numbers.values() if one.person_id},
            addresses=places.by_name(),
            sites={search_key(site.name): site for site in places.sites.values()},
            stock=Stock(places, named, most=len(rows)),
            read_numbers=read,
        )


@dataclass(frozen=True)
class Places:
    """The tenant's sites and emergency addresses, read once: ten thousand people and numbers share a few of them."""

    tenant: Tenant
    addresses: Mapping[int, EmergencyAddress]
    sites: Mapping[int, Site]

    @classmethod
    def read(cls, tenant: Tenant) -> "Places":
        """Two queries."""
        addresses = {one.pk: one for one in EmergencyAddress.objects.filter(tenant=tenant)}
        for address in addresses.values():
            address.tenant = tenant
        places = cls(tenant, addresses, {one.pk: one for one in Site.objects.filter(tenant=tenant)})
        for site in places.sites.values():
            site.emergency_address = places.address(site.emergency_address_id)
        return places

    def address(self, key: int | None) -> EmergencyAddress | None:
        """The address with this key; None for one that was made after they were read."""
        return None if key is None else self.addresses.get(key)

    def by_name(self) -> dict[str, list[EmergencyAddress]]:
        """The addresses by what they are called in search."""
        found: dict[str, list[EmergencyAddress]] = {}
        for address in self.addresses.values():
            found.setdefault(search_key(address.name), []).append(address)
        return found

    def people(self, user_names: Iterable[str]) -> dict[str, Person]:
        """Those of these user names, with their sites."""
        found = Person.objects.filter(tenant=self.tenant, user_name__in=set(user_names))
        people = {one.user_name: one for one in found}
        for person in people.values():
            person.site = self.sites.get(person.site_id) if person.site_id else None
        return people

    def numbers(self, rows: Iterable[PhoneNumber]) -> list[PhoneNumber]:
        """The numbers, with the tenant and their addresses."""
        found = list(rows)
        for number in found:
            number.tenant = self.tenant
            number.emergency_address = self.address(number.emergency_address_id)
        return found


class Stock:
    """Free numbers for people, in the order of their digits. What a row names is not handed to another row."""

    def __init__(self, places: Places, named: set[str], *, most: int) -> None:
        self._places, self._named, self._most = places, named, most
        self._piles: dict[tuple[str, str], Iterator[PhoneNumber]] = {}
        self._given: set[str] = set()

    def take(self, country: str, city: str) -> PhoneNumber | None:
        """The next one of this country and city (of any, when it is empty) that no row has yet."""
        key = (country, city.casefold())
        if key not in self._piles:
            self._piles[key] = iter(self._pile(country, city))
        for number in self._piles[key]:
            if number.e164 not in self._given:
                self._given.add(number.e164)
                return number
        return None

    def _pile(self, country: str, city: str) -> Sequence[PhoneNumber]:
        free = free_numbers(self._places.tenant, country=country or "-").exclude(e164__in=self._named)
        if city:
            free = free.filter(city__iexact=city)
        return self._places.numbers(free[: self._most])


def judge(tenant: Tenant, rows: Sequence[Row], fields: Sequence[str]) -> list[Judged]:
    """The verdict on each row, in order, with all that is wrong with it."""
    asked = [Asked.of(row, fields) for row in rows]
    world = World.read(tenant, asked)
    return [_judge(one, row, world, len(fields)) for one, row in zip(asked, rows, strict=True)]


def _judge(asked: Asked, row: Row, world: World, columns: int) -> Judged:
    errors = _shape_errors(row, columns)
    act = act_of(asked.action)
    if not act:
        errors.append(_("Action is assign or unassign, and not “%(text)s”.") % {"text": asked.action[:60]})
        return Judged(
            Verdict.ERROR, errors, {}, {"person": asked.person, "user": "", "number": "", "address": ""}
        )
    person = _person(asked, world, errors, needed=act == ASSIGN)
    if act == UNASSIGN:
        return _judge_unassign(asked, person, world, errors)
    return _judge_assign(asked, person, world, errors)


def _shape_errors(row: Row, columns: int) -> list[str]:
    if any(cell.strip() for cell in row.cells[columns:]):
        words = {"cells": len(row.cells), "headings": columns}
        return [_("The row has %(cells)s cells and the first line has %(headings)s headings.") % words]
    return []


def _person(asked: Asked, world: World, errors: list[str], *, needed: bool) -> Person | None:
    if not asked.person:
        if needed:
            errors.append(_("Person is empty: write the user name, as in anna.berg@example.com."))
        return None
    person = world.people.get(asked.person)
    if person is None:
        errors.append(_("Nobody in the directory has the user name %(name)s.") % {"name": asked.person[:80]})
        return None
    first = world.lines.setdefault(person.pk, asked.line)
    if first != asked.line and act_of(asked.action) == ASSIGN and world.number_of.get(person.pk) is not None:
        errors.append(
            _("%(name)s is already on line %(line)s, and a person has one number.")
            % {"name": person, "line": thousands(first)}
        )
    return person


def _judge_assign(asked: Asked, person: Person | None, world: World, errors: list[str]) -> Judged:
    number = _wanted(asked, person, world, errors)
    named = _address(asked, world, errors)
    if number is None and person is not None:  # what is known to be missing is told all the same
        plan = not world.tenant.uses_direct_routing_only
        lacking = needs.licence_objections(person, world.facts, needs_plan=plan)
        errors += [refusal.sentence for refusal in lacking]
    if number is None or person is None:
        return _result(Verdict.ERROR, asked, errors, person, number, named)
    has = world.number_of.get(person.pk)
    if has is not None and has.e164 == number.e164:
        return _judge_address(asked, person, number, named, errors)
    address = named or default_address(person, number) or number.emergency_address
    if has is not None:
        words = {"person": person, "number": national(has.e164)}
        errors.append(_("%(person)s has %(number)s already. Take it away first.") % words)
    against = assignments.objections(number, person, address, world.facts)
    errors += [refusal.sentence for refusal in against]
    if errors:
        return _result(Verdict.ERROR, asked, errors, person, number, address)
    number.status, number.person, number.emergency_address = Status.ASSIGNED, person, address
    world.number_of[person.pk] = number
    return _result(Verdict.ASSIGN, asked, [], person, number, address)


def _judge_address(
    asked: Asked, person: Person, number: PhoneNumber, named: EmergencyAddress | None, errors: list[str]
) -> Judged:
    """Who has the number already can still get another emergency address."""
    if named is not None and not errors:
        try:
            needs.check_address(named, str(number.country))
        except Refusal as refusal:
            errors.append(refusal.sentence)
    address = named or number.emergency_address
    if errors:
        return _result(Verdict.ERROR, asked, errors, person, number, address)
    was = number.emergency_address
    if named is None or (was is not None and was.pk == named.pk):
        return _result(Verdict.UNCHANGED, asked, [], person, number, address)
    number.emergency_address = named
    return _result(Verdict.ADDRESS, asked, [], person, number, named)


def _judge_unassign(asked: Asked, person: Person | None, world: World, errors: list[str]) -> Judged:
    number = None
    if asked.number:
        number = _named_number(asked, world, errors)
    elif person is not None:
        number = world.number_of.get(person.pk)
        if number is None and not errors:
            return _result(Verdict.UNCHANGED, asked, [], person, None, None)
    elif not errors:
        errors.append(_("Person and Number are empty: one of them must say what is taken away."))
    if number is not None and not errors:
        errors += _unassign_errors(number, person)
    if errors or number is None:
        return _result(Verdict.ERROR, asked, errors, person, number, None)
    holder = number.person
    if holder is None:
        return _result(Verdict.UNCHANGED, asked, [], person, number, None)
    number.status, number.person = Status.UNASSIGNED, None
    world.number_of.pop(holder.pk, None)
    return _result(Verdict.UNASSIGN, asked, [], holder, number, None)


def _unassign_errors(number: PhoneNumber, person: Person | None) -> list[str]:
    if number.status == Status.RELEASING:
        return [_("%(number)s is being released.") % {"number": national(number.e164)}]
    if number.status == Status.ASSIGNED and number.person is None:
        try:
            assignments.refuse_assigned(number)
        except Refusal as refusal:
            return [refusal.sentence]
    if person is not None and number.person is not None and number.person.pk != person.pk:
        words = {"number": national(number.e164), "holder": number.person, "person": person}
        return [_("%(number)s belongs to %(holder)s, and not to %(person)s.") % words]
    return []


def _wanted(asked: Asked, person: Person | None, world: World, errors: list[str]) -> PhoneNumber | None:
    """The number that the row names, or the next free one of the place that it names."""
    if not asked.number:
        errors.append(_("Number is empty: write a number, “next free”, or “next free in” and a city."))
        return None
    city = next_free(asked.number)
    if city is None:
        return _named_number(asked, world, errors)
    if person is None:
        return None
    if (has := world.number_of.get(person.pk)) is not None:
        words = {"person": person, "number": national(has.e164)}
        errors.append(_("%(person)s has %(number)s already. Take it away first.") % words)
        return None
    country = str(person.usage_location)
    number = world.stock.take(country, city or city_of(person)) or (
        world.stock.take(country, "") if not city else None
    )
    if number is None:
        errors.append(_none_left(person, city, world))
    return number


def _none_left(person: Person, city: str, world: World) -> str:
    if not person.usage_location:
        return _("%(person)s's usage location is not set, so no number can be chosen.") % {"person": person}
    place = city or world.facts.name_of(str(person.usage_location))
    return _("No free number is left in %(place)s for %(person)s.") % {"place": place[:80], "person": person}


def _named_number(asked: Asked, world: World, errors: list[str]) -> PhoneNumber | None:
    e164, problem = world.read_numbers[asked.line]
    if problem:
        errors.append(problem)
        return None
    number = world.numbers.get(e164)
    if number is None:
        errors.append(_("You do not own %(number)s.") % {"number": national(e164)})
    return number


def _read_number(asked: Asked, person: Person | None) -> tuple[str, str]:
    """The number of a row in E.164, or what is wrong with it; a national one is of the person's country."""
    if not asked.number or next_free(asked.number) is not None:
        return "", ""
    try:
        return to_e164(asked.number, str(person.usage_location or "") if person else ""), ""
    except NotANumber as error:
        return "", error.sentence


def _address(asked: Asked, world: World, errors: list[str]) -> EmergencyAddress | None:
    """The emergency address of this name, or that of the site of this name."""
    if not asked.address:
        return None
    key, words = search_key(asked.address), {"name": asked.address[:80]}
    found = world.addresses.get(key, [])
    if len(found) > 1:
        errors.append(_("Several emergency addresses are called “%(name)s”.") % words)
        return None
    if found:
        return found[0]
    site = world.sites.get(key)
    if site is None:
        errors.append(_("No emergency address and no site is called “%(name)s”.") % words)
        return None
    if site.emergency_address is None:
        errors.append(_("The site “%(name)s” has no emergency address.") % words)
    return site.emergency_address


def _result(
    verdict: str,
    asked: Asked,
    errors: list[str],
    person: Person | None,
    number: PhoneNumber | None,
    address: EmergencyAddress | None,
) -> Judged:
    plan: dict[str, int | None] = {
        "person": person.pk if person else None,
        "number": number.pk if number else None,
        "address": address.pk if address else None,
    }
    shown: dict[str, Any] = {
        "person": str(person) if person else asked.person[:80],
        "user": person.user_name if person else "",
        "number": number.e164 if number else "",
        "asked": asked.number[:80],
        "address": address.name if address else "",
    }
    return Judged(verdict, list(dict.fromkeys(errors)), plan, shown)
