"""Orders at the desk, and two agents who work on them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from audit.log import SYSTEM
from porting.desk import claims as desk_verbs
from porting.desk import review
from porting.models import PortOrder
from porting.versions import keep_version
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import PASSWORD
from tests.porting.conftest import make_order

Status = PortOrder.Status


def handed_in(tenant: Tenant, status: str = Status.IN_REVIEW, **fields: object) -> PortOrder:
    """An order that has come to the desk, with what it said then kept as its version."""
    now = timezone.now()
    known: dict[str, object] = {"submitted_at": now, "foc_at": None}
    if status == Status.IN_REVIEW:
        known["answer_due_at"] = now
    if status in (Status.DATE_CONFIRMED, Status.LOCKED, Status.ACTIVATING):
        known.pop("foc_at")
    order = make_order(tenant, status, **{**known, **fields})
    with tenant_scope(tenant):
        keep_version(order, by=SYSTEM)
    return order


def tick_all(order: PortOrder, by: User) -> None:
    """Every field is right."""
    with tenant_scope(order.tenant):
        fields = review.fields_of(order)
        review.mark(order, {field.key: review.Verdict("tick") for field in fields}, by=by)


def claimed(order: PortOrder, by: User) -> PortOrder:
    """The order, with this agent."""
    with tenant_scope(order.tenant):
        desk_verbs.claim(order, by=by)
    return order


@pytest.fixture
def agent(desk: User) -> User:
    """Dora, who works at the desk."""
    return desk


@pytest.fixture
def colleague(db: None) -> User:
    """Emil, who works at the desk, too."""
    return User.objects.create_user(
        "emil@provider.example", PASSWORD, name="Emil Desk", provider_role=User.ProviderRole.DESK
    )


@pytest.fixture
def dora(agent: User, client_of: Callable[[User], Client]) -> Client:
    """Dora's browser."""
    return client_of(agent)


@pytest.fixture
def emil(colleague: User, client_of: Callable[[User], Client]) -> Client:
    """Emil's browser."""
    return client_of(colleague)


@pytest.fixture
def order(tenant: Tenant, reference_data: None) -> PortOrder:
    """An order in review that nobody has."""
    return handed_in(tenant)
