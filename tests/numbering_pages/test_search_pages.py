"""Step 3: search, hold, keep and let go, without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carriers.models import SandboxFault
from countries.models import Country
from numbering import holds
from numbering.models import HeldNumber, NumberOrder, PhoneNumber
from tenants.models import EmergencyAddress, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_member, make_site
from tests.numbering_core.conftest import HOLD, buy, seattle
from tests.numbering_pages.conftest import ClientOf, needy, work

QUERY = {"country": "US", "state": "Washington", "city": "Seattle", "quantity": "4", "find": "1"}


def held(tenant: Tenant) -> set[str]:
    with tenant_scope(tenant):
        return set(HeldNumber.objects.values_list("e164", flat=True))


def hold(client: Client, base: str, *numbers: str, **more: str) -> NumberOrder:
    answer = client.post(f"{base}/people/hold/", {**QUERY, "pick": list(numbers), **more})
    assert answer.status_code == 302, answer.content.decode()
    return NumberOrder._base_manager.latest("pk")


def test_page_says_what_is_allowed_and_who_needs_a_number(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    needy(shop, "anna.berg")
    text = browser_of_admin.get(f"{base}/people/").content.decode()
    assert "You can add 43 more numbers" in text
    assert "1 person still needs one." in text


def test_search_lists_numbers_and_ticks_as_many_as_are_wanted(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    answer = browser_of_admin.get(f"{base}/people/", QUERY)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert text.count('name="pick"') == 20
    assert text.count(" checked") == 4
    assert "Runs on from the number above" in text


def test_selects_follow_the_country_and_the_state_without_scripts(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    text = browser_of_admin.get(f"{base}/people/", {"country": "US", "state": "Washington"}).content.decode()
    assert '<option value="Spokane"' in text
    assert '<option value="Washington" selected>' in text


def test_htmx_gets_the_fields_alone(shop: Tenant, browser_of_admin: Client, base: str) -> None:
    text = browser_of_admin.get(
        f"{base}/people/",
        {"state": "Washington"},
        headers={"HX-Request": "true", "HX-Target": "search-fields"},
    ).content.decode()
    assert text.lstrip().startswith('<div class="stack stack--wide" id="search-fields"')


def test_city_with_too_few_brings_its_neighbours(shop: Tenant, browser_of_admin: Client, base: str) -> None:
    text = browser_of_admin.get(
        f"{base}/people/", {**QUERY, "city": "Spokane", "quantity": "5"}
    ).content.decode()
    assert "Only 3 numbers in Spokane fit." in text
    assert "Washington, like Spokane" in text
    assert "city=Spokane" in text  # the request form knows what was looked for


def test_more_than_the_quota_leaves_is_refused_with_the_figure(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    answer = browser_of_admin.get(f"{base}/people/", {**QUERY, "quantity": "44"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Your quota leaves 43." in text
    assert 'value="44"' in text


@pytest.mark.parametrize(
    "query",
    [
        {"country": "ZZ", "state": "\x00", "city": "x" * 500, "find": "1"},
        {"find": "1", "quantity": "9" * 40},
        {"find": "1", "quantity": "-1", "contains": "abc"},
        {"find": "1", "after": "+1; drop", "at": "9" * 30},
        {"find": "1", "after": "+12062155550", "at": "x", "kind": "satellite", "usage": "voice_app"},
        {"prefix": "٣٤", "find": "1"},
    ],
)
def test_garbage_in_the_address_is_answered(
    shop: Tenant, browser_of_admin: Client, base: str, query: dict[str, str]
) -> None:
    assert browser_of_admin.get(f"{base}/people/", query).status_code in (200, 422)


def test_hold_then_keep_makes_the_numbers_the_tenants(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    order = hold(browser_of_admin, base, seattle(1), seattle(2))
    text = browser_of_admin.get(f"{base}/people/").content.decode()
    assert "2 numbers in Seattle, Washington are held for you" in text
    assert "data-countdown" in text
    assert "Keep 2 numbers" in text
    answer = browser_of_admin.post(f"{base}/orders/{order.pk}/keep/")
    assert answer["Location"] == f"{base}/orders/{order.pk}/"
    assert 'hx-trigger="every' in browser_of_admin.get(answer["Location"]).content.decode()
    work()
    after = browser_of_admin.get(answer["Location"]).content.decode()
    assert "2 numbers are yours" in after
    assert 'hx-trigger="every' not in after
    with tenant_scope(shop):
        assert PhoneNumber.objects.count() == 2


def test_keeping_twice_acquires_once(shop: Tenant, browser_of_admin: Client, base: str) -> None:
    order = hold(browser_of_admin, base, seattle(1))
    for _time in range(2):
        assert browser_of_admin.post(f"{base}/orders/{order.pk}/keep/").status_code == 302
    work()
    with tenant_scope(shop):
        assert PhoneNumber.objects.count() == 1


def test_only_some_can_be_kept(shop: Tenant, browser_of_admin: Client, base: str) -> None:
    order = hold(browser_of_admin, base, seattle(1), seattle(2), seattle(3))
    nothing = browser_of_admin.post(f"{base}/orders/{order.pk}/keep/", {"some": "1"})
    assert nothing.status_code == 422
    assert "Select the numbers that you want to keep." in nothing.content.decode()
    browser_of_admin.post(f"{base}/orders/{order.pk}/keep/", {"some": "1", "pick": [seattle(2)]})
    work()
    with tenant_scope(shop):
        assert list(PhoneNumber.objects.values_list("e164", flat=True)) == [seattle(2)]
    assert held(shop) == set()


def test_letting_go_can_be_undone(
    shop: Tenant, browser_of_admin: Client, base: str, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    order = hold(browser_of_admin, base, seattle(1), seattle(2))
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser_of_admin.post(f"{base}/orders/{order.pk}/let-go/", follow=True)
    assert "2 numbers are let go." in answer.content.decode()
    assert held(shop) == set()
    undo = f"{base}/orders/{order.pk}/hold-again/?pick=%2B{seattle(1)[1:]}&pick=%2B{seattle(2)[1:]}"
    browser_of_admin.post(undo)
    assert held(shop) == {seattle(1), seattle(2)}


def test_hold_can_be_longer(shop: Tenant, browser_of_admin: Client, base: str) -> None:
    order = hold(browser_of_admin, base, seattle(1))
    before = order.expires_at
    text = browser_of_admin.post(f"{base}/orders/{order.pk}/extend/", follow=True).content.decode()
    assert "The hold is longer now" in text
    with tenant_scope(shop):
        order.refresh_from_db()
    assert order.expires_at > before


def test_numbers_taken_meanwhile_are_named_and_the_rest_is_held(
    shop: Tenant, other_tenant: Tenant, stranger: User, browser_of_admin: Client, base: str
) -> None:
    buy(other_tenant, "MCOPSTN1", 5)
    with tenant_scope(other_tenant):
        holds.hold(other_tenant, [seattle(2)], by=stranger, **HOLD)
    answer = browser_of_admin.post(
        f"{base}/people/hold/", {**QUERY, "pick": [seattle(1), seattle(2), seattle(3)]}, follow=True
    )
    text = answer.content.decode()
    assert "Somebody else took (206) 255-5002 meanwhile. 2 numbers are held for you." in text
    assert held(shop) == {seattle(1), seattle(3)}


def test_all_taken_keeps_what_was_searched(
    shop: Tenant, other_tenant: Tenant, stranger: User, browser_of_admin: Client, base: str
) -> None:
    buy(other_tenant, "MCOPSTN1", 5)
    with tenant_scope(other_tenant):
        holds.hold(other_tenant, [seattle(2)], by=stranger, **HOLD)
    answer = browser_of_admin.post(f"{base}/people/hold/", {**QUERY, "pick": [seattle(2)]})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "taken by somebody else" in text
    assert '<option value="Seattle" selected>' in text


def test_a_form_sent_twice_is_told_that_its_own_tenant_holds_the_numbers(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    """A double click without scripts: "somebody else" would send the admin to search for other numbers."""
    form = {**QUERY, "pick": [seattle(1), seattle(2)]}
    assert browser_of_admin.post(f"{base}/people/hold/", form).status_code == 302
    text = browser_of_admin.post(f"{base}/people/hold/", form).content.decode()
    assert "You hold these 2 numbers already: (206) 255-5001, (206) 255-5002." in text
    assert "somebody else" not in text
    assert held(shop) == {seattle(1), seattle(2)}


def test_holding_nothing_is_refused_in_words(shop: Tenant, browser_of_admin: Client, base: str) -> None:
    answer = browser_of_admin.post(f"{base}/people/hold/", QUERY)
    assert answer.status_code == 422
    assert "Select the numbers that you want to hold." in answer.content.decode()
    assert browser_of_admin.post(f"{base}/people/hold/", {}).status_code == 422


def test_address_is_asked_for_where_the_country_wants_it_at_once(
    shop: Tenant, address: EmergencyAddress, browser_of_admin: Client, base: str
) -> None:
    Country.objects.filter(pk="US").update(emergency_address_moment="on_acquire")
    text = browser_of_admin.get(f"{base}/people/", QUERY).content.decode()
    assert "emergency_address" in text
    answer = browser_of_admin.post(f"{base}/people/hold/", {**QUERY, "pick": [seattle(1)]})
    assert answer.status_code == 422
    assert "Choose the address where an emergency call sends help." in answer.content.decode()
    assert f'value="{seattle(1)}"' in answer.content.decode()
    order = hold(browser_of_admin, base, seattle(1), emergency_address=str(address.pk))
    assert order.emergency_address_id == address.pk


def test_country_without_online_stock_leads_to_the_request_form(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    Country.objects.filter(pk="DE").update(user_numbers=True, user_number_channel="form")
    make_site(shop, "Berlin", "DE")
    text = browser_of_admin.get(f"{base}/people/", {"country": "DE", "find": "1"}).content.decode()
    assert "has no online stock" in text
    assert "requests/new/?usage=user" in text
    assert "country=DE" in text


def test_silent_carrier_is_a_sentence_and_no_error_page(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    SandboxFault.objects.create(operation="search", kind="fail", remaining=3)
    answer = browser_of_admin.get(f"{base}/people/", QUERY)
    assert answer.status_code == 200
    assert "The carrier did not answer the search." in answer.content.decode()


def test_viewer_sees_and_cannot_act(shop: Tenant, viewer: User, client_of: ClientOf, base: str) -> None:
    client = client_of(viewer)
    text = client.get(f"{base}/people/", QUERY).content.decode()
    assert "Only a tenant admin can hold numbers." in text
    assert client.post(f"{base}/people/hold/", QUERY).status_code == 403


def test_order_of_another_tenant_is_not_there(
    shop: Tenant, browser_of_admin: Client, base: str, other_tenant: Tenant, client_of: ClientOf
) -> None:
    order = hold(browser_of_admin, base, seattle(1))
    spy = client_of(make_member(other_tenant, "admin", "spy@kestrel.example"))
    assert spy.get(f"/t/{other_tenant.slug}/numbers/orders/{order.pk}/").status_code == 404
    assert spy.post(f"/t/{other_tenant.slug}/numbers/orders/{order.pk}/keep/").status_code == 404


def test_search_takes_as_many_queries_for_many_rows_as_for_one(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    counts = []
    for digits in ("5001", "5001", "500"):
        with CaptureQueriesContext(connection) as seen:
            browser_of_admin.get(f"{base}/people/", {**QUERY, "quantity": "1", "contains": digits})
        counts.append(len(seen))
    assert counts[1] == counts[2]


def test_direct_routing_tenant_is_led_to_its_own_numbers(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    Tenant.objects.filter(pk=shop.pk).update(connectivity="direct_routing")
    answer = browser_of_admin.get(f"{base}/people/")
    assert answer["Location"] == f"{base}/direct-routing/"


def test_quota_that_is_used_up_says_so(
    tenant: Tenant, browser_of_admin: Client, base: str, reference_data: None
) -> None:
    answer = browser_of_admin.get(f"{base}/people/", QUERY)
    assert answer.status_code == 422
    assert "Your quota leaves none." in answer.content.decode()


def test_city_that_is_sold_out_shows_the_nearest(shop: Tenant, browser_of_admin: Client, base: str) -> None:
    text = browser_of_admin.get(
        f"{base}/people/", {**QUERY, "city": "Spokane", "contains": "255", "quantity": "2"}
    ).content.decode()
    assert "No number in Spokane fits. These are the nearest." in text


def test_a_refused_act_stays_under_set_up(shop: Tenant, browser_of_admin: Client, base: str) -> None:
    """A form that came back lit "Numbers" in the masthead, though its step had not been left."""
    page = browser_of_admin.post(f"{base}/people/hold/", {**QUERY, "pick": []}).content.decode()
    assert f'<a href="/t/{shop.slug}/" aria-current="page" data-key="s">Set-up</a>' in page
