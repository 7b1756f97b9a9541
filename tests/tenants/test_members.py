"""Members and invitations: who comes in, who goes, and that one admin stays."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from audit.models import Event
from jobs.models import OutgoingMail
from tenants import invitations
from tenants.models import Invitation, Membership, Role, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import PASSWORD, make_member
from ui.refusals import Refusal

ClientOf = Callable[[User], Client]
NEW = {"name": "Nora New", "password": "a quite long passphrase"}


@pytest.fixture(autouse=True)
def _outbox(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "jobs.mail.OutboxBackend"


def invite(tenant: Tenant, client: Client, email: str = "nora@halden.example", role: str = "billing") -> str:
    """Invite through the page; returns the path that the mail names."""
    answer = client.post(f"/t/{tenant.slug}/organisation/members/invite/", {"email": email, "role": role})
    assert answer.status_code == 302
    found = re.search(r"http://testserver(/\S+)", OutgoingMail.objects.latest("pk").body)
    assert found
    return found.group(1)


def roles(tenant: Tenant) -> dict[str, str]:
    with tenant_scope(tenant):
        return dict(Membership.objects.values_list("user__email", "role"))


def actions(tenant: Tenant) -> list[str]:
    with tenant_scope(tenant):
        return list(Event.objects.order_by("id").values_list("action", flat=True))


def test_somebody_new_joins_by_the_link(
    tenant: Tenant, admin: User, client_of: ClientOf, client: Client
) -> None:
    link = invite(tenant, client_of(admin))
    assert b"Nora" not in client.get(link).content
    bad = client.post(link, {"name": "Nora", "password": "short"})
    assert bad.status_code == 422
    assert client.post(link, NEW)["Location"] == f"/t/{tenant.slug}/"
    assert roles(tenant)["nora@halden.example"] == Role.BILLING
    assert client.get(f"/t/{tenant.slug}/organisation/").status_code == 200
    assert actions(tenant) == ["invitation.sent", "member.joined", "sign_in.done"]


def test_a_link_works_once(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    link = invite(tenant, client_of(admin))
    Client().post(link, NEW)
    again = Client().post(link, NEW)
    assert again.status_code == 410
    assert b"This link was used before" in again.content
    assert User.objects.filter(email="nora@halden.example").count() == 1


def test_a_link_runs_out(tenant: Tenant, admin: User, client_of: ClientOf, client: Client) -> None:
    link = invite(tenant, client_of(admin))
    Invitation._base_manager.update(expires_at=timezone.now())
    answer = client.post(link, NEW)
    assert answer.status_code == 410
    assert b"This link has run out" in answer.content
    assert not User.objects.filter(email="nora@halden.example").exists()


@pytest.mark.parametrize("token", ["nothing", "x" * 500, "%00"])
def test_a_link_that_never_was(db: None, client: Client, token: str) -> None:
    answer = client.get(f"/account/invitation/{token}/")
    assert answer.status_code == 404


def test_somebody_with_an_account_signs_in_and_accepts(
    tenant: Tenant, other_tenant: Tenant, admin: User, stranger: User, client_of: ClientOf, client: Client
) -> None:
    link = invite(tenant, client_of(admin), stranger.email.upper())
    page = client.get(link).content.decode()
    assert f"/account/login/?next={link}" in page
    assert client.post(link, NEW).status_code == 200
    assert stranger.email not in roles(tenant)
    answer = client.post("/account/login/", {"login": stranger.email, "password": PASSWORD, "next": link})
    assert answer["Location"] == link
    assert client.post(link).status_code == 302
    assert roles(tenant)[stranger.email] == Role.BILLING


def test_somebody_else_who_is_signed_in_is_told_so(
    tenant: Tenant, admin: User, stranger: User, client_of: ClientOf
) -> None:
    link = invite(tenant, client_of(admin))
    answer = client_of(stranger).post(link, NEW)
    assert answer.status_code == 200
    assert b"You are signed in as sten@kestrel.example, and this invitation is for" in answer.content
    assert "sten@kestrel.example" not in roles(tenant)
    with pytest.raises(Refusal, match="nora"):
        invitations.accept(Invitation._base_manager.get(), user=stranger)


def test_members_and_open_invitations_are_not_invited_twice(
    tenant: Tenant, admin: User, viewer: User, client_of: ClientOf
) -> None:
    client, path = client_of(admin), f"/t/{tenant.slug}/organisation/members/invite/"
    member = client.post(path, {"email": viewer.email.title(), "role": "viewer"})
    assert member.status_code == 422
    assert b"is already a member" in member.content
    invite(tenant, client)
    assert (
        b"has an invitation that is open"
        in client.post(path, {"email": "Nora@halden.example", "role": "viewer"}).content
    )
    Invitation._base_manager.update(expires_at=timezone.now() - timedelta(days=1))
    invite(tenant, client)
    assert client.post(path, {"email": "no address", "role": "king"}).status_code == 422


def test_sent_again_the_old_link_is_dead(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    client = client_of(admin)
    old = invite(tenant, client)
    row = Invitation._base_manager.get()
    client.post(f"/t/{tenant.slug}/organisation/invitations/{row.pk}/resend/")
    assert OutgoingMail.objects.count() == 2
    assert Client().get(old).status_code == 404
    row.refresh_from_db()
    assert Client().get(f"/account/invitation/{row.token}/").status_code == 200


def test_taken_back_the_link_is_dead(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    client = client_of(admin)
    link = invite(tenant, client)
    pk = Invitation._base_manager.get().pk
    client.post(f"/t/{tenant.slug}/organisation/invitations/{pk}/revoke/")
    assert Client().get(link).status_code == 404
    assert client.post(f"/t/{tenant.slug}/organisation/invitations/{pk}/revoke/").status_code == 404


def member_id(tenant: Tenant, user: User) -> int:
    return Membership._base_manager.get(tenant=tenant, user=user).pk


def test_the_last_admin_stays(tenant: Tenant, admin: User, viewer: User, client_of: ClientOf) -> None:
    client, base = client_of(admin), f"/t/{tenant.slug}/organisation/members"
    own = member_id(tenant, admin)
    demoted = client.post(f"{base}/{own}/role/", {"role": "viewer"})
    assert demoted.status_code == 422
    assert b"Rosa is the only admin" in demoted.content
    assert b"You cannot remove yourself" in client.post(f"{base}/{own}/remove/").content
    other = make_member(tenant, Role.ADMIN, "ada@halden.example")
    assert client.post(f"{base}/{own}/role/", {"role": "viewer"}).status_code == 302
    last = client_of(other).post(f"{base}/{member_id(tenant, other)}/role/", {"role": "billing"})
    assert last.status_code == 422
    assert roles(tenant) == {admin.email: "viewer", viewer.email: "viewer", other.email: "admin"}


def test_an_admin_who_is_switched_off_does_not_count(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    gone = make_member(tenant, Role.ADMIN, "gone@halden.example")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    path = f"/t/{tenant.slug}/organisation/members/{member_id(tenant, admin)}/role/"
    assert client_of(admin).post(path, {"role": "viewer"}).status_code == 422


def test_a_member_is_removed_and_is_out_at_once(
    tenant: Tenant, admin: User, viewer: User, client_of: ClientOf
) -> None:
    client, gone = client_of(admin), client_of(viewer)
    path = f"/t/{tenant.slug}/organisation/members/{member_id(tenant, viewer)}/remove/"
    assert b"Remove Vera?" in client.get(path).content
    assert client.post(path).status_code == 302
    assert gone.get(f"/t/{tenant.slug}/organisation/").status_code == 404
    assert actions(tenant) == ["member.removed"]
    assert client.post(path).status_code == 404


def test_members_of_another_tenant_are_not_there(
    tenant: Tenant, admin: User, stranger: User, other_tenant: Tenant, client_of: ClientOf
) -> None:
    pk = member_id(other_tenant, stranger)
    base = f"/t/{tenant.slug}/organisation/members/{pk}"
    assert client_of(admin).post(f"{base}/remove/").status_code == 404
    assert client_of(admin).post(f"{base}/role/", {"role": "viewer"}).status_code == 404


@pytest.mark.parametrize("who", ["billing", "viewer"])
def test_others_see_members_and_change_none(
    who: str, tenant: Tenant, admin: User, client_of: ClientOf, request: pytest.FixtureRequest
) -> None:
    client = client_of(request.getfixturevalue(who))
    page = client.get(f"/t/{tenant.slug}/organisation/members/")
    assert page.status_code == 200
    assert b"Only a tenant admin can invite" in page.content
    assert b"Send the invitation" not in page.content
    assert (
        client.post(f"/t/{tenant.slug}/organisation/members/invite/", {"email": "x@y.example"}).status_code
        == 403
    )


def test_the_list_takes_the_same_queries_for_any_length(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    client, counts = client_of(admin), set()
    for number in range(3):
        invite(tenant, client, f"p{number}@halden.example")
        make_member(tenant, Role.VIEWER, f"v{number}@halden.example")
        client.get(f"/t/{tenant.slug}/organisation/members/")
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/t/{tenant.slug}/organisation/members/")
        counts.add(len(seen))
    assert len(counts) == 1


SETTINGS = {
    "name": "Halden Freight",
    "country": "NO",
    "time_zone": "Europe/Oslo",
    "connectivity": "direct_routing",
    "hold_minutes": "30",
}


def test_the_organisation_is_changed_and_recorded(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    client, path = client_of(admin), f"/t/{tenant.slug}/organisation/edit/"
    assert client.post(path, SETTINGS).status_code == 302
    assert client.post(path, SETTINGS).status_code == 302
    tenant.refresh_from_db()
    assert (tenant.name, str(tenant.country), tenant.hold_minutes) == ("Halden Freight", "NO", 30)
    with tenant_scope(tenant):
        event = Event.objects.get()
    assert event.before["hold_minutes"] == 10
    assert event.after == {**SETTINGS, "hold_minutes": 30}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hold_minutes", "0"),
        ("hold_minutes", "61"),
        ("time_zone", "Mars/Base"),
        ("country", "ZZ"),
        ("name", ""),
    ],
)
def test_settings_that_cannot_be_come_back(
    tenant: Tenant, admin: User, client_of: ClientOf, field: str, value: str
) -> None:
    path = f"/t/{tenant.slug}/organisation/edit/"
    assert client_of(admin).post(path, {**SETTINGS, field: value}).status_code == 422
    tenant.refresh_from_db()
    assert tenant.name == "Halden"


def test_others_read_the_settings(tenant: Tenant, viewer: User, client_of: ClientOf) -> None:
    client = client_of(viewer)
    page = client.get(f"/t/{tenant.slug}/organisation/")
    assert b"Only a tenant admin can change them." in page.content
    assert client.get(f"/t/{tenant.slug}/organisation/edit/").status_code == 403
