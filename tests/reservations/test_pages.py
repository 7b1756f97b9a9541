"""The pages of many numbers at once: the form without scripts, the page that is watched and decided, the list."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from countries.models import Country
from jobs.models import Job
from numbering.models import HeldNumber, NumberOrder, PhoneNumber, Reservation, ReservationLine
from numbering.reservations import reservations
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_site
from tests.numbering_core.conftest import make_address, work
from tests.reservations.conftest import PORTLAND, SPOKANE, ask, held, line_of, numbers_of, wish

pytestmark = pytest.mark.usefixtures("shop")
ClientOf = Callable[[User], Client]


@pytest.fixture
def rosa(admin: User, client_of: ClientOf) -> Client:
    return client_of(admin)


@pytest.fixture
def base(tenant: Tenant) -> str:
    return f"/t/{tenant.slug}/numbers/reservations/"


def words(answer: Any) -> str:
    """The text of a page, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def lines(*given: tuple[str, str, str], **more: str) -> dict[str, str]:
    """A form with these lines: how many, where, what for."""
    data = {"token": "form", "lines": str(len(given)), "text": "", **more}
    for at, (quantity, place, usage) in enumerate(given):
        data |= {f"line-{at}-quantity": quantity, f"line-{at}-place": place, f"line-{at}-usage": usage}
    return data


def test_lines_that_are_clear_are_reserved_at_once(rosa: Client, base: str) -> None:
    answer = rosa.post(
        f"{base}new/",
        lines(("12", "Seattle", "user"), ("", "", "user"), ("5", "spokane, washington", "user"), reserve="1"),
    )
    reservation = Reservation._base_manager.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"{base}{reservation.pk}/"
    assert "waits for a worker" in words(rosa.get(answer["Location"]))
    again = rosa.post(f"{base}new/", lines(("12", "Seattle", "user"), reserve="1"))
    assert again["Location"] == answer["Location"], "the same form sent twice is one request"
    work()
    page = words(rosa.get(answer["Location"]))
    assert "17 of 17 numbers are held for you" in page
    assert "Acquire 17 numbers" in page
    assert "(206) 255-5000 – 11 (12)" in page


def test_a_list_becomes_lines_and_what_is_not_clear_is_asked(rosa: Client, base: str) -> None:
    answer = rosa.post(f"{base}new/", lines(text="12 in Seattle; 5 Spokan\n4 toll-free", read="1"))
    assert answer.status_code == 422
    content = answer.content.decode()
    assert 'value="Spokan"' in content
    assert "Do you mean one of these?" in words(answer)
    assert 'value="1:Spokane, Washington, United States"' in content
    assert 'value="voice_app" selected' in content, "toll-free numbers are not for people"
    data = {
        **lines(("12", "Seattle", "user"), ("5", "Spokan", "user")),
        "pick": "1:Spokane, Washington, United States",
    }
    picked = rosa.post(f"{base}new/", data)
    assert picked.status_code == 200
    assert 'value="Spokane, Washington, United States"' in picked.content.decode()


def test_lines_are_added_and_removed_without_scripts(rosa: Client, base: str) -> None:
    given = (("12", "Seattle", "user"), ("5", "Spokane", "conference"))
    more = rosa.post(f"{base}new/", lines(*given, add="1")).content.decode()
    assert 'name="lines" value="3"' in more
    assert 'value="Seattle"' in more
    fewer = rosa.post(f"{base}new/", lines(*given, drop="0")).content.decode()
    assert 'name="lines" value="1"' in fewer
    assert 'value="Seattle"' not in fewer
    assert 'value="conference" selected' in fewer


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ([], "Say how many numbers you want, and where."),
        ([("x", "Seattle", "user")], "Enter a number from 1 to 10,000."),
        ([("0", "Seattle", "user")], "Enter a number from 1 to 10,000."),
        ([("5", "", "user")], "Say where: a city, a country, or toll-free."),
        ([("5", "Nowhere-on-Sea", "user")], "The stock has no"),
        ([("5", "toll-free", "user")], "Toll-free numbers are not for people."),
        ([("5", "toll-free", "voice_app")], "your balance is zero"),
        ([("30", "Seattle", "user"), ("20", "Spokane", "user")], "You ask for 50 numbers in all."),
        ([("5", "Seattle", "nonsense")], "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    rosa: Client, base: str, given: list[tuple[str, str, str]], why: str
) -> None:
    answer = rosa.post(f"{base}new/", lines(*given, reserve="1"))
    assert answer.status_code == 422
    assert why in words(answer)
    for quantity, place, _usage in given:
        assert f'value="{quantity}"' in answer.content.decode()
        assert not place or f'value="{place}"' in answer.content.decode()
    assert not Reservation._base_manager.exists()


