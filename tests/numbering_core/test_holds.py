"""Search, hold, extend, let go, expire."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carriers.models import SandboxFault, SandboxNumber
from numbering import holds, orders
from numbering.inventory import receive
from numbering.models import Allowance, HeldNumber, NumberOrder
from numbering.quotas import quota
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.numbering_core.conftest import HOLD, SEATTLE, buy, hold_some, make_address, seattle, work
from ui.formats import national
from ui.refusals import Refusal

pytestmark = pytest.mark.usefixtures("plans")


def ran_out(order: NumberOrder) -> None:
    """The clock has passed the end of the hold; no sweep has run."""
    past = timezone.now() - timedelta(seconds=1)
    NumberOrder._base_manager.filter(pk=order.pk).update(expires_at=past)
    HeldNumber._base_manager.filter(order=order).update(expires_at=past)
    SandboxNumber.objects.filter(reference=order.reference).update(reserved_until=past)


@pytest.mark.usefixtures("inside")
def test_search_leaves_out_what_is_held_or_owned_and_says_that_more_follows(
    tenant: Tenant, admin: User
) -> None:
    hold_some(tenant, admin, 0)
    receive(tenant, [seattle(1)], origin="uploaded", usage="user", kind="geographic", country="US", by=admin)
    found = holds.search(tenant, SEATTLE, limit=5)
    assert [offer.e164 for offer in found.offers] == [seattle(n) for n in (2, 3, 4, 5, 6)]
    assert found.more
    rest = holds.search(tenant, SEATTLE, limit=50, after=found.offers[-1].e164)
    assert not rest.more
    assert len(rest.offers) == 13


@pytest.mark.usefixtures("inside")
def test_a_hold_lasts_the_tenants_minutes(tenant: Tenant, admin: User) -> None:
    Tenant.objects.update(hold_minutes=25)
    order = hold_some(tenant, admin, 1, 2)
    assert order.is_live()
    assert order.expires_at - order.created_at == timedelta(minutes=25)
    assert order.quantity == 2
    assert SandboxNumber.objects.filter(reference=order.reference).count() == 2
    assert [(held.city, held.state) for held in order.held.all()] == [("Seattle", "Washington")] * 2


@pytest.mark.usefixtures("inside")
def test_more_than_the_quota_is_refused_with_the_figures(tenant: Tenant, admin: User) -> None:
    buy(tenant, "MCOPSTN1", -29)  # one plan: 11 numbers
    hold_some(tenant, admin, *range(10))
    with pytest.raises(
        Refusal, match=r"1 Calling Plan allow 11 user numbers. You have 0 and hold 10. You can add 1"
    ):
        hold_some(tenant, admin, 10, 11)
    assert NumberOrder.objects.count() == 1
    assert hold_some(tenant, admin, 10).status == "held"


def test_what_another_tenant_holds_is_refused_by_name_or_left_out(
    tenant: Tenant, admin: User, other_tenant: Tenant, stranger: User
) -> None:
    buy(other_tenant, "MCOPSTN1", 5)
    hold_some(other_tenant, stranger, 1)
    with pytest.raises(Refusal, match=r"\(206\) 255-5001 was taken"):
        hold_some(tenant, admin, 1, 2)
    with tenant_scope(tenant):
        assert not NumberOrder.objects.exists()
    order = hold_some(tenant, admin, 1, 2, allow_partial=True)
    assert order.quantity == 1
    assert national(seattle(1)) in order.error


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("number", ["+19995550000", "+18002345001", "+12062555101"])
def test_a_number_of_another_kind_or_from_nowhere_cannot_be_held_by_naming_it(
    tenant: Tenant, admin: User, number: str
) -> None:
    with pytest.raises(Refusal, match="taken"):
        holds.hold(tenant, [number], by=admin, **HOLD)


@pytest.mark.usefixtures("inside")
def test_toll_free_needs_credit_and_is_never_for_people(tenant: Tenant, admin: User) -> None:
    toll_free = {"query_place": "", "kind": "toll_free", "country": "US"}
    with pytest.raises(Refusal, match="balance is zero"):
        holds.hold(tenant, ["+18002345001"], usage="voice_app", by=admin, **toll_free)
    with pytest.raises(Refusal, match="not for people"):
        holds.hold(tenant, ["+18002345001"], usage="user", by=admin, **toll_free)
    Tenant.objects.update(postpaid=True)
    tenant.refresh_from_db()
    assert (
        holds.hold(tenant, ["+18002345001"], usage="voice_app", by=admin, **toll_free).allowance
        == "toll_free"
    )
    assert quota(tenant, Allowance.TOLL_FREE).held == 1


@pytest.mark.usefixtures("inside")
def test_an_address_must_be_validated_and_of_the_numbers_country(tenant: Tenant, admin: User) -> None:
    for address, why in (
        (make_address(tenant, "GB"), "Both must be in one country"),
        (make_address(tenant, validated=False), "not validated"),
    ):
        with pytest.raises(Refusal, match=why):
            hold_some(tenant, admin, 1, emergency_address=address)


@pytest.mark.usefixtures("inside")
def test_a_hold_can_be_extended_to_two_hours_in_all(tenant: Tenant, admin: User) -> None:
    order = hold_some(tenant, admin, 1)
    for _ in range(11):
        order = holds.extend(order, by=admin)
    assert order.expires_at - order.created_at == timedelta(hours=2)
    with pytest.raises(Refusal, match="two hours"):
        holds.extend(order, by=admin)


@pytest.mark.usefixtures("inside")
def test_letting_go_frees_the_numbers_at_once(tenant: Tenant, admin: User, on_commit) -> None:  # type: ignore[no-untyped-def]
    order = hold_some(tenant, admin, 1, 2, 3)
    with on_commit():
        order = holds.let_go(order, by=admin, numbers=[seattle(3)])
    assert (order.status, order.quantity) == ("held", 2)
    with on_commit():
        order = holds.let_go(order, by=admin)
    assert order.status == "let_go"
    assert not SandboxNumber.objects.exclude(reference="").exists()
    assert hold_some(tenant, admin, 1, 2, 3).quantity == 3
    with pytest.raises(Refusal):
        holds.let_go(order, by=admin)


def test_a_hold_that_ran_out_can_be_taken_by_another_though_no_sweep_ran(
    tenant: Tenant, admin: User, other_tenant: Tenant, stranger: User
) -> None:
    buy(other_tenant, "MCOPSTN1", 5)
    order = hold_some(tenant, admin, 1, 2)
    ran_out(order)
    theirs = hold_some(other_tenant, stranger, 1)
    with tenant_scope(tenant):
        for act in (orders.acquire, holds.extend):
            with pytest.raises(Refusal, match="ended"):
                act(NumberOrder.objects.get(pk=order.pk), by=admin)
        assert holds.sweep_expired() == 1
        assert holds.sweep_expired() == 0
        order.refresh_from_db()
        assert order.status == "expired"
        assert not order.held.exists()
    with tenant_scope(other_tenant):
        assert theirs.held.count() == 1


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    ("kind", "held"), [("fail", False), ("refuse", False), ("late", False), ("short", True)]
)
def test_a_carrier_that_misbehaves_at_reservation_leaves_no_half_hold(
    tenant: Tenant, admin: User, kind: str, held: bool, on_commit
) -> None:  # type: ignore[no-untyped-def]
    SandboxFault.objects.create(operation="reserve", kind=kind)
    if held:
        order = hold_some(tenant, admin, 1, 2, allow_partial=True)
        assert (order.quantity, order.held.count()) == (1, 1)
        return
    with on_commit(), pytest.raises(Refusal, match="nothing is held"):
        hold_some(tenant, admin, 1, 2)
    assert not HeldNumber.objects.exists()
    assert not SandboxNumber.objects.exclude(reference="").exists()
    assert NumberOrder.objects.get().status == "failed"


@pytest.mark.usefixtures("inside")
def test_search_says_so_when_the_carrier_does_not_answer(tenant: Tenant) -> None:
    SandboxFault.objects.create(operation="search", kind="fail")
    with pytest.raises(Refusal, match="did not answer"):
        holds.search(tenant, SEATTLE, limit=5)


@pytest.mark.usefixtures("inside")
def test_an_untouched_hold_lets_the_workers_find_nothing_to_do(tenant: Tenant, admin: User) -> None:
    hold_some(tenant, admin, 1)
    assert (work(), holds.sweep_expired()) == (0, 0)
