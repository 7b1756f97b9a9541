"""Who can be dialled by extension and by name, why others cannot, and the page that shows it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from numbering.models import PhoneNumber
from services.attendants import directories
from services.attendants.directories import Entry, Reason
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.attendants.conftest import ClientOf, callable_person
from tests.cast import make_person
from tests.numbering_pages.conftest import own

BY_EXTENSION, BY_NAME = directories.WAYS


def entry(tenant: Tenant, person: Person, way: str = BY_EXTENSION) -> Entry:
    with tenant_scope(tenant):
        rows = list(directories.people().filter(pk=person.pk))
        return directories.entries(way, rows, directories.shared_extensions())[0]


@pytest.mark.parametrize(
    ("fields", "dialled"),
    [
        ({"extension": "204"}, "204"),
        ({"office_phone": "+14255550100;ext=1204"}, "1204"),
        ({"office_phone": "+1 (425) 555-0100x204"}, "204"),
        ({"office_phone": "X204"}, "204"),
        ({"extension": "300", "office_phone": "x204"}, "300"),
    ],
)
def test_an_extension_is_read_where_the_rules_look_for_it(
    tenant: Tenant, fields: dict[str, str], dialled: str
) -> None:
    found = entry(tenant, callable_person(tenant, **fields))
    assert (found.dialled, found.reason) == (dialled, None)


@pytest.mark.parametrize(
    "phone", ["+1 425 555 0100 ext 204", "204", "x2", "x12345678901", "+14255550100;ext=", "xyz"]
)
def test_what_cannot_be_read_as_an_extension_is_none(tenant: Tenant, phone: str) -> None:
    found = entry(tenant, callable_person(tenant, office_phone=phone))
    assert (found.dialled, found.reason) == ("", Reason.NO_EXTENSION)
    assert (phone in found.words) == ("x" in phone)


def test_an_extension_of_the_line_is_not_read_and_that_is_said(tenant: Tenant) -> None:
    anna = callable_person(tenant)
    own(tenant, 1, person=anna, status=PhoneNumber.Status.ASSIGNED, extension="204")
    found = entry(tenant, anna)
    assert found.reason == Reason.NO_EXTENSION
    assert "Extension 204 stands only with the number" in found.words


def test_two_people_with_one_extension_are_reached_by_nobody(tenant: Tenant) -> None:
    anna = callable_person(tenant, extension="204")
    ben = callable_person(tenant, "ben.okafor", office_phone="x204")
    for person in (anna, ben):
        assert entry(tenant, person).reason == Reason.SHARED
    with tenant_scope(tenant):
        assert directories.figures() == directories.Figures(2, 0, 2)


def test_without_phone_system_nobody_is_reached_in_either_way(tenant: Tenant) -> None:
    carla = make_person(tenant, "carla.silva", extension="205")
    dora = callable_person(tenant, "dora.holm", extension="206", needs_telephony=False)
    for person, why in ((carla, "has no Phone System licence"), (dora, "is not marked for telephony")):
        for way in directories.WAYS:
            found = entry(tenant, person, way)
            assert (found.reason, found.dialled) == (Reason.NO_TELEPHONE, "")
            assert found.words == f"No call comes through: this person {why}."


@pytest.mark.parametrize(
    ("name", "dialled"),
    [
        ("Anna Berg", "266202374#"),
        ("Zoë O'Neill", "9630663455#"),
        ("Søren Æby", "7673602329#"),
        ("R2-D2", "73#"),
    ],
)
def test_a_name_is_spelt_on_the_keys(tenant: Tenant, name: str, dialled: str) -> None:
    found = entry(tenant, callable_person(tenant, "some.body", display_name=name), BY_NAME)
    assert (found.dialled, found.reason) == (dialled, None)


def test_a_name_without_latin_letters_cannot_be_spelt(tenant: Tenant) -> None:
    found = entry(tenant, callable_person(tenant, "some.body", display_name="小林 さくら"), BY_NAME)
    assert found.reason == Reason.NO_LETTERS
    with tenant_scope(tenant):
        assert directories.figures().by_name == 0


def test_figures_agree_with_the_rows(tenant: Tenant) -> None:
    for n, fields in enumerate(
        ({"extension": "204"}, {"office_phone": "x204"}, {"office_phone": "x300"}, {})
    ):
        callable_person(tenant, f"person.{n}", **fields)
    make_person(tenant, "no.licence", extension="999")
    with tenant_scope(tenant):
        shared = directories.shared_extensions()
        rows = list(directories.people())
        for way in directories.WAYS:
            reached = [one for one in directories.entries(way, rows, shared) if one.reason is None]
            assert directories.figures().of(way) == len(reached)
            asked = directories.people().filter(directories.can_be_dialled(way, shared))
            assert {one.person.pk for one in reached} == {person.pk for person in asked}


@pytest.fixture
def some(tenant: Tenant) -> list[Any]:
    return [
        callable_person(tenant, extension="204"),
        callable_person(tenant, "ben.okafor"),
        make_person(tenant, "carla.silva", extension="206"),
    ]


@pytest.mark.parametrize(
    ("way", "query", "shown"),
    [
        ("by_extension", {}, {"Anna Berg", "Ben Okafor", "Carla Silva"}),
        ("by_extension", {"show": "yes"}, {"Anna Berg"}),
        ("by_extension", {"show": "no"}, {"Ben Okafor", "Carla Silva"}),
        ("by_name", {"show": "yes"}, {"Anna Berg", "Ben Okafor"}),
        ("by_name", {"q": "silva", "show": "no"}, {"Carla Silva"}),
        ("by_name", {"q": "\x00", "show": "odd", "after": "x"}, {"Anna Berg", "Ben Okafor", "Carla Silva"}),
    ],
)
def test_the_page_shows_who_is_asked_for(
    browser_of_admin: Client, some: list[Any], way: str, query: dict[str, str], shown: set[str]
) -> None:
    text = browser_of_admin.get(f"/t/halden/attendants/dial/{way}/", query).content.decode()
    assert {name for name in ("Anna Berg", "Ben Okafor", "Carla Silva") if name in text} == shown


def test_the_page_counts_and_says_why(browser_of_admin: Client, some: list[Any]) -> None:
    text = browser_of_admin.get("/t/halden/attendants/dial/by_extension/").content.decode()
    assert "they reach 1 of 3 people" in " ".join(text.split())
    assert "No extension is set." in text
    assert "this person has no Phone System licence." in text
    assert browser_of_admin.get("/t/halden/attendants/dial/by_smell/").status_code == 404


def test_the_page_takes_as_many_queries_for_three_people_as_for_one(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    client, counts = client_of(admin), []
    callable_person(tenant, extension="204")
    client.get("/t/halden/attendants/dial/by_extension/")
    for n in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get("/t/halden/attendants/dial/by_extension/")
        counts.append(len(seen))
        callable_person(tenant, f"some.body{n}")
        callable_person(tenant, f"any.body{n}", office_phone="x20")
    assert counts[0] == counts[1]