def test_the_sums_are_shown_beside_the_quotas(rosa: Client, base: str) -> None:
    page = words(
        rosa.post(f"{base}new/", lines(("30", "Seattle", "user"), ("20", "Spokane", "user"), reserve="1"))
    )
    assert "User numbers 43 50 7 too many" in page


def test_a_country_that_asks_for_an_address_at_once_gets_it_chosen(
    rosa: Client, base: str, tenant: Tenant
) -> None:
    Country.objects.filter(pk="US").update(emergency_address_moment="on_acquire")
    first = make_address(tenant)
    with tenant_scope(tenant):
        first.pk, first.name = None, "Second office"
        first.save()
    asked = rosa.post(f"{base}new/", lines(("5", "Seattle", "user"), reserve="1"))
    assert asked.status_code == 422
    assert "Emergency address in United States" in words(asked)
    given = {**lines(("5", "Seattle", "user"), reserve="1"), "address-US-emergency_address": str(first.pk)}
    assert rosa.post(f"{base}new/", given).status_code == 302
    assert ReservationLine._base_manager.get().emergency_address_id == first.pk
    work()
    assert NumberOrder._base_manager.get().emergency_address_id == first.pk


def test_the_only_address_of_a_country_is_taken(rosa: Client, base: str, tenant: Tenant) -> None:
    Country.objects.filter(pk="US").update(emergency_address_moment="on_acquire")
    none = rosa.post(f"{base}new/", lines(("5", "Seattle", "user"), reserve="1"))
    assert none.status_code == 422
    assert "You have no validated address in this country." in words(none)
    address = make_address(tenant)
    assert rosa.post(f"{base}new/", lines(("5", "Seattle", "user"), reserve="1")).status_code == 302
    assert ReservationLine._base_manager.get().emergency_address_id == address.pk


def test_what_is_short_is_taken_from_near_by_one_click(
    rosa: Client, base: str, tenant: Tenant, admin: User
) -> None:
    reservation = held(tenant, admin, wish(25))
    page = words(rosa.get(f"{base}{reservation.pk}/"))
    assert "5 numbers are missing" in page
    assert re.search(r"Hold 5 in Portland 23\d km away", page)
    assert "Ask the desk for 5 numbers" in page
    line = line_of(reservation)
    answer = rosa.post(f"{base}{reservation.pk}/lines/{line.pk}/instead/", {"place": "0"})
    assert answer.status_code == 302
    work()
    page = words(rosa.get(f"{base}{reservation.pk}/"))
    assert "25 of 25 numbers are held for you" in page
    assert "instead of Seattle, Washington, United States" in page
    for nonsense in ("", "9", "x", "²", "99999999999999999999"):
        assert (
            rosa.post(f"{base}{reservation.pk}/lines/{line.pk}/instead/", {"place": nonsense}).status_code
            == 302
        )
    assert len(numbers_of(reservation)) == 25


def test_it_polls_while_workers_are_at_it_and_then_stops(
    rosa: Client, base: str, tenant: Tenant, admin: User
) -> None:
    reservation = ask(tenant, admin, wish(5))
    page = f"{base}{reservation.pk}/"
    assert "data-polls" in rosa.get(page).content.decode()
    work()
    part = rosa.get(page, headers={"HX-Request": "true", "HX-Target": "reservation"}).content.decode()
    assert part.strip().startswith("<div")
    assert "data-polls" not in part


