"""Suggestions of the directory while somebody types."""

from collections.abc import Callable

from django.test import Client

from tenants.models import Tenant, User
from tests.cast import make_person

ClientOf = Callable[[User], Client]


def test_people_are_suggested_by_all_words_that_were_typed(
    tenant: Tenant, viewer: User, client_of: ClientOf
) -> None:
    make_person(tenant, "anna.berg")
    make_person(tenant, "anna.silva")
    page = client_of(viewer).get("/t/halden/people/suggest/", {"timeout-person": "ann BER"}).content.decode()
    assert page.count("<option") == 1
    assert 'value="Anna Berg (anna.berg@halden.example)"' in page


def test_nothing_typed_suggests_nobody_and_garbage_is_answered(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    make_person(tenant)
    client = client_of(admin)
    for query in ({}, {"q": ""}, {"q": "\x00"}, {"q": "zzz"}, {"q": "()" * 400}):
        answer = client.get("/t/halden/people/suggest/", query)
        assert answer.status_code == 200
    assert b"<option" not in client.get("/t/halden/people/suggest/", {"q": "zzz"}).content


def test_at_most_eight_are_suggested_and_nobody_of_another_tenant(
    tenant: Tenant, other_tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    make_person(other_tenant, "kim.foreign")
    for number in range(12):
        make_person(tenant, f"kim.{number}")
    page = client_of(admin).get("/t/halden/people/suggest/", {"q": "kim"}).content.decode()
    assert page.count("<option") == 8
    assert "foreign" not in page
