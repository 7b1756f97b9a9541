"""A refusal becomes words: a message and the way back, a page, or an answer that HTMX understands."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from tenants.models import Tenant, User
from ui.middleware import HtmxMessagesMiddleware, RefusalMiddleware, way_back
from ui.refusals import Refusal
from ui.toasts import action_of, say

REFUSAL = Refusal("You have 41, so you can add 2.", url="/t/halden/licences/", link="See the sum")


def make_request(method: str = "post", **headers: str) -> HttpRequest:
    request: Any = getattr(RequestFactory(), method)("/t/halden/numbers/", headers=headers)
    request._messages = CookieStorage(request)
    request.tenant = SimpleNamespace(slug="halden", name="Halden")
    request.user = SimpleNamespace(is_authenticated=False)
    return request  # type: ignore[no-any-return]


def answer(request: HttpRequest, exception: Exception = REFUSAL) -> HttpResponse | None:
    return RefusalMiddleware(lambda _: HttpResponse()).process_exception(request, exception)


def test_other_exceptions_stay_bugs() -> None:
    assert answer(make_request(), ValueError("bug")) is None


def violation(statement: str) -> IntegrityError:
    """What the database says when this statement is carried out and its links are looked at."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{statement}; SET CONSTRAINTS ALL IMMEDIATE")
    return caught.value


def test_what_vanished_while_it_was_named_is_told(admin: User) -> None:
    gone = violation("UPDATE tenants_membership SET tenant_id = 0")
    request = make_request()
    response = answer(request, gone)
    assert response is not None
    assert response.status_code == 302
    (message,) = get_messages(request)
    assert "removed at the same moment. Nothing is saved" in str(message)


def test_other_things_that_the_database_refuses_stay_bugs(tenant: Tenant) -> None:
    assert answer(make_request(), violation("UPDATE tenants_tenant SET slug = NULL")) is None


def test_a_post_goes_back_with_the_sentence_and_its_link() -> None:
    request = make_request(referer="http://testserver/t/halden/numbers/?sort=-city")
    response = answer(request)
    assert response is not None
    assert response.status_code == 302
    assert response["Location"] == "/t/halden/numbers/?sort=-city"
    (message,) = get_messages(request)
    assert str(message) == REFUSAL.sentence
    assert action_of(message).url == f"{REFUSAL.url}?next=%2Ft%2Fhalden%2Fnumbers%2F%3Fsort%3D-city"
    assert action_of(message).label == REFUSAL.link


@pytest.mark.parametrize(
    "referer", ["", "https://elsewhere.example/x", "//elsewhere.example/x", "javascript:alert(1)"]
)
def test_a_foreign_way_back_leads_home(referer: str) -> None:
    assert way_back(make_request(referer=referer)) == "/t/halden/"


def test_a_referer_with_a_double_slash_path_cannot_leave_the_site() -> None:
    assert not way_back(make_request(referer="http://testserver//elsewhere.example/x")).startswith("//")


def test_htmx_is_told_to_load_the_page_again() -> None:
    response = answer(make_request(**{"HX-Request": "true", "HX-Current-URL": "http://testserver/t/halden/"}))
    assert response is not None
    assert response["HX-Redirect"] == "/t/halden/"


def test_a_get_of_htmx_swaps_nothing_but_the_message() -> None:
    request = make_request("get", **{"HX-Request": "true"})
    response = answer(request)
    assert response is not None
    assert response["HX-Reswap"] == "none"
    finished = HtmxMessagesMiddleware(lambda _: response)(request)
    assert isinstance(finished, HttpResponse)
    assert "innerHTML:#messages" in finished.content.decode()
    assert REFUSAL.sentence in finished.content.decode()


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("x", headers={"HX-Redirect": "/"}),
        HttpResponse("x", content_type="text/csv"),
        HttpResponse(status=204),
        HttpResponse("x", status=302),
    ],
)
def test_messages_wait_for_a_page_that_can_show_them(response: HttpResponse) -> None:
    request = make_request("get", **{"HX-Request": "true"})
    say(request, "Done.")
    before = response.content
    HtmxMessagesMiddleware(lambda _: response)(request)
    assert response.content == before


def test_an_undo_is_a_form_with_a_token() -> None:
    request = make_request("get", **{"HX-Request": "true"})
    say(request, "Assigned.", undo="/t/halden/undo/7/")
    response = HtmxMessagesMiddleware(lambda _: HttpResponse("<p></p>"))(request)
    assert isinstance(response, HttpResponse)
    html = response.content.decode()
    assert 'method="post" action="/t/halden/undo/7/"' in html
    assert "csrfmiddlewaretoken" in html


def test_opening_an_address_that_only_takes_forms_says_that_nothing_was_sent(
    tenant: Tenant, admin: User, client_of: Callable[[User], Client]
) -> None:
    answer = client_of(admin).get(f"/t/{tenant.slug}/credits/pay/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "Nothing was sent" in answer.content.decode()
