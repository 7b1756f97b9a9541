"""Sign-ins and what protects an account are in the record of each tenant of the person, and of no other."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.test.client import RequestFactory
from pytest_django.fixtures import Settings

from audit.models import Event
from audit.sentences import AREAS, SENTENCES, sentence
from tenants.models import Membership, Role, Tenant, User
from tenants.scoping import tenant_scope
from tenants.sign_in import records
from tests.cast import PASSWORD
from tests.tenants.test_sign_in import NEW, code_of, mailed_link, prove, sign_in, with_app


@pytest.fixture(autouse=True)
def _mails(settings: Settings, db: None) -> None:
    settings.EMAIL_BACKEND = "jobs.mail.OutboxBackend"
    cache.clear()


def recorded(tenant: Tenant) -> list[tuple[str, str]]:
    """The events of sign-in in a tenant's record, oldest first, with who acted."""
    with tenant_scope(tenant):
        rows = Event.objects.order_by("id").values_list("action", "actor_name")
    return [row for row in rows if row[0].startswith(("sign_in.", "protection."))]


def test_a_sign_in_is_in_the_record_of_every_tenant_of_the_person(
    tenant: Tenant, other_tenant: Tenant, admin: User, viewer: User, client: Client
) -> None:
    with tenant_scope(other_tenant):
        Membership.objects.create(tenant=other_tenant, user=admin, role=Role.VIEWER)
    sign_in(client, admin)
    assert recorded(tenant) == recorded(other_tenant) == [("sign_in.done", "Rosa")]
    sign_in(Client(), viewer)
    assert len(recorded(other_tenant)) == 1, "the viewer is no member there"
    with tenant_scope(tenant):
        event = Event.objects.earliest("id")
    assert sentence(event) == "Rosa signed in"
    assert event.after == {"network_address": "127.0.0.1"}


def test_a_failed_sign_in_is_recorded_once_and_names_nobody_as_the_one_who_did_it(
    tenant: Tenant, admin: User, client: Client
) -> None:
    sign_in(client, admin, "wrong password")
    client.post("/account/login/", {"login": "who@x.example", "password": "wrong"})
    assert recorded(tenant) == [("sign_in.failed", "Somebody not signed in")]


def test_a_flood_of_failures_fills_no_record(tenant: Tenant, admin: User, client: Client) -> None:
    for _n in range(12):
        sign_in(client, admin, "wrong password")
    assert len(recorded(tenant)) == 5, "after five failures the address is locked"


def test_a_second_factor_leaves_its_traces(
    tenant: Tenant, admin: User, client: Client, django_capture_on_commit_callbacks: Callable
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        secret = with_app(client, admin)
    cache.clear()
    browser = Client()
    sign_in(browser, admin)
    browser.post("/account/2fa/authenticate/", {"code": "000000"})
    browser.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    prove(client)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/2fa/recovery-codes/generate/")
    client.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()
    assert [action for action, _who in recorded(tenant)] == [
        "sign_in.done",
        "protection.app_added",
        "sign_in.code_failed",
        "sign_in.done",
        "protection.codes_made",
        "protection.app_removed",
    ]
    with tenant_scope(tenant):
        notes = Event.objects.filter(action="sign_in.done").order_by("id").values_list("note", flat=True)
    assert list(notes) == ["", "with a second factor"]


def test_new_passwords_are_recorded(tenant: Tenant, admin: User, client: Client) -> None:
    sign_in(client, admin)
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    client.post("/account/logout/")
    client.post("/account/password/reset/", {"email": admin.email})
    page = client.get(mailed_link())["Location"]
    client.post(page, {"password1": PASSWORD, "password2": PASSWORD})
    actions = [action for action, _who in recorded(tenant)]
    assert actions == ["sign_in.done", "protection.password_changed", "protection.password_reset"]


def test_a_passkey_alone_says_so(tenant: Tenant, admin: User) -> None:
    methods = [{"method": "mfa", "type": "webauthn", "passwordless": True}]
    records.signed_in(admin, methods=methods, address="127.0.0.1")
    with tenant_scope(tenant):
        assert Event.objects.get().note == "with a passkey alone"


def test_the_providers_own_people_are_recorded_without_a_tenant(desk: User, client: Client) -> None:
    sign_in(client, desk)
    event = Event._base_manager.get(action="sign_in.done")
    assert (event.tenant_id, event.object_id) == (None, str(desk.pk))


def test_every_record_of_this_kind_has_its_words() -> None:
    actions = [*records.PROTECTION.values(), "sign_in.done", "sign_in.failed", "sign_in.code_failed"]
    assert set(actions) <= SENTENCES.keys()
    assert {action.partition(".")[0] for action in actions} <= AREAS.keys()


def test_the_history_of_the_tenant_shows_sign_ins_by_themselves(
    tenant: Tenant, admin: User, client_of: Callable[[User], Client]
) -> None:
    records.failed(admin.email, address=RequestFactory().get("/").META["REMOTE_ADDR"])
    page = client_of(admin).get(f"/t/{tenant.slug}/history/?what=sign_in").content.decode()
    assert "A sign-in as Rosa failed: wrong password" in page
