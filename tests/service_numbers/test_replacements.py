"""One person takes the places of another, all at once; whoever cannot be called takes none."""

import pytest
from django.test import Client

from audit.models import Event
from services.numbers.replacements import replace_everywhere
from services.voice_apps import destinations
from services.voice_apps.models import VoiceApp
from tenants.models import Person, Tenant, User
from tenants.people import people
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.service_numbers.conftest import ClientOf
from tests.service_numbers.leavers import Action, make_queue, seats, send
from tests.voice_apps.conftest import make_app
from tests.voice_apps.test_voice_enabled import make_callable
from ui.refusals import Refusal


@pytest.fixture
def anna(tenant: Tenant, reference_data: None) -> Person:
    return make_callable(tenant)


@pytest.fixture
def ben(tenant: Tenant, reference_data: None) -> Person:
    return make_callable(tenant, "ben.okafor")


def test_slots_voicemail_and_agents_seats_all_change_hands(
    tenant: Tenant, admin: User, anna: Person, ben: Person
) -> None:
    carla = make_callable(tenant, "carla.silva")
    sales, menu = make_queue(tenant, "Sales", anna, carla), make_app(tenant, "Menu", "attendant")
    send(sales, "timeout", anna)
    send(menu, "operator", anna, Action.VOICEMAIL)
    send(menu, "open.1", carla)
    with tenant_scope(tenant):
        assert replace_everywhere(anna, ben, by=admin) == 3
        assert str(destinations.leads_of(sales)["timeout"]) == "Ben Okafor"
        assert str(destinations.leads_of(menu)["operator"]) == "the voicemail of Ben Okafor"
        assert str(destinations.leads_of(menu)["open.1"]) == "Carla Silva"
        assert seats(sales) == ["Ben Okafor", "Carla Silva"]
        assert set(VoiceApp.objects.values_list("version", flat=True)) == {2}
        assert sorted(Event.objects.values_list("action", flat=True)) == [
            "attendant.changed",
            "queue.changed",
            "queue.changed",
        ]
        people.remove([anna], tenant=tenant, by=admin)


def test_who_is_an_agent_already_keeps_the_own_place(
    tenant: Tenant, admin: User, anna: Person, ben: Person
) -> None:
    sales = make_queue(tenant, "Sales", anna, ben)
    with tenant_scope(tenant):
        assert replace_everywhere(anna, ben, by=admin) == 1
    assert seats(sales) == ["Ben Okafor"]


def test_whoever_cannot_be_called_takes_no_place(tenant: Tenant, admin: User, anna: Person) -> None:
    sales, dave = make_queue(tenant, "Sales", anna), make_person(tenant, "dave.novak")
    with tenant_scope(tenant):
        with pytest.raises(Refusal, match="Dave Novak has no Phone System licence"):
            replace_everywhere(anna, dave, by=admin)
        with pytest.raises(Refusal, match="Choose somebody else than Anna Berg"):
            replace_everywhere(anna, anna, by=admin)
    assert seats(sales) == ["Anna Berg"]


def test_somebody_without_a_place_has_nothing_to_give(
    tenant: Tenant, admin: User, anna: Person, ben: Person
) -> None:
    with tenant_scope(tenant), pytest.raises(Refusal, match="in no queue and no attendant"):
        replace_everywhere(anna, ben, by=admin)


def test_the_page_lists_the_places_and_puts_somebody_else_there(
    tenant: Tenant, admin: User, anna: Person, ben: Person, client_of: ClientOf
) -> None:
    sales, client = make_queue(tenant, "Sales", anna), client_of(admin)
    url = f"/t/{tenant.slug}/service-numbers/people/{anna.pk}/replace/"
    page = client.get(url).content.decode()
    assert "Agent of call queue Sales" in page
    assert "Replace in 1 place" in page
    for typed, words in (
        ("", "Choose who takes these places."),
        ("Nobody", "Nobody in the directory"),
        ("\x00", ""),
    ):
        answer = client.post(url, {"person": typed})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    answer = client.post(url, {"person": "Ben Okafor"}, follow=True)
    assert "Ben Okafor took the place of Anna Berg." in answer.content.decode()
    assert seats(sales) == ["Ben Okafor"]
    assert "is in no queue and no attendant." in client.get(url).content.decode()


def test_who_lacks_the_licence_is_refused_with_the_way_to_it(
    tenant: Tenant, admin: User, anna: Person, client_of: ClientOf
) -> None:
    make_queue(tenant, "Sales", anna)
    dave = make_person(tenant, "dave.novak")
    answer = client_of(admin).post(
        f"/t/{tenant.slug}/service-numbers/people/{anna.pk}/replace/", {"person": "Dave Novak"}
    )
    assert answer.status_code == 422
    assert f"/licences/assign/?person={dave.pk}" in answer.content.decode()


def test_viewers_and_strangers_replace_nobody(
    tenant: Tenant,
    other_tenant: Tenant,
    viewer: User,
    stranger: User,
    anna: Person,
    client_of: ClientOf,
) -> None:
    make_queue(tenant, "Sales", anna)
    own = f"/t/{tenant.slug}/service-numbers/people/{anna.pk}/replace/"
    assert client_of(viewer).post(own, {"person": "Anna Berg"}).status_code == 403
    foreign: Client = client_of(stranger)
    assert foreign.get(own).status_code == 404
    assert foreign.get(f"/t/{other_tenant.slug}/service-numbers/people/{anna.pk}/replace/").status_code == 404
