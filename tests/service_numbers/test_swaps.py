"""A ported number takes over from a temporary one at the queue or the bridge that the temporary one leads to."""

import pytest

from audit.log import SYSTEM
from numbering.models import PhoneNumber, Usage
from porting.carrier.arrivals import bring_in
from porting.models import PortedNumber, PortEvent, PortOrder
from porting.transitions import Side
from services.numbers import answers, swaps
from services.numbers.answerers import Answerer, now_of
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.porting.conftest import make_order
from tests.service_numbers.conftest import buy, give, toll
from tests.voice_apps.conftest import make_app


@pytest.fixture
def owner(tenant: Tenant, reference_data: None) -> Tenant:
    """A tenant that owns Phone System, and so has 25 free licences."""
    buy(tenant, 1)
    return tenant


def swapped(owner: Tenant, admin: User, temporary: PhoneNumber) -> tuple[PhoneNumber, PortOrder]:
    """A number that has moved, in the place of a temporary one."""
    order = make_order(owner, PortOrder.Status.ACTIVATING, numbers=1, created_by=admin)
    with tenant_scope(owner):
        PortedNumber.objects.filter(order=order).update(replaces=temporary, usage=Usage.VOICE_APP)
        bring_in(order, list(order.numbers.all()), by=SYSTEM, side=Side.CARRIER)
    return PhoneNumber._base_manager.get(origin="ported"), order


def told(order: PortOrder) -> str:
    rows = PortEvent._base_manager.filter(order=order).order_by("pk")
    return " ".join(rows.values_list("text", flat=True))


def test_the_queue_of_the_temporary_number_answers_the_ported_one(owner: Tenant, admin: User) -> None:
    (temporary,) = give(owner, admin, toll(0))
    sales = Answerer(make_app(owner))
    with tenant_scope(owner):
        answers.let_answer(temporary, sales, by=admin)
    ported, order = swapped(owner, admin, temporary)
    with tenant_scope(owner):
        assert now_of([ported])[ported.pk].answerer.key == sales.key
        temporary.refresh_from_db()
        assert temporary.status == "unassigned"
    assert "has taken over from (206) 255-5100 at call queue Sales" in told(order)


def test_the_default_number_of_the_bridge_stays_and_the_timeline_says_why(owner: Tenant, admin: User) -> None:
    (temporary,) = give(owner, admin, toll(0))
    with tenant_scope(owner):
        answers.let_answer(temporary, Answerer(), by=admin, change_use=True)
    ported, order = swapped(owner, admin, temporary)
    with tenant_scope(owner):
        temporary = PhoneNumber.objects.get(pk=temporary.pk)
        assert now_of([temporary])[temporary.pk].on_bridge is not None
    assert ported.status == "unassigned"
    assert "is free in your inventory." in told(order)
    assert "default" in told(order)


def test_a_number_that_nothing_answers_is_not_swapped(owner: Tenant, admin: User) -> None:
    temporary, ported = give(owner, admin, toll(0), toll(1))
    with tenant_scope(owner):
        assert swaps.swap(temporary, ported, admin) == ""
    _ported, order = swapped(owner, admin, temporary)
    assert PortEvent._base_manager.filter(order=order).count() == 1


def test_a_number_in_a_place_that_no_app_knows_stays_there(tenant: Tenant, admin: User) -> None:
    (temporary,) = give(tenant, admin, toll(0))
    PhoneNumber._base_manager.filter(pk=temporary.pk).update(status="assigned")
    ported, order = swapped(tenant, admin, temporary)
    assert ported.status == "unassigned"
    assert "only people can change" in told(order)
