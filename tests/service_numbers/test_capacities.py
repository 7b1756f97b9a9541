"""How many calls a service number takes at once (rules 4)."""

import pytest

from audit.models import Event
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.service_numbers.conftest import ClientOf, give, toll, user_number
from tests.service_numbers.walks import at, numbers_of, text


def test_an_admin_changes_how_many_calls_a_number_takes(
    ready: Tenant, admin: User, client_of: ClientOf
) -> None:
    number, client = give(ready, admin, toll(90))[0], client_of(admin)
    assert "This number takes 300 calls at the same time." in text(
        client.get(at(ready, f"capacity/{number.pk}/"))
    )
    answer = client.post(at(ready, f"capacity/{number.pk}/change/"), {"max_concurrent_calls": "120"})
    assert answer.status_code == 302
    assert numbers_of(ready)[0].max_concurrent_calls == 120
    with tenant_scope(ready):
        event = Event.objects.get(action="number.capacity_changed")
    assert event.before == {"max_concurrent_calls": 300}
    assert event.after == {"max_concurrent_calls": 120}


@pytest.mark.parametrize("typed", ["0", "-5", "2001", "many", "", "9" * 30, "\x00"])
def test_a_capacity_out_of_bounds_is_refused_and_what_was_typed_stays(
    ready: Tenant, admin: User, client_of: ClientOf, typed: str
) -> None:
    number = give(ready, admin, toll(90))[0]
    answer = client_of(admin).post(
        at(ready, f"capacity/{number.pk}/change/"), {"max_concurrent_calls": typed}
    )
    assert answer.status_code == 422
    assert b"There is a problem" in answer.content
    assert numbers_of(ready)[0].max_concurrent_calls == 300


def test_a_number_of_a_person_has_no_page_here(ready: Tenant, admin: User, client_of: ClientOf) -> None:
    number = give(ready, admin, user_number(90), usage="user")[0]
    assert client_of(admin).get(at(ready, f"capacity/{number.pk}/")).status_code == 404
