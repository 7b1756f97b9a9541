"""Contracts over the whole project: every address says whom it admits, every model says whose it is."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from audit.models import Event
from tenants.models import Role, Tenant, User
from tenants.scoping import TenantOwned

# Pages that anybody may see. A new one is added here on purpose or not at all.
PUBLIC = {
    "healthz",
    "port_webhook",  # a carrier's messages are known by their signature
    "sign:letter",  # the authorised person of a port order has no account; the link's token admits them
    "sign:decline",
    "sign:download",
    "sign:page",
    "ui:gallery",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_inactive",
    "account_pages:accept_invitation",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
SIGNED_IN = re.compile(r"^(home|account_|mfa_|usersessions_|account_pages:)")
# Models that belong to no tenant: people who sign in, the provider's reference data, and the machinery.
SHARED_MODELS = {
    "audit.Event",  # scoped by its own manager; it keeps ids as text
    "tenants.User",
    "tenants.Tenant",
    "jobs.OutgoingMail",
    "jobs.Heartbeat",
    "countries.Country",
    "countries.City",
    "countries.Rate",
    "countries.ReferenceData",
    "licensing.Product",
    "credits.TollFreeRate",
    "credits.SandboxPayment",  # a payment gateway knows no tenant; the key leads to one
    "carriers.SandboxNumber",
    "carriers.SandboxFault",
    "carriers.SandboxPort",  # the sandbox knows no tenant; the reference leads to one
    "carriers.SandboxPortAnswer",
    "carriers.SandboxPortEvent",
    "carriers.SandboxSkip",
    "porting.PortingRule",
    "porting.CountryRequirement",
    "porting.RejectionReason",
    "porting.PortingHoliday",
    "porting.PortClock",
    "porting.SavedReply",
    "porting.SavedView",
    "porting.CarrierEvent",  # a carrier knows no tenant; the reference leads to one
}
OURS = {
    "audit",
    "tenants",
    "jobs",
    "carriers",
    "countries",
    "licensing",
    "credits",
    "numbering",
    "porting",
    "service_numbers",
    "sounds",
    "voice_apps",
    "attendants",
    "queues",
    "bridges",
    "plans",
    "wizard",
    "ui",
}


def addresses(resolver: URLResolver, route: str = "", space: str = "") -> Iterator[tuple[str, str, Callable]]:
    """Every address as (route, full name, view)."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, route + str(entry.pattern), inner)
        elif isinstance(entry, URLPattern):
            yield route + str(entry.pattern), f"{space}{entry.name}", entry.callback


ALL = sorted(addresses(get_resolver()), key=lambda item: item[0])
TENANT_ADDRESSES = [item for item in ALL if item[0].startswith("t/<slug:tenant>/")]
STAFF_ADDRESSES = [item for item in ALL if item[0].startswith(("desk/", "operator/"))]


def filled(route: str, tenant: str) -> str:
    """A concrete path for a route: the tenant's slug, and 1 or a word for everything else."""
    path = route.replace("<slug:tenant>", tenant)
    path = re.sub(r"<int:\w+>", "1", path)
    path = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", path)
    path = re.sub(r"<(slug|str):\w+>", "word", path)
    return "/" + re.sub(r"<\w+>", "word", path)


