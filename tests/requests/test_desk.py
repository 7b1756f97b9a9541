"""The desk's pages: who may do what to a request."""

from collections.abc import Callable

import pytest
from django.test import Client

from numbering.models import NumberRequest
from tenants.models import Tenant, User
from tenants.scoping import all_tenants
from tests.requests.test_transitions import open_case

ClientOf = Callable[[User], Client]


@pytest.mark.parametrize(
    ("act", "sent"),
    [
        ("ask", {"a-text": "Which street?"}),
        ("deliver", {"d-numbers": "030 12340001"}),
        ("close", {"x-text": "No longer"}),
    ],
)
def test_only_who_claimed_a_request_answers_it(
    act: str,
    sent: dict[str, str],
    tenant: Tenant,
    admin: User,
    desk: User,
    operator: User,
    client_of: ClientOf,
    reference_data: None,
) -> None:
    case = open_case(tenant, admin)
    client_of(desk).post(f"/desk/requests/{case.pk}/claim/")
    answer = client_of(operator).post(f"/desk/requests/{case.pk}/{act}/", sent)
    assert answer.status_code == 422
    assert b"works on this request" in answer.content
    with all_tenants():
        case.refresh_from_db()
    assert case.status == NumberRequest.Status.IN_REVIEW
    assert case.delivered_count == 0


def test_the_page_offers_to_take_over_what_a_colleague_has(
    tenant: Tenant, admin: User, desk: User, operator: User, client_of: ClientOf, reference_data: None
) -> None:
    case = open_case(tenant, admin)
    client_of(desk).post(f"/desk/requests/{case.pk}/claim/")
    page = client_of(operator).get(f"/desk/requests/{case.pk}/").content.decode()
    assert "Take it over from Dora Desk" in page
    sent = {"take_over": str(desk.pk)}
    answer = client_of(operator).post(f"/desk/requests/{case.pk}/claim/", sent, follow=True)
    assert "Taken over from Dora Desk" in answer.content.decode()
    assert "You have it." in answer.content.decode()
    old = client_of(desk).post(f"/desk/requests/{case.pk}/claim/", {"take_over": "9" * 40}, follow=True)
    assert "Olga Operator has taken it over in the meantime." in old.content.decode()
