"""The way on leads to a page of ours, or nowhere."""

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory

from tenants.models import Tenant, User
from ui.ways import here, way_on, with_way_on, words_of


@pytest.mark.parametrize(
    ("wanted", "way"),
    [
        ("/t/halden/", "/t/halden/"),
        ("/t/halden/people/?q=a&country=US", "/t/halden/people/?q=a&country=US"),
        ("", ""),
        ("https://elsewhere.example/", ""),
        ("//elsewhere.example/", ""),
        ("javascript:alert(1)", ""),
        ("/t/\x00", ""),
    ],
)
def test_only_a_page_of_ours_is_a_way_on(wanted: str, way: str) -> None:
    requests = RequestFactory()
    assert way_on(requests.get("/", {"next": wanted})) == way
    assert way_on(requests.post("/", {"next": wanted})) == way


def test_an_address_takes_its_way_on_along() -> None:
    assert with_way_on("/a/", "") == "/a/"
    assert with_way_on("/a/", "/b/?c=d&e=f") == "/a/?next=%2Fb%2F%3Fc%3Dd%26e%3Df"
    assert with_way_on("/a/?x=1", "/b/") == "/a/?x=1&next=%2Fb%2F"


def test_a_way_that_leads_back_to_ways_without_end_is_not_carried() -> None:
    assert with_way_on("/a/", "/b/" + "x" * 2000) == "/a/"
    assert with_way_on("/a/#part", "/b/") == "/a/?next=%2Fb%2F#part"


def test_the_page_to_come_back_to_is_the_one_that_is_shown_or_the_one_whose_form_was_sent() -> None:
    requests = RequestFactory()
    assert here(requests.get("/a/?q=1")) == "/a/?q=1"
    form_at = {"Referer": "http://testserver/form/?q=2"}
    assert here(requests.post("/a/hold/", headers=form_at)) == "/form/?q=2"
    assert here(requests.post("/a/hold/")) == ""
    assert here(requests.post("/a/hold/", headers={"Referer": "http://elsewhere.example/form/"})) == ""
    part = {"HX-Request": "true", "HX-Current-URL": "http://testserver/list/"}
    assert here(requests.get("/part/", headers=part)) == "/list/"


def test_a_way_back_is_called_by_the_name_of_its_page(tenant: Tenant) -> None:
    assert words_of(f"/t/{tenant.slug}/licences/?a=b") == "Back to step 2, Licences"
    assert words_of(f"/t/{tenant.slug}/history/") == "Back to where you were"
    assert words_of("/no/such/page/") == "Back to where you were"


@pytest.mark.parametrize("sent", ["/t/halden/numbers/people/", "//elsewhere.example/"])
def test_a_page_that_a_step_led_to_leads_back_and_to_nowhere_else(
    tenant: Tenant, admin: User, client_of: Callable[[User], Client], sent: str
) -> None:
    page = client_of(admin).get(f"/t/{tenant.slug}/licences/", {"next": sent}).content.decode()
    assert ("Back to step 3, User numbers" in page) == sent.startswith("/t/")
    assert 'href="//elsewhere' not in page


def test_the_sign_in_page_calls_no_way_in_a_way_back(db: None) -> None:
    assert "Back to" not in Client().get("/account/login/", {"next": "/t/halden/"}).content.decode()


@pytest.mark.usefixtures("reference_data")
def test_a_refused_act_leads_to_its_mend_and_back(
    tenant: Tenant, admin: User, client_of: Callable[[User], Client]
) -> None:
    """The door of a refusal takes along the page on which the act was tried."""
    url = f"/t/{tenant.slug}/requests/new/"
    toll_free = {"title": "A", "usage": "voice_app", "kind": "toll_free", "country": "US", "quantity": "1"}
    page = client_of(admin).post(
        url, toll_free, headers={"Referer": f"http://testserver{url}?kind=toll_free"}
    )
    assert page.status_code == 422
    door = f"/t/{tenant.slug}/credits/?next=%2Ft%2Fhalden%2Frequests%2Fnew%2F%3Fkind%3Dtoll_free"
    assert f'href="{door}"' in page.content.decode()


def test_paying_leads_back_to_what_lacked_the_credit(
    tenant: Tenant, billing: User, client_of: Callable[[User], Client]
) -> None:
    back = f"/t/{tenant.slug}/service-numbers/toll-free/"
    client = client_of(billing)
    page = client.get(f"/t/{tenant.slug}/credits/", {"next": back}).content.decode()
    assert f'<input type="hidden" name="next" value="{back}">' in page
    form = {"amount": "50", "method": "card:accepted", "next": back}
    check = client.post(f"/t/{tenant.slug}/credits/pay/", form).content.decode()
    assert f'<input type="hidden" name="next" value="{back}">' in check
    paid = client.post(f"/t/{tenant.slug}/credits/pay/", {**form, "confirm": "1"}, follow=True)
    assert f'href="{back}"' in paid.content.decode()