@pytest.mark.parametrize(
    ("route", "name", "view"), TENANT_ADDRESSES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_tenant_address_names_the_roles_that_it_admits(route: str, name: str, view: Callable) -> None:
    admitted = getattr(view, "admits", None)
    assert admitted, f"{name} does not wear @tenant_view"
    assert admitted <= set(Role)


@pytest.mark.parametrize(
    ("route", "name", "view"), STAFF_ADDRESSES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_staff_address_is_for_the_desk_or_the_operator(route: str, name: str, view: Callable) -> None:
    assert getattr(view, "admits", None) in ({"desk"}, {"operator"}), name


def test_every_other_address_is_public_by_name_or_needs_a_sign_in(db: None) -> None:
    client = Client()
    for route, name, _view in ALL:
        if route.startswith(("t/<slug:tenant>/", "desk/", "operator/")) or name in PUBLIC:
            continue
        assert SIGNED_IN.match(name), f"{name} ({route}) is neither public nor for people who are signed in"
        response = client.get(filled(route, ""))
        assert response.status_code in (302, 404, 405), f"{name} answers {response.status_code} to a stranger"
        if response.status_code == 302:
            assert "/account/" in response["Location"], name


def test_strangers_get_404_on_every_tenant_address(
    tenant: Tenant, stranger: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(stranger)
    for route, name, _view in TENANT_ADDRESSES:
        for answer in (client.get(filled(route, tenant.slug)), client.post(filled(route, tenant.slug))):
            assert answer.status_code in (404, 405), f"{name} answers {answer.status_code} to a stranger"


def test_anonymous_people_are_sent_to_the_sign_in(tenant: Tenant) -> None:
    client = Client()
    for route, name, _view in TENANT_ADDRESSES + STAFF_ADDRESSES:
        answer = client.get(filled(route, tenant.slug))
        assert answer.status_code in (302, 405), f"{name} answers {answer.status_code} to nobody"
        if answer.status_code == 302:
            assert answer["Location"].startswith("/account/login/"), name


@pytest.mark.parametrize("role", list(Role))
def test_a_wrong_role_gets_403_on_every_tenant_address(
    role: Role, tenant: Tenant, admin: User, billing: User, viewer: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of({Role.ADMIN: admin, Role.BILLING: billing, Role.VIEWER: viewer}[role])
    for route, name, view in TENANT_ADDRESSES:
        if role in view.admits:  # type: ignore[attr-defined]
            continue
        for answer in (client.get(filled(route, tenant.slug)), client.post(filled(route, tenant.slug))):
            assert answer.status_code in (403, 405), f"{name} answers {answer.status_code} to a {role}"


def test_members_get_nothing_of_the_provider(
    tenant: Tenant, admin: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(admin)
    for route, name, _view in STAFF_ADDRESSES:
        assert client.get(filled(route, tenant.slug)).status_code in (404, 405), name


def test_desk_agents_do_not_operate(tenant: Tenant, desk: User, client_of: Callable[[User], Client]) -> None:
    client = client_of(desk)
    for route, name, view in STAFF_ADDRESSES:
        if view.admits == {"operator"}:  # type: ignore[attr-defined]
            assert client.get(filled(route, tenant.slug)).status_code in (403, 405), name


def test_no_address_breaks_on_a_member_with_nothing_there(
    tenant: Tenant, admin: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(admin)
    for route, name, view in TENANT_ADDRESSES:
        if Role.ADMIN in view.admits:  # type: ignore[attr-defined]
            for query in ("", "?q=%00&after=x&page=-1&sort=;--&country=ZZ&person=99999999999999999999"):
                answer = client.get(filled(route, tenant.slug) + query)
                assert answer.status_code < 500, f"{name}{query} answers {answer.status_code}"


def test_every_model_is_tenant_owned_or_on_the_list() -> None:
    for model in apps.get_models():
        if model._meta.app_label in OURS and not issubclass(model, TenantOwned):
            assert model._meta.label in SHARED_MODELS, f"{model._meta.label} belongs to no tenant"


def test_every_tenant_owned_model_refuses_an_unscoped_query(db: None) -> None:
    for model in [*(m for m in apps.get_models() if issubclass(m, TenantOwned)), Event]:
        with pytest.raises(Exception, match="scope"):
            list(model.objects.all())  # type: ignore[attr-defined]


def test_scopes_are_switched_off_only_where_that_is_known() -> None:
    root = Path(settings.BASE_DIR)
    users = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if not set(path.relative_to(root).parts) & {".venv", "tests", "var", "bench", "migrations"}
        and re.search(r"\b(scopes_disabled|all_tenants)\(", path.read_text(encoding="utf-8"))
    }
    assert users <= ALL_TENANT_FILES, users - ALL_TENANT_FILES


# Who looks over all tenants, and why.
ALL_TENANT_FILES = {
    "tenants/scoping.py",  # defines it
    "tenants/access.py",  # the desk and the operator
    "credits/expiries.py",  # a sweep
    "credits/settlements.py",  # a sweep, and what a payment gateway says of a key
    "credits/thresholds.py",  # a sweep
    "numbering/holds.py",  # a sweep
    "numbering/orders.py",  # a sweep
    "numbering/releases.py",  # a sweep
    "numbering/reservations/sweeps.py",  # a sweep
    "porting/carrier/events.py",  # a carrier knows no tenant; the reference leads to one
    "porting/carrier/clockwork.py",  # a sweep
    "porting/carrier/expiry.py",  # a sweep
    "porting/carrier/polling.py",  # a sweep
}


def test_no_page_carries_inline_script_style_or_data_uris() -> None:
    for path in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        inline = r"<\w[^>{]*\s(style|on\w+)=|<style|data:image|javascript:|hx-on"
        assert not re.search(inline, text), path.name
        for tag in re.findall(r"<script\b[^>]*>", text):
            assert "src=" in tag or "application/json" in tag, f"{path.name}: {tag}"
