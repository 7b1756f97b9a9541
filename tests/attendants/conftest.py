"""Attendants, people whom calls reach, and what a form of an attendant posts."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from licensing.models import Assignment, Product
from services.attendants import attendants
from services.attendants.setups import General, Script, Setup, setup_of
from services.sounds.prompts import Prompt
from services.voice_apps.destinations import Leads
from services.voice_apps.models import Destination, VoiceApp
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person

Action = Destination.Action
ClientOf = Callable[[User], Client]
SEATTLE = "America/Los_Angeles"
END = Leads(Action.DISCONNECT)
MENU = Leads(Action.MENU)
FOR_SALES = Prompt("For Sales, press 1.")


def make_attendant(tenant: Tenant, by: User, name: str = "Main line", **fields: Any) -> VoiceApp:
    """An attendant of Seattle that speaks English, with nothing decided yet."""
    general = General(name, **{"language": "en-US", "time_zone": SEATTLE, **fields})
    with tenant_scope(tenant):
        return attendants.add(tenant, general, by=by)


def callable_person(tenant: Tenant, user_name: str = "anna.berg", **fields: Any) -> Person:
    """Somebody whom calls reach: with Phone System."""
    person = make_person(tenant, user_name, **fields)
    give_telephone(tenant, person)
    return person


def give_telephone(tenant: Tenant, *people: Person) -> None:
    """Phone System for these people, set up and active."""
    product, _made = Product.objects.get_or_create(
        sku="MCOEV", defaults={"name": "Phone System", "gives": ["phone_system"]}
    )
    with tenant_scope(tenant):
        for person in people:
            Assignment.objects.create(
                tenant=tenant,
                person=person,
                product=product,
                state=Assignment.State.ACTIVE,
                usage_location="US",
            )


def to(person: Person) -> Leads:
    """Passed on to a person."""
    return Leads(Action.PERSON, person=person)


def to_app(app: VoiceApp) -> Leads:
    """Passed on to a queue or an attendant."""
    return Leads(Action.APP, target=app)


def menu(keys: dict[str, Leads] | None = None, **fields: Any) -> Script:
    """A menu that says something; key 1 ends the call unless said otherwise."""
    return Script(
        **{"leads": MENU, "menu": FOR_SALES, "keys": {"1": END} if keys is None else keys, **fields}
    )


def read(app: VoiceApp) -> Setup:
    """The attendant as it is stored."""
    return setup_of(VoiceApp.objects.select_related("tenant").get(pk=app.pk))


@pytest.fixture
def main(tenant: Tenant, admin: User) -> VoiceApp:
    """An attendant with nothing decided yet."""
    return make_attendant(tenant, admin)


@pytest.fixture
def anna(tenant: Tenant) -> Person:
    """Somebody whom calls reach."""
    return callable_person(tenant)


@pytest.fixture
def browser_of_admin(admin: User, client_of: ClientOf) -> Client:
    """The admin's browser, without scripts."""
    return client_of(admin)


def words(answer: Any) -> str:
    """The text of a page without tags, blanks folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def stored(tenant: Tenant, app: VoiceApp) -> Any:
    with tenant_scope(tenant):
        return read(app)
