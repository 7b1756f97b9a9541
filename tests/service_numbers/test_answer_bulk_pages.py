"""Step 9 for many numbers at once: what would happen first, then the act, and the way back."""

from typing import Any

import pytest
from django.test import Client

from numbering.models import PhoneNumber
from services.numbers import answers
from services.voice_apps import accounts
from services.voice_apps.models import VoiceApp
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.service_numbers.answering import answered_by, at, text, undo_of
from tests.service_numbers.conftest import ClientOf, give, toll, toll_free
from tests.voice_apps.conftest import make_app


@pytest.fixture
def client(admin: User, client_of: ClientOf) -> Client:
    return client_of(admin)


def test_many_are_previewed_and_then_assigned_and_taken_back(
    owner: Tenant, admin: User, client: Client, sales: VoiceApp
) -> None:
    free = give(owner, admin, toll(0), toll(1))
    [bridge_use] = give(owner, admin, toll(2), usage="conference")
    [parked, taken] = give(owner, admin, toll(3), toll(4))
    [toll_free_one] = give(owner, admin, toll_free(5), kind="toll_free")
    with tenant_scope(owner):
        answers.park([parked], by=admin)
        accounts.connect(taken, make_app(owner, "Service"), by=admin)
    every = [*free, bridge_use, parked, taken, toll_free_one]
    sent = {"act": "assign", "target": f"app-{sales.pk}", "pick": [n.pk for n in every], "next": at(owner)}
    page = client.post(at(owner, "bulk/"), sent)
    words = text(page)
    for sentence in (
        "Let call queue Sales answer 3 numbers?",
        "3 are left as they are, for the reason that stands beside each.",
        "Is for the conference bridge. Its use changes, and it will be answered by call queue Sales.",
        "It is parked. Unpark it first.",
        "Call queue Service answers it.",
        "Callers of a toll-free number are paid from your credit",
    ):
        assert sentence in words, sentence
    assert {answered_by(one) for one in free} == {""}
    done = client.post(at(owner, "bulk/"), {**sent, "confirmed": "3"}, follow=True)
    assert done.redirect_chain == [(at(owner), 302)]
    assert "3 numbers are answered by call queue Sales now." in text(done)
    assert {answered_by(one) for one in (*free, bridge_use)} == {"call queue Sales"}
    assert answered_by(taken) == "call queue Service"
    assert "Taken back for 3 numbers." in text(client.post(undo_of(done), follow=True))
    assert {answered_by(one) for one in (*free, bridge_use)} == {""}


def test_a_confirmation_of_something_else_than_what_was_shown_is_asked_again(
    owner: Tenant, admin: User, client: Client, sales: VoiceApp
) -> None:
    numbers = give(owner, admin, toll(0), toll(1))
    sent = {"act": "assign", "target": f"app-{sales.pk}", "pick": [n.pk for n in numbers], "confirmed": "2"}
    with tenant_scope(owner):
        answers.park([numbers[0]], by=admin)
    answer = client.post(at(owner, "bulk/"), sent)
    assert "Something has changed since you looked." in text(answer)
    assert answered_by(numbers[1]) == ""


def test_the_licences_that_are_left_go_to_the_first(
    owner: Tenant, admin: User, client: Client, sales: VoiceApp
) -> None:
    numbers = give(owner, admin, *[toll(n) for n in range(27)])
    with tenant_scope(owner):
        accounts.connect_many(numbers[:24], sales, by=admin)
    sent = {"act": "assign", "target": f"app-{sales.pk}", "pick": [n.pk for n in numbers[24:]]}
    page = client.post(at(owner, "bulk/"), sent)
    assert "Let call queue Sales answer 1 number?" in text(page)
    assert "No licence of a resource account is left for it." in text(page)
    assert "Buy 2 seats" in text(page)


def test_many_are_parked_unparked_and_each_is_taken_back(owner: Tenant, admin: User, client: Client) -> None:
    numbers = give(owner, admin, toll(0), toll(1))
    picks = [n.pk for n in numbers]
    parked = client.post(at(owner, "bulk/"), {"act": "park", "pick": picks, "confirmed": "2"}, follow=True)
    assert "2 numbers are parked." in text(parked)
    assert {answered_by(one) for one in numbers} == {"parked"}
    client.post(undo_of(parked))
    assert {answered_by(one) for one in numbers} == {""}
    client.post(at(owner, "bulk/"), {"act": "park", "pick": picks, "confirmed": "2"}, follow=True)
    free = client.post(at(owner, "bulk/"), {"act": "unpark", "pick": picks, "confirmed": "2"}, follow=True)
    client.post(undo_of(free))
    assert {answered_by(one) for one in numbers} == {"parked"}


def test_the_whole_list_is_meant_with_its_filters(owner: Tenant, admin: User, client: Client) -> None:
    numbers = give(owner, admin, toll(0), toll(1))
    [free_one] = give(owner, admin, toll_free(2), kind="toll_free")
    sent = {"act": "park", "everything": "1", "filters": "kind=geographic", "confirmed": "2"}
    client.post(at(owner, "bulk/"), sent)
    assert {answered_by(one) for one in numbers} == {"parked"}
    assert answered_by(free_one) == ""


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"act": "park"},
        {"act": "release", "pick": "1"},
        {"act": "assign", "pick": "1"},
        {"act": "park", "pick": ["x", "\x00", "9" * 30]},
        {"act": "park", "everything": "1", "filters": "\x00" * 3},
    ],
)
def test_nothing_chosen_is_answered(owner: Tenant, admin: User, client: Client, sent: dict[str, Any]) -> None:
    give(owner, admin, toll(0))
    sent = {**sent, "pick": PhoneNumber._base_manager.get().pk} if sent.get("pick") == "1" else sent
    answer = client.post(at(owner, "bulk/"), sent, headers={"Referer": f"http://testserver{at(owner)}"})
    assert answer.status_code in (200, 302)


# Who may, and how much it costs
