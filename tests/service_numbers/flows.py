"""A small telephone system for tests of what callers reach."""

from collections.abc import Sequence
from typing import Any

from numbering.models import PhoneNumber
from services.attendants.models import Attendant, Flow
from services.queues.models import Agent, Queue
from services.voice_apps import accounts, destinations
from services.voice_apps.destinations import Leads
from services.voice_apps.models import VoiceApp
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.numbering_core.conftest import license_person
from tests.service_numbers.conftest import buy, give, toll
from tests.voice_apps.conftest import make_app

OFFICE = {"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]]}


def answered_by(app: VoiceApp, *, by: User, n: int = 0) -> PhoneNumber:
    """The n-th toll number of the stock, leading to the app."""
    [number] = give(app.tenant, by, toll(n))
    buy(app.tenant, 1)
    with tenant_scope(app.tenant):
        accounts.connect(number, app, by=by)
    return loaded(app.tenant, number)


def loaded(tenant: Tenant, number: PhoneNumber) -> PhoneNumber:
    """The number as it is now, with its person."""
    with tenant_scope(tenant):
        return PhoneNumber.objects.select_related("tenant", "person").get(pk=number.pk)


def make_queue(
    tenant: Tenant, name: str = "Sales", *, agents: Sequence[Person] = (), **leads: Leads
) -> VoiceApp:
    """A queue with its agents; where calls go on is given by slot."""
    app = make_app(tenant, name)
    with tenant_scope(tenant):
        row = Queue.objects.create(tenant=tenant, app=app)
        for position, person in enumerate(agents):
            Agent.objects.create(tenant=tenant, queue=row, person=person, position=position)
        destinations.write(app, leads)
    return app


def make_attendant(
    tenant: Tenant, leads: dict[str, Leads], name: str = "Main line", *, hours: Any = None, said: str = ""
) -> VoiceApp:
    """An attendant that reads its hours by the clocks of Seattle; `leads` by slot, `said` before its menus."""
    app = make_app(tenant, name, "attendant")
    with tenant_scope(tenant):
        row = Attendant.objects.create(tenant=tenant, app=app, time_zone="America/Los_Angeles", hours=hours)
        for moment in ("open", "closed"):
            Flow.objects.create(tenant=tenant, attendant=row, moment=moment, menu_text=said)
        destinations.write(app, leads)
    return app


def make_callable(tenant: Tenant, user_name: str) -> Person:
    """Somebody with Phone System."""
    buy(tenant, 1)
    person = make_person(tenant, user_name)
    license_person(tenant, person, "MCOEV")
    return person
