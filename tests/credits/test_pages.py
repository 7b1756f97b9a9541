"""The pages of a tenant's credit: who may do what, what is shown first, what is refused, and that nothing typed is lost."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from credits.models import Account, ExpectedUse, Recharge
from licensing import catalogue
from licensing.models import Assignment
from numbering.inventory import receive
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.credits.recharging import again, ask, recharges_of, work
from tests.credits.worlds import at, balance_of, charge, pay, text

ClientOf = Callable[[User], Client]
CARD = "card:accepted"

pytestmark = pytest.mark.usefixtures("reference_data")


@pytest.mark.parametrize("role", ["admin", "billing"])
def test_a_payment_is_shown_before_it_is_made_and_made_once_though_sent_twice(
    tenant: Tenant, role: str, client_of: ClientOf, request: pytest.FixtureRequest
) -> None:
    client, once = client_of(request.getfixturevalue(role)), str(uuid4())
    form = {"amount": "100", "method": CARD, "once": once}
    page = client.post(at(tenant, "pay/"), form)
    assert "Pay US$ 100.00" in text(page)
    assert b"?amount=100&amp;method=card%3Aaccepted#pay" in page.content, "what was typed is kept"
    assert recharges_of(tenant) == []
    for _time in range(2):
        answer = client.post(at(tenant, "pay/"), {**form, "confirm": "1"})
        assert answer.status_code == 302
    work()
    assert balance_of(tenant) == 100
    assert "US$ 100.00 is in your credit" in text(client.get(answer["Location"]))


@pytest.mark.parametrize(
    ("amount", "method", "words"),
    [
        ("12", CARD, "Enter an amount from US$ 50"),
        ("", CARD, "is not filled in"),
        ("lots", CARD, "Enter a number"),
        ("100", "card:stolen", "Select a valid choice"),
        ("99999999999", CARD, "no more than 9 digits"),
    ],
)
def test_what_cannot_be_paid_comes_back_with_what_was_typed(
    tenant: Tenant, admin: User, client_of: ClientOf, amount: str, method: str, words: str
) -> None:
    answer = client_of(admin).post(at(tenant, "pay/"), {"amount": amount, "method": method})
    assert answer.status_code == 422
    assert words in text(answer)
    assert f'value="{amount}"'.encode() in answer.content or not amount


def test_a_second_recharge_is_refused_with_the_way_to_the_first(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    first = ask(tenant, admin)
    answer = client_of(admin).post(at(tenant, "pay/"), {"amount": "60", "method": CARD})
    assert answer.status_code == 422
    assert at(tenant, f"recharges/{first.pk}/").encode() in answer.content


def test_a_viewer_reads_everything_and_changes_nothing(
    tenant: Tenant, admin: User, viewer: User, client_of: ClientOf
) -> None:
    recharge, client = ask(tenant, admin), client_of(viewer)
    for rest in (
        "",
        "ledger/",
        "ledger/export/",
        "recharges/",
        f"recharges/{recharge.pk}/",
        "automatic/",
        "estimate/",
    ):
        page = client.get(at(tenant, rest))
        assert page.status_code == 200
        assert b'method="post"' not in b"".join(page).split(b"<main", 1)[-1], rest
    for rest in (
        "pay/",
        "automatic/save/",
        "automatic/resume/",
        "estimate/expect/",
        f"recharges/{recharge.pk}/withdraw/",
    ):
        assert client.post(at(tenant, rest)).status_code == 403


def test_without_a_gateway_the_provider_is_asked_and_that_is_said(
    tenant: Tenant, admin: User, client_of: ClientOf, settings: Settings
) -> None:
    settings.SANDBOX_PAYMENT = False
    client = client_of(admin)
    assert "This console has no payment gateway" in text(client.get(at(tenant)))
    form = {"amount": "100", "method": "provider"}
    assert "Ask the provider for US$ 100.00" in text(client.post(at(tenant, "pay/"), form))
    assert client.post(at(tenant, "pay/"), {**form, "method": CARD, "confirm": "1"}).status_code == 422
    answer = client.post(at(tenant, "pay/"), {**form, "confirm": "1"}, follow=True)
    assert "Your provider has been told" in text(answer)


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ("expired", "The card has expired. Nothing was taken"),
        ("silent", "The money may have been taken or not"),
        ("", "Your provider has been told"),
    ],
)
def test_each_end_of_a_recharge_is_said_honestly(
    tenant: Tenant, admin: User, client_of: ClientOf, card: str, words: str
) -> None:
    recharge = ask(tenant, admin, card)
    work()
    assert words in text(client_of(admin).get(at(tenant, f"recharges/{recharge.pk}/")))
    for page in ("", "recharges/", "automatic/"):
        assert client_of(admin).get(at(tenant, page)).status_code == 200


def test_a_page_of_a_recharge_asks_again_only_while_it_is_being_paid(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    recharge, client = ask(tenant, admin), client_of(admin)
    url = at(tenant, f"recharges/{recharge.pk}/")
    headers = {"HX-Request": "true", "HX-Target": "recharge"}
    fragment = client.get(url, headers=headers)
    assert b"hx-trigger" in fragment.content
    assert b"<html" not in fragment.content
    work()
    assert b"hx-trigger" not in client.get(url, headers=headers).content


def test_withdrawing_and_asking_again_over_the_page(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    client, first = client_of(admin), ask(tenant, admin, "")
    assert client.post(at(tenant, f"recharges/{first.pk}/withdraw/")).status_code == 302
    assert again(first).status == "withdrawn"
    second = ask(tenant, admin, "silent")
    work()
    assert client.post(at(tenant, f"recharges/{second.pk}/ask-again/")).status_code == 302
    assert again(second).status == "paying"


class TestLedger:
    """The ledger as a page and as a file."""

    @pytest.fixture(autouse=True)
    def moved(self, tenant: Tenant) -> None:
        pay(tenant, reference="INV-1")
        charge(tenant, "3.25", "CALL-9", note="to +33")

    @pytest.mark.parametrize(
        ("query", "there", "gone"),
        [
            ("kind=charge", "CALL-9", "INV-1"),
            ("kind=payment", "INV-1", "CALL-9"),
            ("purpose=toll_free", "CALL-9", "INV-1"),
            ("q=inv", "INV-1", "CALL-9"),
            ("q=%2B33", "CALL-9", "INV-1"),
        ],
    )
    def test_filters_narrow_page_and_file_alike(
        self, tenant: Tenant, viewer: User, client_of: ClientOf, query: str, there: str, gone: str
    ) -> None:
        for rest in ("ledger/", "ledger/export/"):
            content = b"".join(client_of(viewer).get(at(tenant, f"{rest}?{query}"))).decode()
            assert there in content
            assert gone not in content

    def test_a_month_has_what_was_in_it(self, tenant: Tenant, admin: User, client_of: ClientOf) -> None:
        client = client_of(admin)
        assert "No movement matches" in text(client.get(at(tenant, "ledger/?month=2020-01")))
        for odd in ("2026-13", "0000-01", "9999-12", "now", "2026-1", "%00"):
            assert client.get(at(tenant, f"ledger/?month={odd}")).status_code == 200

    def test_the_file_has_exact_figures_and_defuses_formulas(
        self, tenant: Tenant, admin: User, client_of: ClientOf
    ) -> None:
        charge(tenant, "0.0125", "CALL-10", note="=1+1")
        content = b"".join(client_of(admin).get(at(tenant, "ledger/export/"))).decode()
        assert "-0.0125,CALL-10" in content
        assert "'=1+1" in content

    def test_a_stranger_sees_nothing_of_it(self, tenant: Tenant, stranger: User, client_of: ClientOf) -> None:
        other = at(Tenant.objects.get(slug="kestrel"), "ledger/export/")
        assert b"CALL-9" not in b"".join(client_of(stranger).get(other))


class TestEstimate:
    """Expected minutes."""

    LINE = {"kind": "out_of_plan", "country": "US", "called": "landline", "minutes": "100"}

    def test_a_line_is_added_changed_taken_out_and_brought_back(
        self, tenant: Tenant, admin: User, client_of: ClientOf
    ) -> None:
        client = client_of(admin)
        for minutes in ("100", "250"):
            client.post(at(tenant, "estimate/expect/"), {**self.LINE, "minutes": minutes})
        with tenant_scope(tenant):
            line = ExpectedUse.objects.get()
        assert line.minutes == 250
        page = client.post(at(tenant, f"estimate/{line.pk}/forget/"), follow=True)
        undo = re.search(r'action="([^"]*undo=1[^"]*)"', page.content.decode())
        assert undo
        client.post(undo[1].replace("&amp;", "&"))
        with tenant_scope(tenant):
            assert ExpectedUse.objects.get().minutes == 250

    @pytest.mark.parametrize("change", [{"minutes": "0"}, {"minutes": "x"}, {"country": "ZZ"}, {"kind": ""}])
    def test_odd_lines_come_back(
        self, tenant: Tenant, admin: User, client_of: ClientOf, change: dict[str, str]
    ) -> None:
        answer = client_of(admin).post(at(tenant, "estimate/expect/"), {**self.LINE, **change})
        assert answer.status_code == 422

    def test_a_rate_that_is_not_stated_is_left_out_and_the_page_says_so(
        self, tenant: Tenant, admin: User, client_of: ClientOf
    ) -> None:
        client = client_of(admin)
        client.post(at(tenant, "estimate/expect/"), {**self.LINE, "kind": "toll_free"})
        page = text(client.get(at(tenant, "estimate/")))
        assert "not stated" in page
        assert "The sum leaves 1 line out" in page

    def test_the_days_that_a_payment_takes_are_kept(
        self, tenant: Tenant, admin: User, client_of: ClientOf
    ) -> None:
        client = client_of(admin)
        assert client.post(at(tenant, "estimate/lead/"), {"lead_days": "100"}).status_code == 422
        assert client.post(at(tenant, "estimate/lead/"), {"lead_days": "12"}).status_code == 302
        with tenant_scope(tenant):
            assert Account.objects.get().lead_days == 12


def test_people_who_lack_the_licence_are_counted_and_the_door_names_them(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    catalogue.load()
    wanted = {
        "anna": ("MCOPSTN_PAYG_1",),
        "ben": ("MCOPSTN1",),
        "carla": ("MCOPSTN_PAYG_1", "MCOPSTNPP"),
        "dev": (),
    }
    for name, skus in wanted.items():
        person = make_person(tenant, name)
        with tenant_scope(tenant):
            for sku in skus:
                Assignment.objects.create(
                    tenant=tenant, person=person, product_id=sku, state="active", usage_location="US"
                )
    client = client_of(admin)
    page = text(client.get(at(tenant)))
    assert "1 person holds the Communications Credits licence" in page
    assert "1 person with a Pay-As-You-Go plan lacks it" in page
    assert "1 person with a plan or Audio Conferencing lacks it" in page
    for gap, name in (("credits_must", "Anna"), ("credits_advised", "Ben")):
        door = client.get(f"/t/{tenant.slug}/licences/assign/?missing={gap}&product=MCOPSTNPP")
        assert [other for other in ("Anna", "Ben", "Carla", "Dev") if other in text(door)] == [name]


def test_what_stops_is_said_where_toll_free_numbers_are(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    with tenant_scope(tenant):
        values = {"origin": "requested", "usage": "conference", "kind": "toll_free", "country": "US"}
        number = receive(tenant, ["+18002345001"], by=admin, **values)[0]
    client = client_of(admin)
    pages = {
        f"/t/{tenant.slug}/service-numbers/": "Calls to your 1 toll-free number are not put through.",
        f"/t/{tenant.slug}/numbers/{number.pk}/": "Calls to this number are not put through.",
        at(tenant): "Calls to your 1 toll-free number are not put through.",
    }
    for url, words in pages.items():
        assert words in text(client.get(url)), url
    pay(tenant)
    for url, words in pages.items():
        assert words not in text(client.get(url)), url


def test_pages_take_the_same_queries_at_one_item_and_at_three(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    client = client_of(admin)
    pages = ("", "ledger/", "recharges/", "automatic/", "estimate/")

    def add(number: int) -> None:
        pay(tenant, reference=f"INV-{number}")
        charge(tenant, "1", f"CALL-{number}")
        with tenant_scope(tenant):
            ExpectedUse.objects.create(
                tenant=tenant, kind="out_of_plan", country="US", called=f"x{number}", minutes=5
            )
            Recharge.objects.create(
                tenant=tenant, origin="manual", status="declined", amount=60, balance=0, asked_by_name="Rosa"
            )

    def counts() -> dict[str, int]:
        found = {}
        for rest in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(at(tenant, rest)).status_code == 200
                found[rest] = len(queries)
        return found

    add(1)
    counts()  # whatever is looked up once
    at_one = counts()
    add(2)
    add(3)
    assert counts() == at_one
    assert max(at_one.values()) < 80
