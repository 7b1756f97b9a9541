"""The cast of the tests: a tenant with its people, somebody else's tenant, and the provider's staff."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tenants.models import Membership, Person, Role, Site, Tenant, User
from tenants.scoping import tenant_scope

PASSWORD = "correct horse battery"


def make_tenant(slug: str = "halden", **fields: Any) -> Tenant:
    """An organisation; in the United States unless said otherwise."""
    return Tenant.objects.create(
        slug=slug, **{"name": slug.title(), "country": "US", "time_zone": "America/Los_Angeles", **fields}
    )


def make_member(tenant: Tenant, role: Role, email: str) -> User:
    """A user with a role in the tenant; the password is PASSWORD."""
    user = User.objects.create_user(email, PASSWORD, name=email.split("@")[0].title())
    with tenant_scope(tenant):
        Membership.objects.create(tenant=tenant, user=user, role=role)
    return user


def make_site(tenant: Tenant, name: str = "Seattle", country: str = "US", **fields: Any) -> Site:
    """A place where the tenant has people."""
    with tenant_scope(tenant):
        return Site.objects.create(
            tenant=tenant, name=name, country=country, **{"time_zone": "America/Los_Angeles", **fields}
        )


def make_person(tenant: Tenant, user_name: str = "anna.berg", **fields: Any) -> Person:
    """Somebody in the directory, marked for telephony, with the United States as usage location."""
    address = user_name if "@" in user_name else f"{user_name}@{tenant.slug}.example"
    defaults = {"display_name": user_name.split("@")[0].replace(".", " ").title(), "usage_location": "US"}
    with tenant_scope(tenant):
        return Person.objects.create(tenant=tenant, user_name=address, **{**defaults, **fields})


@pytest.fixture
def tenant(db: None) -> Tenant:
    return make_tenant()


@pytest.fixture
def other_tenant(db: None) -> Tenant:
    return make_tenant("kestrel")


@pytest.fixture
def admin(tenant: Tenant) -> User:
    return make_member(tenant, Role.ADMIN, "rosa@halden.example")


@pytest.fixture
def billing(tenant: Tenant) -> User:
    return make_member(tenant, Role.BILLING, "bill@halden.example")


@pytest.fixture
def viewer(tenant: Tenant) -> User:
    return make_member(tenant, Role.VIEWER, "vera@halden.example")


@pytest.fixture
def stranger(other_tenant: Tenant) -> User:
    """An admin, but of somebody else's tenant."""
    return make_member(other_tenant, Role.ADMIN, "sten@kestrel.example")


@pytest.fixture
def desk(db: None) -> User:
    return User.objects.create_user(
        "dora@provider.example", PASSWORD, name="Dora Desk", provider_role=User.ProviderRole.DESK
    )


@pytest.fixture
def operator(db: None) -> User:
    return User.objects.create_user(
        "olga@provider.example", PASSWORD, name="Olga Operator", provider_role=User.ProviderRole.OPERATOR
    )


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A browser without scripts, signed in as somebody."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in
