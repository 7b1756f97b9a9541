"""Orders that are handed in at the same moment."""

import pytest

from porting import orders
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.porting.test_orders import ready
from tests.races import at_once
from ui.refusals import Refusal


@pytest.mark.usefixtures("transactional_db")
def test_of_two_orders_on_an_account_handed_in_at_once_one_is_refused(tenant: Tenant, admin: User) -> None:
    with tenant_scope(tenant):
        both = [ready(tenant, country="NZ", numbers=[f"+6499123{n}00"], postal_code="0600") for n in range(2)]

    def hand_in(place: int) -> str:
        with tenant_scope(tenant):
            orders.submit(both[place], by=admin)
        return "in"

    results = at_once(lambda: hand_in(0), lambda: hand_in(1))
    assert sorted(isinstance(one, Refusal) for one in results) == [False, True], results
