"""The pages of step 4, walked without JavaScript: search, hold, keep; and every door that is shut."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audit.models import Event
from credits.models import Lot
from numbering.models import HeldNumber, NumberOrder, PhoneNumber
from tenants.models import Tenant, User
from tenants.scoping import all_tenants, tenant_scope
from tests.cast import make_site
from tests.service_numbers.conftest import ClientOf, buy, give, pay, toll, toll_free, user_number, work

TOLL = {"country": "US", "kind": "geographic", "state": "Washington", "city": "Seattle", "quantity": "2"}
FREE = {"country": "US", "kind": "toll_free", "quantity": "2"}


def at(tenant: Tenant, rest: str = "") -> str:
    return f"/t/{tenant.slug}/service-numbers/{rest}"


def text(answer: Any) -> str:
    """The words of a page: no tags, blanks collapsed."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def order_of(tenant: Tenant) -> NumberOrder:
    with tenant_scope(tenant):
        return NumberOrder.objects.get()


def numbers_of(tenant: Tenant) -> list[PhoneNumber]:
    with tenant_scope(tenant):
        return list(PhoneNumber.objects.order_by("e164"))


def nothing_happened() -> bool:
    with all_tenants():
        return not (
            NumberOrder.objects.exists() or HeldNumber.objects.exists() or PhoneNumber.objects.exists()
        )


def hold(client: Client, tenant: Tenant, shelf: str = "toll", *picks: str, **more: str) -> Any:
    asked = (TOLL if shelf == "toll" else FREE) | {"usage": "voice_app"} | more
    return client.post(at(tenant, f"{shelf}/hold/"), {**asked, "pick": picks})


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
    assert f"You own 2 {kind} numbers. All are free: nothing answers yet." in words
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


# Toll-free needs credit (rules 4, 12, 15) ------------------------------------------------------------------------


def test_without_credit_the_toll_free_door_is_shut_and_says_why(
    ready: Tenant, admin: User, client_of: ClientOf
) -> None:
    page = client_of(admin).get(at(ready, "toll-free/"), {**FREE, "find": "1"})
    assert "Toll-free numbers need credit, and your balance is zero" in text(page)
    assert f'href="/t/{ready.slug}/credits/"'.encode() in page.content
    assert toll_free(0).encode() not in page.content
    assert b'name="find"' not in page.content
    assert b'name="find"' in client_of(admin).get(at(ready, "toll/")).content


def test_without_credit_a_forged_hold_is_refused(ready: Tenant, admin: User, client_of: ClientOf) -> None:
    client = client_of(admin)
    paths = [at(ready, "toll-free/hold/"), at(ready, "toll/hold/"), f"/t/{ready.slug}/numbers/people/hold/"]
    for path in paths:
        for usage in ("voice_app", "conference", "user"):
            for extra in ({"pick": toll_free(0)}, {"all": "1"}):
                answer = client.post(path, {**FREE, "usage": usage, **extra})
                assert answer.status_code in (302, 422), path
    with all_tenants():
        assert not NumberOrder.objects.filter(kind="toll_free").exists()
        assert not HeldNumber.objects.filter(e164__startswith="+1800").exists()
    answer = client.post(at(ready, "toll-free/hold/"), {**FREE, "pick": toll_free(0)}, follow=True)
    assert "Toll-free numbers need credit" in text(answer)


def test_credit_that_ended_meanwhile_stops_keep_extend_and_hold_again_but_not_letting_go(
    ready: Tenant, admin: User, client_of: ClientOf
) -> None:
    client = client_of(admin)
    pay(ready, admin)
    hold(client, ready, "toll-free", toll_free(0))
    order = order_of(ready)
    with tenant_scope(ready):
        Lot.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for act in ("keep", "extend", "hold-again"):
        client.post(at(ready, f"toll-free/orders/{order.pk}/{act}/?pick=%2B18002345001"))
        assert order_of(ready).status == NumberOrder.Status.HELD, act
    assert work() == 0
    client.post(at(ready, f"toll-free/orders/{order.pk}/let-go/"))
    assert order_of(ready).status == NumberOrder.Status.LET_GO


def test_payment_afterwards_opens_the_door(ready: Tenant, admin: User, client_of: ClientOf) -> None:
    Tenant.objects.filter(pk=ready.pk).update(postpaid=True)
    assert hold(client_of(admin), ready, "toll-free", toll_free(0)).status_code == 302
    assert order_of(ready).kind == "toll_free"


# Quotas ----------------------------------------------------------------------------------------------------------


