"""Real transactions and real processes: charges at the same moment, and workers that are killed while they pay."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from credits import gateways, settlements
from credits.charges import Charge, Shortfall
from credits.gateways import Answer, Outcome
from credits.models import Recharge
from credits.sandbox_gateway import SandboxGateway
from jobs.models import Job
from jobs.sweeps import sweep
from tenants.models import Tenant, User
from tests.credits.recharging import again, ask, automatic, booked, recharges_of, taken, work
from tests.credits.worlds import balance_of, charge, pay
from tests.kills import in_a_worker_that_dies
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


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


@pytest.mark.kill
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    ("die_at", "card"),
    [
        ("before pay", "accepted"),
        ("after pay", "accepted"),  # charged at the gateway, and nobody here knows
        ("before record_payment", "twice"),
        ("after record_payment", "accepted"),  # inside the transaction that books
        ("after book", "accepted"),
        ("after _next_try", "poor"),
    ],
)
def test_a_worker_killed_while_paying_charges_once_and_books_once(
    tenant: Tenant, admin: User, die_at: str, card: str
) -> None:
    recharge = ask(tenant, admin, card)
    job = Job._base_manager.get()
    in_a_worker_that_dies(job.pk, die_at, SandboxGateway, settlements)
    assert sweep(grace_seconds=-1) == 0, "the lease still runs"
    Job._base_manager.update(lease_until=timezone.now() - timedelta(seconds=1))
    work()
    paid = [Decimal(100)] if card != "poor" else []
    assert (taken(), booked(tenant)) == (paid, paid)
    assert again(recharge).status == ("paid" if paid else "declined")
    assert again(recharge).tries == (1 if paid else 3)


@pytest.mark.usefixtures("quiet")
def test_charges_that_cross_the_trigger_at_one_moment_make_one_recharge(tenant: Tenant, admin: User) -> None:
    pay(tenant)
    automatic(tenant, admin)
    answers = at_once(*(lambda n=n: charge(tenant, "16", f"CALL-{n}") for n in range(6)))
    assert all(isinstance(answer, Charge) for answer in answers)
    assert len(recharges_of(tenant)) == 1
    work()
    assert (taken(), balance_of(tenant)) == ([200], 204)


@pytest.mark.usefixtures("quiet")
def test_two_people_who_add_credit_at_one_moment_make_one_recharge(
    tenant: Tenant, admin: User, billing: User
) -> None:
    answers = at_once(lambda: ask(tenant, admin), lambda: ask(tenant, billing))
    assert sum(isinstance(answer, Recharge) for answer in answers) == 1


@pytest.mark.usefixtures("quiet")
def test_a_notice_and_the_answer_at_one_moment_book_once(tenant: Tenant, admin: User) -> None:
    recharge = ask(tenant, admin)
    Recharge._base_manager.update(status="paying")
    key = recharge.key
    at_once(*(lambda: gateways.tell(key, Answer(Outcome.PAID)) for _ in range(4)))
    assert booked(tenant) == [100]
    assert again(recharge).status == "paid"
    work()
    assert booked(tenant) == [100]
