"""Several workers and several people at the same moment, each with a connection of its own."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from jobs import runner
from jobs.models import Job
from numbering.models import HeldNumber, PhoneNumber, Reservation
from numbering.reservations import reservations
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.numbering_core.conftest import work
from tests.races import at_once
from tests.reservations.conftest import ask, held, numbers_of, wish
from ui.refusals import Refusal

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data", "quiet"),
]


def test_four_workers_that_want_the_same_stock_hold_each_number_once(shop: Tenant, rosa: User) -> None:
    wanted = [ask(shop, rosa, wish(5), form=f"form {n}") for n in range(4)]
    at_once(*(partial(runner.run, pk) for pk in Job._base_manager.values_list("pk", flat=True)))
    numbers = [number for one in wanted for number in numbers_of(one)]
    assert len(numbers) == len(set(numbers)) == 20


def test_a_form_sent_twice_at_the_same_moment_is_one_request(shop: Tenant, rosa: User) -> None:
    first, second = at_once(*[partial(ask, shop, rosa, wish(5))] * 2)
    assert first.pk == second.pk
    assert Reservation._base_manager.count() == Job._base_manager.count() == 1


def test_whoever_decides_first_decides(shop: Tenant, rosa: User) -> None:
    reservation = held(shop, rosa, wish(6))

    def act(verb: Callable[..., Any]) -> Any:
        with tenant_scope(shop):
            return verb(Reservation.objects.select_related("tenant").get(), by=rosa)

    results = at_once(partial(act, reservations.confirm), partial(act, reservations.give_back))
    assert sum(isinstance(one, Refusal) for one in results) == 1
    work()
    reservation.refresh_from_db()
    assert reservation.status in ("done", "given_back")
    assert PhoneNumber._base_manager.count() == (6 if reservation.status == "done" else 0)
    assert not HeldNumber._base_manager.exists()
