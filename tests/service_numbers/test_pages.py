"""Step 4 walked without JavaScript: search, hold, keep; and what its page shows."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from numbering.models import HeldNumber, NumberOrder
from tenants.models import Tenant, User
from tenants.scoping import all_tenants, tenant_scope
from tests.cast import make_site
from tests.service_numbers.conftest import ClientOf, give, pay, toll, toll_free, user_number, work
from tests.service_numbers.walks import FREE, TOLL, at, hold, numbers_of, order_of, text


@pytest.mark.parametrize(
    ("shelf", "search", "number", "usage"),
    [("toll", TOLL, toll, "conference"), ("toll-free", FREE, toll_free, "voice_app")],
)
def test_a_number_is_searched_held_and_kept(
    ready: Tenant,
    admin: User,
    client_of: ClientOf,
    shelf: str,
    search: dict[str, str],
    number: object,
    usage: str,
) -> None:
    client, numbers = client_of(admin), [number(0), number(1)]  # type: ignore[operator]
    pay(ready, admin)
    asked = {**search, "usage": usage}
    page = client.get(at(ready, f"{shelf}/"), {**asked, "find": "1"})
    assert all(one in page.content.decode() for one in numbers)
    answer = client.post(at(ready, f"{shelf}/hold/"), {**asked, "pick": numbers})
    assert answer.status_code == 302
    assert answer["Location"] == at(ready, f"{shelf}/")
    order = order_of(ready)
    assert (order.usage, order.quantity) == (usage, 2)
    assert "Keep 2 numbers" in client.get(at(ready)).content.decode()
    answer = client.post(at(ready, f"{shelf}/orders/{order.pk}/keep/"))
    assert answer["Location"] == at(ready, f"{shelf}/orders/{order.pk}/")
    assert "are being acquired" in text(client.get(at(ready)))
    assert work() == 1
    assert [one.e164 for one in numbers_of(ready)] == numbers
    assert {one.max_concurrent_calls for one in numbers_of(ready)} == {300}
    assert {one.usage for one in numbers_of(ready)} == {usage}
    assert "2 numbers are yours" in text(client.get(answer["Location"]))
    words = text(client.get(at(ready)))
    kind = "toll-free" if shelf == "toll-free" else "toll"
    assert f"You own 2 {kind} numbers. All are free: nothing answers them yet." in words
    assert "Free, nothing answers yet" in words


def test_a_hold_is_let_go_and_taken_again(
    ready: Tenant, admin: User, client_of: ClientOf, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_of(admin)
    hold(client, ready, "toll", toll(3))
    order = order_of(ready)
    until = order.expires_at
    assert client.post(at(ready, f"toll/orders/{order.pk}/extend/")).status_code == 302
    assert order_of(ready).expires_at > until
    with django_capture_on_commit_callbacks(execute=True):  # the carrier is told when it is committed
        assert client.post(at(ready, f"toll/orders/{order.pk}/let-go/")).status_code == 302
    assert order_of(ready).status == NumberOrder.Status.LET_GO
    client.post(at(ready, f"toll/orders/{order.pk}/hold-again/?pick=%2B12062555103"))
    with tenant_scope(ready):
        assert HeldNumber.objects.get().e164 == toll(3)


def test_holds_of_both_shelves_stand_on_one_page(ready: Tenant, admin: User, client_of: ClientOf) -> None:
    client = client_of(admin)
    pay(ready, admin)
    hold(client, ready, "toll", toll(0))
    hold(client, ready, "toll-free", toll_free(0))
    page = client.get(at(ready))
    assert page.content.count(b"data-countdown=") == 2
    assert "2 numbers are held for you." in text(page)


def test_an_order_has_its_page_on_its_own_shelf_alone(
    ready: Tenant, admin: User, client_of: ClientOf
) -> None:
    client = client_of(admin)
    hold(client, ready, "toll", toll(0))
    order = order_of(ready)
    assert client.get(at(ready, f"toll/orders/{order.pk}/")).status_code == 200
    assert client.get(at(ready, f"toll-free/orders/{order.pk}/")).status_code == 404
    assert client.get(f"/t/{ready.slug}/numbers/orders/{order.pk}/").status_code == 404


def test_a_number_of_another_shelf_or_grade_cannot_be_forged_into_a_hold(
    ready: Tenant, admin: User, client_of: ClientOf
) -> None:
    client = client_of(admin)
    for foreign in (toll_free(0), user_number(0), "+4930123456", "+12062555999", "rubbish"):
        assert hold(client, ready, "toll", foreign).status_code == 422, foreign
    with all_tenants():
        assert not HeldNumber.objects.exists()


def test_the_use_of_a_person_cannot_be_forged(ready: Tenant, admin: User, client_of: ClientOf) -> None:
    hold(client_of(admin), ready, "toll", toll(0), usage="user")
    assert order_of(ready).usage == "voice_app"


def test_what_a_country_does_not_sell_online_leads_to_a_filled_request(
    ready: Tenant, admin: User, client_of: ClientOf
) -> None:
    page = client_of(admin).get(
        at(ready, "toll/"), {**TOLL, "usage": "conference", "contains": "99999", "find": "1"}
    )
    links = re.findall(r'href="(/t/\w+/requests/new/\?[^"]+)"', page.content.decode())
    wanted = ("usage=conference", "kind=geographic", "country=US", "city=Seattle", "quantity=2")
    assert links
    assert all(one in links[0] for one in wanted)


@pytest.mark.parametrize(
    ("country", "shelf", "words"),
    [
        ("GB", "toll", "0843 to 0845 or 0870 to 0872 cannot be ported in"),
        ("US", "toll-free", "begin with 800, 833, 844, 855, 866, 877 or 888"),
    ],
)
def test_what_is_worth_knowing_in_a_country_is_said(
    ready: Tenant, admin: User, client_of: ClientOf, country: str, shelf: str, words: str
) -> None:
    make_site(ready, "London", "GB", time_zone="Europe/London")
    pay(ready, admin)
    assert words in text(client_of(admin).get(at(ready, f"{shelf}/"), {"country": country}))


def test_requests_at_the_desk_are_shown(ready: Tenant, admin: User, client_of: ClientOf) -> None:
    form = {"title": "Vanity", "usage": "voice_app", "kind": "geographic", "country": "US", "quantity": "3"}
    assert client_of(admin).post(f"/t/{ready.slug}/requests/new/", form).status_code == 302
    words = text(client_of(admin).get(at(ready)))
    assert "The desk has 1 request for 3 numbers." in words
    assert "The desk looks for 3 numbers in United States" in words


def test_ported_and_delivered_numbers_stand_beside_the_quota(
    ready: Tenant, admin: User, client_of: ClientOf
) -> None:
    give(ready, admin, toll(90), toll(91))
    words = text(client_of(admin).get(at(ready)))
    assert "2 more are not counted" in words
    assert "5 left of 5" in words


def test_viewers_and_billing_look_but_do_not_touch(
    ready: Tenant, admin: User, viewer: User, billing: User, client_of: ClientOf
) -> None:
    hold(client_of(admin), ready, "toll", toll(0))
    number = give(ready, admin, toll(90))[0]
    order = order_of(ready)
    for user in (viewer, billing):
        client = client_of(user)
        page = client.get(at(ready, "toll/"), {**TOLL, "quantity": "1", "find": "1"})
        assert page.status_code == 200
        assert b"Only a tenant admin can hold numbers." in page.content
        assert b"/keep/" not in page.content
        assert client.get(at(ready, f"capacity/{number.pk}/")).status_code == 200
        assert hold(client, ready, "toll", toll(1)).status_code == 403
        for act in ("keep", "let-go", "extend", "hold-again"):
            assert client.post(at(ready, f"toll/orders/{order.pk}/{act}/")).status_code == 403
        answer = client.post(at(ready, f"capacity/{number.pk}/change/"), {"max_concurrent_calls": "5"})
        assert answer.status_code == 403
    assert order_of(ready).status == NumberOrder.Status.HELD


def test_a_stranger_finds_nothing_and_moves_nothing(
    ready: Tenant, admin: User, stranger: User, other_tenant: Tenant, client_of: ClientOf
) -> None:
    hold(client_of(admin), ready, "toll", toll(0))
    number = give(ready, admin, toll(90))[0]
    order, client = order_of(ready), client_of(stranger)
    assert client.get(at(ready)).status_code == 404
    assert client.get(at(other_tenant, f"toll/orders/{order.pk}/")).status_code == 404
    assert client.post(at(other_tenant, f"toll/orders/{order.pk}/keep/")).status_code == 404
    assert client.post(at(other_tenant, f"toll/orders/{order.pk}/let-go/")).status_code == 404
    assert client.get(at(other_tenant, f"capacity/{number.pk}/")).status_code == 404
    assert client.post(at(other_tenant, f"capacity/{number.pk}/change/")).status_code == 404
    assert toll(90).encode() not in client.get(at(other_tenant)).content
    assert order_of(ready).status == NumberOrder.Status.HELD


@pytest.mark.parametrize(
    "query",
    [
        "?find=1&country=ZZ&kind=%00&state=%ff&city=x&quantity=99999999999999999999&prefix=abc&contains=;",
        "?find=1&quantity=-1&usage=user&after=%00&at=x",
        "?find=1&quantity=1.5&after=%2B1&at=99999999999999",
        "?country=&kind=toll_free&usage=nothing&find=",
    ],
)
def test_garbage_in_the_address_is_answered(
    ready: Tenant, admin: User, client_of: ClientOf, query: str
) -> None:
    client = client_of(admin)
    pay(ready, admin)
    for place in ("", "toll/", "toll-free/"):
        assert client.get(at(ready, place) + query).status_code in (200, 422)
    for place in ("toll/hold/", "toll-free/hold/"):
        assert (
            client.post(at(ready, place), {"pick": ["\x00", "+", "١٢٣"], "quantity": "\x00"}).status_code
            == 422
        )
    assert client.get(at(ready, "mobile/")).status_code == 404
    assert client.get(at(ready, "toll/orders/99999999999999999999/")).status_code == 404
    assert client.get(at(ready, "capacity/99999999999999999999/")).status_code == 404


def test_the_page_asks_no_more_questions_for_more_numbers(
    ready: Tenant, admin: User, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(admin)
    give(ready, admin, toll(90))
    client.get(at(ready))
    with CaptureQueriesContext(connection) as first:
        client.get(at(ready))
    give(ready, admin, toll(91), toll(92))
    with django_assert_num_queries(len(first)):
        client.get(at(ready))


def test_another_country_brings_its_own_notes(ready: Tenant, admin: User, client_of: ClientOf) -> None:
    make_site(ready, "London", "GB", time_zone="Europe/London")
    client, asked = client_of(admin), {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "country-notes"}
    answer = client.get(at(ready, "toll/"), {"country": "GB"}, **asked)  # type: ignore[arg-type]
    assert b"0843 to 0845" in answer.content
    assert b"<h1" not in answer.content
    for code in ("US", "FR", "\x00", ""):
        answer = client.get(at(ready, "toll/"), {"country": code}, **asked)  # type: ignore[arg-type]
        assert b"0843 to 0845" not in answer.content
