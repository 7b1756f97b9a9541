"""What leads to a queue or an attendant is found, told in words, and keeps it from being removed."""

import pytest
from pytest_django import DjangoAssertNumQueries

from services.voice_apps import destinations
from services.voice_apps.destinations import Leads
from services.voice_apps.impacts import arrivals, refuse_while_led_to
from services.voice_apps.models import Destination, ResourceAccount, VoiceApp
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.service_numbers.conftest import give, toll
from tests.voice_apps.conftest import make_app
from ui.refusals import Refusal

APP = Destination.Action.APP


def reach(app: VoiceApp, by: User, n: int) -> None:
    """Let a number lead to the app, whatever the verbs say."""
    [number] = give(app.tenant, by, toll(n))
    with tenant_scope(app.tenant):
        ResourceAccount.objects.create(
            tenant=app.tenant, app=app, number=number, user_name=f"a{n}", display_name=app.name
        )


def test_numbers_and_slots_lead_to_an_app_and_are_told_in_words(tenant: Tenant, admin: User) -> None:
    sales, menu = make_app(tenant), make_app(tenant, "Menu", "attendant")
    reach(sales, admin, 1)
    with tenant_scope(tenant):
        destinations.write(menu, {"open.2": Leads(APP, target=sales)})
        found = arrivals(sales)
    assert [one.words for one in found] == [
        "(206) 255-5101",
        "auto attendant Menu, on key 2 during business hours",
    ]
    assert found[0].url.startswith(f"/t/{tenant.slug}/service-numbers/answers/")


def test_what_an_app_sends_to_itself_does_not_keep_it(tenant: Tenant) -> None:
    menu = make_app(tenant, "Menu", "attendant")
    with tenant_scope(tenant):
        destinations.write(menu, {"open.9": Leads(APP, target=menu)})
        assert arrivals(menu) == []
        refuse_while_led_to(menu)


def test_it_is_not_removed_while_something_leads_to_it(tenant: Tenant, admin: User) -> None:
    sales = make_app(tenant)
    for n in range(5):
        reach(sales, admin, n)
    with tenant_scope(tenant), pytest.raises(Refusal) as refused:
        refuse_while_led_to(sales)
    assert refused.value.sentence == (
        "Calls still come to Sales from (206) 255-5100; (206) 255-5101; (206) 255-5102 and 2 more. "
        "Send them elsewhere first, then remove it."
    )
    assert refused.value.link == "(206) 255-5100"


def test_five_arrivals_ask_no_more_than_one(
    tenant: Tenant, admin: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sales = make_app(tenant)
    for numbers in ([0], [1, 2, 3, 4]):
        for n in numbers:
            reach(sales, admin, n)
        with tenant_scope(tenant), django_assert_num_queries(2):
            arrivals(sales)
