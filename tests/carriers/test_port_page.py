"""The operator sets the sandbox's calendar forward and says what happens to the next port orders."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from carriers import sandbox_clock
from carriers.models import SandboxPort, SandboxPortAnswer
from carriers.port_scripts import CODES, chosen_by
from tenants.models import User
from tenants.scoping import all_tenants

URL = reverse("operator_carrier:ports")


@pytest.fixture
def olga(operator: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(operator)


def test_the_page_says_that_nothing_has_come(olga: Client) -> None:
    page = olga.get(URL).content.decode()
    assert "No port order has come" in page
    assert "Its days are as long as ours." in page


@pytest.mark.parametrize("count", [1, 3])
def test_orders_are_listed_in_queries_that_do_not_grow(
    olga: Client, count: int, django_assert_max_num_queries: Callable
) -> None:
    for n in range(count):
        numbers = {"+12065553000": {"words": "pending", "reason": ""}}
        SandboxPort.objects.create(
            reference=f"SP-{n}", ours=f"PO-{n}", numbers=numbers, changed_at=timezone.now()
        )
    with django_assert_max_num_queries(13):
        page = olga.get(URL).content.decode()
    assert page.count("SP-") == count


def test_the_calendar_goes_forward_for_what_is_there_and_on_the_record(olga: Client) -> None:
    before = timezone.now()
    assert olga.post(reverse("operator_carrier:skip_days"), {"days": 3}).status_code == 302
    later = timezone.now()
    assert (sandbox_clock.now(before) - before).days == 3
    assert (sandbox_clock.now(later) - later).days == 0
    with all_tenants():
        assert Event.objects.get().action == "sandbox_port.days_skipped"


@pytest.mark.parametrize("days", ["", "0", "61", "x", "1e9"])
def test_days_that_are_none_come_back(olga: Client, days: str) -> None:
    assert olga.post(reverse("operator_carrier:skip_days"), {"days": days}).status_code == 422


def test_the_next_answer_is_added_and_removed(olga: Client) -> None:
    typed = {"script": "reject", "code": "LSR_PENDING", "remaining": "2"}
    assert olga.post(reverse("operator_carrier:add_answer"), typed).status_code == 302
    answer = SandboxPortAnswer.objects.get()
    assert "LSR_PENDING" in olga.get(URL).content.decode()
    assert olga.post(reverse("operator_carrier:remove_answer", args=[answer.pk])).status_code == 302
    assert not SandboxPortAnswer.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"script": "reject", "code": "", "remaining": "1"}, "Choose the reason"),
        ({"script": "move", "code": "OTHER", "remaining": "1"}, "Only a rejection"),
        ({"script": "dance", "code": "", "remaining": "1"}, "valid choice"),
        ({"script": "move", "code": "", "remaining": "0"}, "greater than or equal"),
    ],
)
def test_an_answer_that_makes_no_sense_comes_back(olga: Client, typed: dict[str, str], words: str) -> None:
    answer = olga.post(reverse("operator_carrier:add_answer"), typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("account", "chosen"),
    [
        ("7741 2093", ("normal", "")),
        ("TEST-MOVE", ("move", "")),
        ("77 test late 5", ("late", "")),
        ("TEST-NOTHING", ("normal", "")),
        ("", ("normal", "")),
        *((f"TEST-{code}", ("reject", code)) for code in CODES),
    ],
)
def test_an_account_number_chooses_what_happens(account: str, chosen: tuple[str, str]) -> None:
    assert chosen_by(account) == chosen
