"""What the licences allow, as the page tells and keeps it (rules 3.4)."""

from carriers import stock
from carriers.base import NumberKind
from tenants.models import EmergencyAddress, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_site
from tests.service_numbers.conftest import ClientOf, buy, pay, toll, toll_free
from tests.service_numbers.walks import TOLL, at, hold, nothing_happened, order_of, text


def test_more_than_the_quota_is_refused_with_the_figures(
    ready: Tenant, admin: User, client_of: ClientOf
) -> None:
    client = client_of(admin)
    answer = client.get(at(ready, "toll/"), {**TOLL, "quantity": "6", "find": "1"})
    assert answer.status_code == 422
    assert "Your quota leaves 5. Enter 5 or fewer." in text(answer)
    answer = hold(client, ready, "toll", *[toll(n) for n in range(6)])
    assert answer.status_code == 422
    words = text(answer)
    assert "You chose 6 numbers." in words
    assert "allow 5 toll service numbers" in words
    assert "You can add 5." in words
    assert nothing_happened()


def test_toll_and_toll_free_are_counted_apart(ready: Tenant, admin: User, client_of: ClientOf) -> None:
    client = client_of(admin)
    pay(ready, admin)
    assert hold(client, ready, "toll", *[toll(n) for n in range(5)], quantity="5").status_code == 302
    words = text(client.get(at(ready)))
    assert "No room is left for another number of this kind" in words
    assert "Your licences allow 5 numbers of this kind: 0 owned, 5 held." in words
    assert hold(client, ready, "toll", toll(6), quantity="1").status_code == 422
    assert (
        hold(client, ready, "toll-free", *[toll_free(n) for n in range(5)], quantity="5").status_code == 302
    )


def test_the_band_of_the_table_is_shown(ready: Tenant, viewer: User, client_of: ClientOf) -> None:
    buy(ready, 99)
    buy(ready, 20, "MCOMEETADV")
    words = text(client_of(viewer).get(at(ready)))
    assert "Your 120 licences allow 30 numbers of each kind" in words
    assert "100 to 149 licences allow 30 numbers of each kind." in words
    assert "30 more licences would allow 40." in words


def test_without_a_licence_the_door_leads_to_step_two(
    tenant: Tenant, admin: User, client_of: ClientOf, reference_data: None
) -> None:
    make_site(tenant)
    page = client_of(admin).get(at(tenant))
    assert "You need a licence before you can hold service numbers" in text(page)
    assert f'href="/t/{tenant.slug}/licences/"'.encode() in page.content
    assert hold(client_of(admin), tenant, "toll", toll(0)).status_code == 422
    assert nothing_happened()


def test_a_tenant_of_direct_routing_is_shown_its_way(
    tenant: Tenant, admin: User, client_of: ClientOf, reference_data: None
) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(connectivity=Tenant.Connectivity.DIRECT_ROUTING)
    assert "Upload your own numbers" in text(client_of(admin).get(at(tenant)))


def test_where_an_address_is_asked_for_at_once_a_number_is_held_with_one(
    ready: Tenant, admin: User, client_of: ClientOf
) -> None:
    make_site(ready, "London", "GB", time_zone="Europe/London")
    place = ("GB", "", "London")
    stock.put([stock.Block("+4420768440", 3, *place, NumberKind.GEOGRAPHIC, False)])
    asked = {"country": "GB", "city": "London", "state": "", "usage": "voice_app", "pick": "+442076844000"}
    client = client_of(admin)
    answer = client.post(at(ready, "toll/hold/"), {**TOLL, **asked})
    assert answer.status_code == 422
    assert nothing_happened()
    with tenant_scope(ready):
        address = EmergencyAddress.objects.create(
            tenant=ready,
            name="London",
            company="Halden",
            country="GB",
            street="Long Lane",
            city="London",
            validation="validated",
        )
    answer = client.post(at(ready, "toll/hold/"), {**TOLL, **asked, "emergency_address": str(address.pk)})
    assert answer.status_code == 302
    assert order_of(ready).emergency_address_id == address.pk
