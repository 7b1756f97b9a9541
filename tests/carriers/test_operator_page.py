"""The operator sees the stock and tells the sandbox what to do wrong; nobody else does."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Event
from carriers import faults, stock
from carriers.base import NumberKind
from carriers.models import SandboxFault
from tenants.models import User
from tenants.scoping import all_tenants

URL = reverse("operator_carrier:stock")


@pytest.fixture
def olga(operator: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(operator)


def test_an_empty_stock_says_how_to_fill_it(olga: Client) -> None:
    answer = olga.get(URL)
    assert answer.status_code == 200
    assert "build_stock" in answer.content.decode()


@pytest.mark.parametrize("countries", [["US"], ["US", "FR", "GB"]])
def test_the_figures_are_counted_in_queries_that_do_not_grow(
    olga: Client, countries: list[str], django_assert_max_num_queries: Callable
) -> None:
    stock.put(
        [
            stock.Block(f"+1206{n}5550", 7, code, "", "", NumberKind.GEOGRAPHIC, True)
            for n, code in enumerate(countries)
        ]
    )
    with django_assert_max_num_queries(11):
        page = olga.get(URL).content.decode()
    assert f"{7 * len(countries)} of {7 * len(countries)} numbers" in page


def test_a_fault_is_added_used_up_and_removed_on_the_record(olga: Client) -> None:
    answer = olga.post(
        reverse("operator_carrier:add_fault"), {"operation": "acquire", "kind": "late", "remaining": 2}
    )
    assert answer.status_code == 302
    assert faults.take("acquire") == "late"
    fault = SandboxFault.objects.get()
    assert fault.remaining == 1
    olga.post(reverse("operator_carrier:remove_fault", args=[fault.pk]))
    assert faults.take("acquire") == ""
    with all_tenants():
        actions = list(Event.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["sandbox_fault.added", "sandbox_fault.removed"]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"operation": "x", "kind": "late", "remaining": 1},
        {"operation": "search", "kind": "fail", "remaining": 0},
    ],
)
def test_a_form_that_is_not_valid_comes_back(olga: Client, wrong: dict[str, object]) -> None:
    assert olga.post(reverse("operator_carrier:add_fault"), wrong).status_code == 422
    assert not SandboxFault.objects.exists()
    assert olga.post(reverse("operator_carrier:remove_fault", args=[99])).status_code == 404


def test_desk_agents_and_tenants_are_kept_out(
    desk: User, admin: User, client_of: Callable[[User], Client]
) -> None:
    assert client_of(desk).get(URL).status_code == 403
    assert client_of(admin).get(URL).status_code == 404
