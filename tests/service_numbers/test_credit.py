"""Toll-free numbers need credit, or payment afterwards, on every path (rules 4, 12, 15)."""

from datetime import timedelta

from django.utils import timezone

from credits.models import Lot
from numbering.models import HeldNumber, NumberOrder
from tenants.models import Tenant, User
from tenants.scoping import all_tenants, tenant_scope
from tests.service_numbers.conftest import ClientOf, pay, toll_free, work
from tests.service_numbers.walks import FREE, at, hold, order_of, text


def test_without_credit_the_toll_free_door_is_shut_and_says_why(
    ready: Tenant, admin: User, client_of: ClientOf
) -> None:
    page = client_of(admin).get(at(ready, "toll-free/"), {**FREE, "find": "1"})
    assert "Toll-free numbers need credit, and your balance is zero" in text(page)
    assert f'href="/t/{ready.slug}/credits/"'.encode() in page.content
    assert toll_free(0).encode() not in page.content
    assert b'name="find"' not in page.content
    assert b'name="find"' in client_of(admin).get(at(ready, "toll/")).content


def test_without_credit_a_forged_hold_is_refused(ready: Tenant, admin: User, client_of: ClientOf) -> None:
    client = client_of(admin)
    paths = [at(ready, "toll-free/hold/"), at(ready, "toll/hold/"), f"/t/{ready.slug}/numbers/people/hold/"]
    for path in paths:
        for usage in ("voice_app", "conference", "user"):
            for extra in ({"pick": toll_free(0)}, {"all": "1"}):
                answer = client.post(path, {**FREE, "usage": usage, **extra})
                assert answer.status_code in (302, 422), path
    with all_tenants():
        assert not NumberOrder.objects.filter(kind="toll_free").exists()
        assert not HeldNumber.objects.filter(e164__startswith="+1800").exists()
    answer = client.post(at(ready, "toll-free/hold/"), {**FREE, "pick": toll_free(0)}, follow=True)
    assert "Toll-free numbers need credit" in text(answer)


def test_credit_that_ended_meanwhile_stops_keep_extend_and_hold_again_but_not_letting_go(
    ready: Tenant, admin: User, client_of: ClientOf
) -> None:
    client = client_of(admin)
    pay(ready, admin)
    hold(client, ready, "toll-free", toll_free(0))
    order = order_of(ready)
    with tenant_scope(ready):
        Lot.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for act in ("keep", "extend", "hold-again"):
        client.post(at(ready, f"toll-free/orders/{order.pk}/{act}/?pick=%2B18002345001"))
        assert order_of(ready).status == NumberOrder.Status.HELD, act
    assert work() == 0
    client.post(at(ready, f"toll-free/orders/{order.pk}/let-go/"))
    assert order_of(ready).status == NumberOrder.Status.LET_GO


def test_payment_afterwards_opens_the_door(ready: Tenant, admin: User, client_of: ClientOf) -> None:
    Tenant.objects.filter(pk=ready.pk).update(postpaid=True)
    assert hold(client_of(admin), ready, "toll-free", toll_free(0)).status_code == 302
    assert order_of(ready).kind == "toll_free"
