"""The pages of requests, both sides."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from numbering.models import NumberRequest
from numbering.requests import requests
from numbering.requests.transitions import Side
from tenants.models import Tenant, User
from tenants.scoping import all_tenants, tenant_scope
from tests.requests.test_transitions import open_case

ClientOf = Callable[[User], Client]
FORM = {
    "title": "Numbers for Berlin",
    "usage": "user",
    "kind": "geographic",
    "country": "DE",
    "city": "Berlin",
    "quantity": "20",
    "description": "By March.",
}


def only_case() -> NumberRequest:
    with all_tenants():
        return NumberRequest.objects.select_related("claimed_by").get()


def test_a_request_travels_from_the_customer_to_the_desk_and_back(
    tenant: Tenant, admin: User, desk: User, client_of: ClientOf, reference_data: None
) -> None:
    customer, agent = client_of(admin), client_of(desk)
    assert customer.post(f"/t/{tenant.slug}/requests/new/", FORM).status_code == 302
    case = only_case()
    assert b"Numbers for Berlin" in agent.get("/desk/").content
    agent.post(f"/desk/requests/{case.pk}/claim/")
    agent.post(f"/desk/requests/{case.pk}/comment/", {"c-text": "They pay late", "c-private": "on"})
    agent.post(f"/desk/requests/{case.pk}/ask/", {"a-text": "Which street?"})
    page = customer.get(f"/t/{tenant.slug}/requests/{case.pk}/").content
    assert b"Which street?" in page
    assert b"They pay late" not in page
    customer.post(f"/t/{tenant.slug}/requests/{case.pk}/comment/", {"text": "Lindenstr. 5"})
    answer = agent.post(f"/desk/requests/{case.pk}/deliver/", {"d-numbers": "030 12340001\n+49 30 12340002"})
    assert answer.status_code == 302
    assert only_case().delivered_count == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"quantity": "0"}, b"greater than or equal to 1"),
        ({"quantity": "many"}, b"whole number"),
        ({"country": "ZZ"}, b"Select a valid choice"),
        ({"notify": "boss@"}, b"is not an e-mail address"),
        ({"kind": "toll_free"}, b"not for a person"),
        ({"title": ""}, b"Give the request a title."),
    ],
)
def test_a_bad_request_comes_back_with_what_was_typed(
    change: dict[str, str],
    words: bytes,
    tenant: Tenant,
    admin: User,
    client_of: ClientOf,
    reference_data: None,
) -> None:
    answer = client_of(admin).post(f"/t/{tenant.slug}/requests/new/", {**FORM, **change})
    assert answer.status_code == 422
    assert words in answer.content
    assert b"By March." in answer.content


@pytest.mark.parametrize(
    "numbers", ["", "hello", "+33184881000", "030 1\x00", "+493012340001, +493012340001"]
)
def test_a_bad_delivery_delivers_nothing(
    numbers: str, tenant: Tenant, admin: User, desk: User, client_of: ClientOf, reference_data: None
) -> None:
    case = open_case(tenant, admin)
    with tenant_scope(tenant):
        requests.claim(case, by=desk)
    answer = client_of(desk).post(f"/desk/requests/{case.pk}/deliver/", {"d-numbers": numbers})
    assert answer.status_code == 422
    assert only_case().delivered_count == 0


def test_what_a_search_did_not_find_arrives_filled_in(
    tenant: Tenant, admin: User, client_of: ClientOf, reference_data: None
) -> None:
    page = client_of(admin).get(f"/t/{tenant.slug}/requests/new/?country=DE&city=Berlin&quantity=20")
    assert b'value="Berlin"' in page.content
    assert b'value="20"' in page.content


def test_a_desk_button_that_is_shut_says_why(
    tenant: Tenant, admin: User, desk: User, client_of: ClientOf, reference_data: None
) -> None:
    case = open_case(tenant, admin)
    assert b"Claim the request first" in client_of(desk).get(f"/desk/requests/{case.pk}/").content


@pytest.mark.parametrize("view", ["new", "mine", "waiting", "open", "ended"])
@pytest.mark.parametrize("item_count", [1, 3])
def test_the_queue_takes_the_same_queries_for_any_length(
    view: str,
    item_count: int,
    tenant: Tenant,
    admin: User,
    desk: User,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(item_count):
        open_case(tenant, admin)
    client = client_of(desk)
    with django_assert_num_queries(14):
        assert client.get(f"/desk/{view}/?q=Berlin&country=DE").status_code == 200


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_list_and_the_timeline_take_the_same_queries_for_any_length(
    item_count: int,
    tenant: Tenant,
    admin: User,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    cases = [open_case(tenant, admin) for _number in range(item_count)]
    with tenant_scope(tenant):
        for number in range(item_count):
            requests.comment(cases[0], f"{number}", by=admin, side=Side.CUSTOMER)
    client = client_of(admin)
    with django_assert_num_queries(14):
        assert client.get(f"/t/{tenant.slug}/requests/").status_code == 200
    with django_assert_num_queries(11):
        assert client.get(f"/t/{tenant.slug}/requests/{cases[0].pk}/").status_code == 200