def test_more_than_the_quota_is_refused_with_the_figures(
    ready: Tenant, admin: User, client_of: ClientOf
) -> None:
    client = client_of(admin)
    answer = client.get(at(ready, "toll/"), {**TOLL, "quantity": "6", "find": "1"})
    assert answer.status_code == 422
    assert "Your quota leaves 5. Enter 5 or fewer." in text(answer)
    answer = hold(client, ready, "toll", *[toll(n) for n in range(6)])
    assert answer.status_code == 422
    words = text(answer)
    assert "You chose 6 numbers." in words
    assert "allow 5 toll service numbers" in words
    assert "You can add 5." in words
    assert nothing_happened()


def test_toll_and_toll_free_are_counted_apart(ready: Tenant, admin: User, client_of: ClientOf) -> None:
    client = client_of(admin)
    pay(ready, admin)
    assert hold(client, ready, "toll", *[toll(n) for n in range(5)], quantity="5").status_code == 302
    words = text(client.get(at(ready)))
    assert "No room is left for another number of this kind" in words
    assert "Your licences allow 5 numbers of this kind: 0 owned, 5 held." in words
    assert hold(client, ready, "toll", toll(6), quantity="1").status_code == 422
    assert (
        hold(client, ready, "toll-free", *[toll_free(n) for n in range(5)], quantity="5").status_code == 302
    )


def test_the_band_of_the_table_is_shown(ready: Tenant, viewer: User, client_of: ClientOf) -> None:
    buy(ready, 99)
    buy(ready, 20, "MCOMEETADV")
    words = text(client_of(viewer).get(at(ready)))
    assert "Your 120 licences allow 30 numbers of each kind" in words
    assert "100 to 149 licences allow 30 numbers of each kind." in words
    assert "30 more licences would allow 40." in words


def test_without_a_licence_the_door_leads_to_step_two(
    tenant: Tenant, admin: User, client_of: ClientOf, reference_data: None
) -> None:
    make_site(tenant)
    page = client_of(admin).get(at(tenant))
    assert "You need a licence before you can hold service numbers" in text(page)
    assert f'href="/t/{tenant.slug}/licences/"'.encode() in page.content
    assert hold(client_of(admin), tenant, "toll", toll(0)).status_code == 422
    assert nothing_happened()


def test_a_tenant_of_direct_routing_is_shown_its_way(
    tenant: Tenant, admin: User, client_of: ClientOf, reference_data: None
) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(connectivity=Tenant.Connectivity.DIRECT_ROUTING)
    assert "Upload your own numbers" in text(client_of(admin).get(at(tenant)))


# What is shown ---------------------------------------------------------------------------------------------------


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


# Capacity --------------------------------------------------------------------------------------------------------


def test_an_admin_changes_how_many_calls_a_number_takes(
    ready: Tenant, admin: User, client_of: ClientOf
) -> None:
    number, client = give(ready, admin, toll(90))[0], client_of(admin)
    assert "This number takes 300 calls at the same time." in text(
        client.get(at(ready, f"capacity/{number.pk}/"))
    )
    answer = client.post(at(ready, f"capacity/{number.pk}/change/"), {"max_concurrent_calls": "120"})
    assert answer.status_code == 302
    assert numbers_of(ready)[0].max_concurrent_calls == 120
    with tenant_scope(ready):
        event = Event.objects.get(action="number.capacity_changed")
    assert event.before == {"max_concurrent_calls": 300}
    assert event.after == {"max_concurrent_calls": 120}


@pytest.mark.parametrize("typed", ["0", "-5", "2001", "many", "", "9" * 30, "\x00"])
def test_a_capacity_out_of_bounds_is_refused_and_what_was_typed_stays(
    ready: Tenant, admin: User, client_of: ClientOf, typed: str
) -> None:
    number = give(ready, admin, toll(90))[0]
    answer = client_of(admin).post(
        at(ready, f"capacity/{number.pk}/change/"), {"max_concurrent_calls": typed}
    )
    assert answer.status_code == 422
    assert b"There is a problem" in answer.content
    assert numbers_of(ready)[0].max_concurrent_calls == 300


def test_a_number_of_a_person_has_no_page_here(ready: Tenant, admin: User, client_of: ClientOf) -> None:
    number = give(ready, admin, user_number(90), usage="user")[0]
    assert client_of(admin).get(at(ready, f"capacity/{number.pk}/")).status_code == 404


def test_another_country_brings_its_own_notes(ready: Tenant, admin: User, client_of: ClientOf) -> None:
    make_site(ready, "London", "GB", time_zone="Europe/London")
    client, asked = client_of(admin), {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "country-notes"}
    answer = client.get(at(ready, "toll/"), {"country": "GB"}, **asked)  # type: ignore[arg-type]
    assert b"0843 to 0845" in answer.content
    assert b"<h1" not in answer.content
    for code in ("US", "FR", "\x00", ""):
        answer = client.get(at(ready, "toll/"), {"country": code}, **asked)  # type: ignore[arg-type]
        assert b"0843 to 0845" not in answer.content