def test_confirming_giving_back_and_the_file(rosa: Client, base: str, tenant: Tenant, admin: User) -> None:
    first, second = held(tenant, admin, wish(5)), held(tenant, admin, wish(4, SPOKANE), form="other")
    rosa.post(f"{base}{first.pk}/confirm/")
    rosa.post(f"{base}{second.pk}/give-back/")
    work()
    page = words(rosa.get(f"{base}{first.pk}/"))
    assert "5 numbers are yours" in page
    assert PhoneNumber._base_manager.count() == 5
    lines_of_file = (
        b"".join(rosa.get(f"{base}{first.pk}/numbers.csv").streaming_content).decode().splitlines()
    )  # type: ignore[arg-type]
    assert len(lines_of_file) == 6
    assert lines_of_file[1].startswith("+12062555000,")
    gone = rosa.get(f"{base}{second.pk}/")
    assert "All numbers were given back" in words(gone)
    again = re.search(r'href="([^"]*\?text=[^"]*)"', gone.content.decode())
    assert again is not None
    form = rosa.get(html.unescape(again[1])).content.decode()
    assert 'value="Spokane, Washington, United States"' in form
    refused = rosa.post(f"{base}{second.pk}/confirm/")
    assert refused.status_code == 422
    assert "This reservation has ended" in words(refused)


def test_stopping_the_search_leaves_what_is_held_to_be_decided(
    rosa: Client, base: str, tenant: Tenant, admin: User
) -> None:
    reservation = held(tenant, admin, wish(25))
    with tenant_scope(tenant):
        reservations.take_alternative(line_of(reservation), PORTLAND, by=admin)
    assert rosa.post(f"{base}{reservation.pk}/stop/").status_code == 302
    page = words(rosa.get(f"{base}{reservation.pk}/"))
    assert "20 of 25 numbers are held for you" in page
    assert work() == 0
    assert Job._base_manager.filter(status="cancelled").count() == 1


def test_without_workers_the_page_says_so_and_holds_longer_by_hand(
    rosa: Client, base: str, tenant: Tenant, admin: User
) -> None:
    reservation = held(tenant, admin, wish(5))
    assert "Hold longer" in words(rosa.get(f"{base}{reservation.pk}/"))
    before = reservation.expires_at
    rosa.post(f"{base}{reservation.pk}/extend/")
    reservation.refresh_from_db()
    assert reservation.expires_at > before  # type: ignore[operator]


def test_a_viewer_sees_and_does_not_decide(
    base: str, tenant: Tenant, admin: User, viewer: User, client_of: ClientOf
) -> None:
    reservation = held(tenant, admin, wish(25))
    rosa = client_of(viewer)
    page = words(rosa.get(f"{base}{reservation.pk}/"))
    assert "Only a tenant admin can decide." in page
    assert "Acquire" not in page
    assert rosa.get(base).status_code == 200
    assert rosa.get(f"{base}new/").status_code == 403
    assert rosa.post(f"{base}{reservation.pk}/confirm/").status_code == 403


def test_the_page_of_a_part_is_the_page_of_the_whole(
    rosa: Client, base: str, tenant: Tenant, admin: User
) -> None:
    reservation = held(tenant, admin, wish(5))
    order = NumberOrder._base_manager.get()
    address = f"/t/{tenant.slug}/numbers/orders/{order.pk}/"
    assert rosa.get(address)["Location"] == f"{base}{reservation.pk}/"
    for verb in ("keep", "let-go", "extend", "hold-again"):
        assert rosa.post(f"{address}{verb}/").status_code in (302, 404)
    assert HeldNumber._base_manager.count() == 5


def test_steps_3_and_4_lead_there_and_show_what_is_open(
    rosa: Client, base: str, tenant: Tenant, admin: User
) -> None:
    make_site(tenant)
    held(tenant, admin, wish(5))
    step_3 = rosa.get(f"/t/{tenant.slug}/numbers/people/")
    assert f"{base}new/?usage=user" in step_3.content.decode()
    assert "Reserved as one request" in words(step_3)
    step_4 = rosa.get(f"/t/{tenant.slug}/service-numbers/")
    assert f"{base}new/?usage=voice_app" in step_4.content.decode()
    assert "Reserved as one request" not in words(step_4)


def test_the_list_and_the_page_take_the_same_queries_for_any_length(
    rosa: Client, base: str, tenant: Tenant, admin: User
) -> None:
    counts = []
    for turn in range(3):
        ask(tenant, admin, *[wish(1)] * (turn + 1), form=f"form {turn}")
        newest = Reservation._base_manager.order_by("-pk")[0]
        rosa.get(base)
        seen = []
        for page in (base, f"{base}{newest.pk}/"):
            with CaptureQueriesContext(connection) as queries:
                assert rosa.get(page).status_code == 200
            seen.append(len(queries))
        counts.append(seen)
    assert counts[0] == counts[1] == counts[2]
