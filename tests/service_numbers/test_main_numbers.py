"""The main number: what an admin chose, else what most numbers lead to; chosen, undone, and never a stranger's."""

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Event
from numbering.models import PhoneNumber
from services.numbers import main_numbers
from services.numbers.models import MainNumber
from services.voice_apps.destinations import Leads
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.service_numbers.conftest import ClientOf, give, toll
from tests.service_numbers.flows import answered_by, make_attendant, make_queue
from ui.refusals import Refusal


def found(tenant: Tenant) -> tuple[str, str] | None:
    with tenant_scope(tenant):
        main = main_numbers.main_number(tenant)
        return (main.number.e164, main.why) if main else None


def test_without_a_choice_it_is_the_first_number_of_the_attendant_that_most_lead_to(
    tenant: Tenant, admin: User, reference_data: None
) -> None:
    assert found(tenant) is None
    [shared] = give(tenant, admin, toll(9), usage="conference")
    with tenant_scope(tenant):
        PhoneNumber.objects.filter(pk=shared.pk).update(status="assigned")
    assert found(tenant) == (
        toll(9),
        "No main number is chosen. This is the first number of the conference bridge.",
    )
    sales = make_queue(tenant)
    for n in (0, 1, 2):
        answered_by(sales, by=admin, n=n)
    assert found(tenant) == (
        toll(0),
        "No main number is chosen. This is the first of the 3 numbers of call queue Sales.",
    )
    answered_by(make_attendant(tenant, {"open": Leads("disconnect")}, "Small"), by=admin, n=3)
    big = make_attendant(tenant, {"open": Leads("disconnect")}, "Big")
    for n in (6, 5):
        answered_by(big, by=admin, n=n)
    assert found(tenant) == (
        toll(5),
        "No main number is chosen. This is the first of the 2 numbers of auto attendant Big.",
    )


def test_a_choice_wins_replaces_the_one_before_and_can_be_ended(
    tenant: Tenant, admin: User, reference_data: None
) -> None:
    sales = make_queue(tenant)
    one, two = answered_by(sales, by=admin), answered_by(sales, by=admin, n=1)
    with tenant_scope(tenant):
        assert main_numbers.choose(two, by=admin) is None
        assert main_numbers.choose(two, by=admin) is None
    assert found(tenant) == (toll(1), "You chose it as the main number.")
    with tenant_scope(tenant):
        assert main_numbers.choose(one, by=admin) == two
        assert MainNumber.objects.count() == 1
        main_numbers.end(two, by=admin)  # it is not the main one any more
    assert found(tenant) == (toll(0), "You chose it as the main number.")
    with tenant_scope(tenant):
        main_numbers.end(one, by=admin)
        actions = Event.objects.filter(action__startswith="number.ma").order_by("id")
        assert [event.action for event in actions] == [
            "number.made_main",
            "number.made_main",
            "number.main_ended",
        ]


def test_a_number_that_nothing_answers_is_not_made_the_main_one(
    tenant: Tenant, admin: User, reference_data: None
) -> None:
    [free] = give(tenant, admin, toll(0))
    with tenant_scope(tenant), pytest.raises(Refusal, match="Nothing answers"):
        main_numbers.choose(free, by=admin)


def test_the_database_keeps_one_main_number_and_only_of_the_tenants_own(
    tenant: Tenant, other_tenant: Tenant, admin: User, reference_data: None
) -> None:
    one, two = give(tenant, admin, toll(0), toll(1))
    with tenant_scope(tenant):
        MainNumber.objects.create(tenant=tenant, number=one)
        with pytest.raises(IntegrityError), transaction.atomic():
            MainNumber.objects.create(tenant=tenant, number=two)
    with transaction.atomic():
        MainNumber._base_manager.bulk_create([MainNumber(tenant=other_tenant, number=two)])
        with pytest.raises(IntegrityError, match="same_tenant"), transaction.atomic():
            connection.check_constraints()
        transaction.set_rollback(True)


def test_it_is_chosen_on_its_page_with_an_undo_that_brings_the_former_one_back(
    tenant: Tenant, admin: User, client_of: ClientOf, reference_data: None
) -> None:
    sales = make_queue(tenant)
    one, two = answered_by(sales, by=admin), answered_by(sales, by=admin, n=1)
    client, home = client_of(admin), f"/t/{tenant.slug}/service-numbers/main"
    page = client.post(f"{home}/{one.pk}/", follow=True).content.decode()
    assert "(206) 255-5100 is the main number." in page
    assert "Make it an ordinary number again" in page
    assert f'action="{home}/{one.pk}/end/"' in page
    page = client.post(f"{home}/{two.pk}/", {"next": f"/t/{tenant.slug}/people/"}, follow=True)
    assert page.redirect_chain == [(f"/t/{tenant.slug}/people/", 302)]
    assert f'action="{home}/{one.pk}/"' in page.content.decode()
    client.post(f"{home}/{one.pk}/")
    assert found(tenant) == (toll(0), "You chose it as the main number.")
    assert "ordinary number again" in client.post(f"{home}/{one.pk}/end/", follow=True).content.decode()


def test_only_admins_choose_and_strangers_find_nothing(
    tenant: Tenant,
    other_tenant: Tenant,
    admin: User,
    viewer: User,
    stranger: User,
    client_of: ClientOf,
    reference_data: None,
) -> None:
    number = answered_by(make_queue(tenant), by=admin)
    for what in ("", "end/"):
        path = f"service-numbers/main/{number.pk}/{what}"
        assert client_of(viewer).post(f"/t/{tenant.slug}/{path}").status_code == 403
        assert client_of(stranger).post(f"/t/{other_tenant.slug}/{path}").status_code == 404
