"""Charges at the same moment, each over a connection of its own."""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections

from credits.charges import Charge, Shortfall
from tenants.models import Tenant
from tests.credits.worlds import balance_of, charge, pay

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads that start together."""
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(at: int) -> None:
        try:
            barrier.wait(10)
            results[at] = acts[at]()
        except Exception as error:
            results[at] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_the_last_money_is_spent_once(tenant: Tenant) -> None:
    pay(tenant, "50", "A")
    pay(tenant, "50", "B")
    answers = at_once(*(lambda n=n: charge(tenant, "30", f"CALL-{n}") for n in range(6)))
    assert sum(isinstance(answer, Charge) for answer in answers) == 3
    assert sum(isinstance(answer, Shortfall) for answer in answers) == 3
    assert balance_of(tenant) == 10


def test_the_same_charge_from_several_workers_is_taken_once(tenant: Tenant) -> None:
    pay(tenant)
    answers = at_once(*(lambda: charge(tenant, "30.5") for _ in range(5)))
    assert sorted(answer.replayed for answer in answers) == [False, True, True, True, True]
    assert balance_of(tenant) == Decimal("69.5")
