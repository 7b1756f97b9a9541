"""Calls that would go round by themselves are refused; a menu may lead back to where it came from."""

import pytest

from services.voice_apps import circles, destinations
from services.voice_apps.destinations import Leads
from services.voice_apps.models import Destination, VoiceApp
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from tests.voice_apps.conftest import make_app
from ui.refusals import Refusal


def to(app: VoiceApp) -> Leads:
    return Leads(Destination.Action.APP, target=app)


def test_a_circle_over_three_apps_is_refused_by_name(tenant: Tenant) -> None:
    a, b, c = (make_app(tenant, name) for name in ("Sales", "Service", "Accounts"))
    with tenant_scope(tenant):
        destinations.write(a, {"timeout": to(b)})
        destinations.write(b, {"overflow": to(c)})
        with pytest.raises(Refusal, match="Accounts → Sales → Service → Accounts"):
            circles.check(c, {"no_agents": to(a)})


def test_an_app_does_not_pass_calls_to_itself(tenant: Tenant) -> None:
    a = make_app(tenant)
    with tenant_scope(tenant), pytest.raises(Refusal, match="Sales → Sales"):
        circles.check(a, {"timeout": to(a)})


def test_a_key_of_a_menu_may_lead_back(tenant: Tenant) -> None:
    a, menu = make_app(tenant), make_app(tenant, "Menu", "attendant")
    with tenant_scope(tenant):
        destinations.write(menu, {"open.1": to(a)})
        circles.check(a, {"timeout": to(menu)})


def test_what_is_about_to_be_replaced_does_not_count(tenant: Tenant) -> None:
    a, b = make_app(tenant), make_app(tenant, "Service")
    with tenant_scope(tenant):
        destinations.write(a, {"timeout": to(b)})
        circles.check(b, {"timeout": None})
        destinations.write(b, {"overflow": None})
        circles.check(a, {"timeout": None, "overflow": to(b)})
