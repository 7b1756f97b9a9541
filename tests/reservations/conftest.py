"""A tenant that may have 43 user numbers, and a stock of 20 numbers in Seattle, 8 in Tacoma and 6 in Spokane."""

import pytest

from carriers import stock
from carriers.base import NumberKind
from numbering.models import HeldNumber, Kind, Reservation, ReservationLine, Usage
from numbering.reservations import reservations
from numbering.reservations.places import Spot
from numbering.reservations.reservations import Wish
from tenants.models import Role, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_member
from tests.numbering_core.conftest import buy, make_stock, work

SEATTLE = Spot("US", Kind.GEOGRAPHIC, "Washington", "Seattle")
SPOKANE = Spot("US", Kind.GEOGRAPHIC, "Washington", "Spokane")
PORTLAND = Spot("US", Kind.GEOGRAPHIC, "Oregon", "Portland")


def stock_more() -> None:
    """Numbers of two more cities, Spokane 368 km from Seattle and Portland 233 km."""
    stock.put(
        [
            stock.Block("+150955501", 6, "US", "Washington", "Spokane", NumberKind.GEOGRAPHIC, True),
            stock.Block("+150355501", 8, "US", "Oregon", "Portland", NumberKind.GEOGRAPHIC, True),
        ]
    )


def wish(quantity: int, spot: Spot = SEATTLE, usage: str = Usage.USER) -> Wish:
    """One line as it is asked for."""
    return Wish(quantity, usage, spot)


def ask(tenant: Tenant, by: User, *wishes: Wish, form: str = "form") -> Reservation:
    """Ask for a reservation, as the page does."""
    with tenant_scope(tenant):
        return reservations.ask(tenant, wishes, token=form, by=by)


def held(tenant: Tenant, by: User, *wishes: Wish, form: str = "form") -> Reservation:
    """A reservation that workers have held."""
    reservation = ask(tenant, by, *wishes, form=form)
    work()
    reservation.refresh_from_db()
    return reservation


def line_of(reservation: Reservation, at: int = 0) -> ReservationLine:
    """Its line, counted from 0, as it is now."""
    with tenant_scope(reservation.tenant):
        return list(reservation.lines.select_related("tenant", "reservation__tenant"))[at]


def numbers_of(reservation: Reservation) -> list[str]:
    """What is held for it, in order."""
    rows = HeldNumber._base_manager.filter(order__line__reservation=reservation)
    return list(rows.order_by("e164").values_list("e164", flat=True))


@pytest.fixture
def shop(tenant: Tenant, reference_data: None) -> Tenant:
    """The tenant of these tests."""
    make_stock()
    stock_more()
    buy(tenant, "MCOPSTN1", 30)
    buy(tenant, "MCOEV", 30)
    return tenant


@pytest.fixture
def rosa(shop: Tenant) -> User:
    return make_member(shop, Role.ADMIN, "rosa@halden.example")
