"""A small world for each kind of bulk work on people, licences, credit and the bridge, with the work asked for."""

import io
from collections.abc import Callable
from functools import partial
from typing import Any

from jobs.models import Job
from jobs.sweeps import sweep
from licensing import assignments, catalogue
from licensing.files import applying, undo, uploads
from licensing.models import LicenceFile
from services.bridges import licence_changes
from services.bridges.bridges import ensure
from tenants.models import PeopleImport, Person, Role, Tenant, User
from tenants.people import imports
from tenants.scoping import tenant_scope
from tests.bridges.conftest import CHICAGO, NEW_YORK, PARIS, give_licence, share
from tests.cast import make_member, make_person, make_site, make_tenant
from tests.credits import recharging
from tests.licence_files.conftest import check, read
from tests.licensing.worlds import E5, PLAN, bought

Act = Callable[[], object]
World = Callable[[], Act]
WORLDS: dict[str, World] = {}
"""By the kind of job, or by what somebody does in one request: what makes the world, and returns what is to be done."""


def world(name: str) -> Callable[[World], World]:
    """Register a world under its name."""

    def register(make: World) -> World:
        WORLDS[name] = make
        return make

    return register


def work() -> int:
    """What workers do: whatever is due."""
    return sum(iter(lambda: sweep(grace_seconds=-1), 0))


def in_scope(tenant: Tenant, act: Callable[[], Any]) -> Any:
    """Do something of this tenant."""
    with tenant_scope(tenant):
        return act()


def shop() -> tuple[Tenant, User]:
    """An organisation whose holds last for an hour, so that none runs out on a slow machine, and its admin."""
    catalogue.load()
    tenant = make_tenant(hold_minutes=60)
    return tenant, make_member(tenant, Role.ADMIN, "rosa@halden.example")


def staff(tenant: Tenant, count: int, **fields: Any) -> list[Person]:
    """So many people."""
    return [make_person(tenant, f"p{n:02d}@x.example", **fields) for n in range(count)]


PEOPLE = "User Name,Display Name,Department\n" + "".join(
    f"p{n:02d}@x.example,P {n},{'Sales' if n % 3 else 'Old'}\n" for n in range(30)
)


def read_people(tenant: Tenant, by: User) -> PeopleImport:
    """A file of thirty people: some are new, some are changed, some stay as they are, and two rows are none."""
    data = (PEOPLE + "nobody,,\np01@x.example,Twice,\n").encode()
    return imports.read(tenant, data, file_name="staff.csv", mark_new=True, by=by)


@world("a file of people is read")
def people_file_read() -> Act:
    tenant, admin = shop()
    staff(tenant, 12, department="Old")

    def upload() -> None:
        if not PeopleImport.objects.exists():
            read_people(tenant, admin)

    return partial(in_scope, tenant, upload)


@world("people.import")
def people_import() -> Act:
    tenant, admin = shop()
    people = staff(tenant, 12, department="Old")
    with tenant_scope(tenant):
        imports.confirm(read_people(tenant, admin), by=admin)
        people[4].department = "Changed since"
        people[4].save()
    return work


LICENCES = "User principal name,Product,Action,Usage location\n"


def licence_text() -> str:
    """Sixteen people, seats for fourteen of them, and rows that are wrong."""
    rows = [f"p{n:02d}@x.example,{E5.sku} + {PLAN.sku},,US\n" for n in range(16)]
    return LICENCES + "".join(rows) + "ghost@x.example,Nonsense,perhaps,Atlantis\n,Enterprise E3,,\n"


def licence_shop() -> tuple[Tenant, User]:
    tenant, admin = shop()
    share((CHICAGO, "US", "Chicago"), (NEW_YORK, "US", "New York City"), (PARIS, "FR", "Paris"))
    staff(tenant, 16, usage_location="")
    bought(tenant, admin, **{E5.sku: 14, PLAN.sku: 20})
    return tenant, admin


def confirmed(tenant: Tenant, admin: User) -> LicenceFile:
    upload = check(read(tenant, admin, licence_text()), admin)
    work()
    with tenant_scope(tenant):
        applying.confirm(upload, leave_out=True, by=admin)
    return upload


@world("a file of licences is read")
def licence_file_read() -> Act:
    tenant, admin = licence_shop()

    def upload() -> None:
        if not LicenceFile.objects.exists():
            data = io.BytesIO(licence_text().encode())
            uploads.read(tenant, data, file_name="licences.csv", by=admin)

    return partial(in_scope, tenant, upload)


@world("licensing.check_file")
def licence_file_check() -> Act:
    tenant, admin = licence_shop()
    check(read(tenant, admin, licence_text()), admin)
    return work


@world("licensing.apply_file")
def licence_file_apply() -> Act:
    tenant, admin = licence_shop()
    confirmed(tenant, admin)
    Person._base_manager.filter(user_name="p05@x.example").update(usage_location="FR")
    return work


@world("licensing.take_back_file")
def licence_file_undo() -> Act:
    tenant, admin = licence_shop()
    upload = confirmed(tenant, admin)
    work()
    upload.refresh_from_db()
    with tenant_scope(tenant):
        undo.ask(upload, by=admin)
    return work


@world("licensing.provision")
def provision() -> Act:
    """Licences of a selection, in two acts; some of them make organisers."""
    tenant, admin = licence_shop()
    Person._base_manager.update(usage_location="US")
    with tenant_scope(tenant):
        people = list(Person.objects.order_by("pk")[:14])
        for product in (E5, PLAN):
            assignments.assign(tenant, people, [product], by=admin, all_or_nothing=True)
    return work


@world("licences of a selection are given")
def licences_given() -> Act:
    tenant, admin = licence_shop()
    Person._base_manager.update(usage_location="US")

    def click() -> None:
        people = list(Person.objects.select_related("tenant").order_by("pk"))
        assignments.assign(tenant, people, [E5], by=admin)
        work()

    return partial(in_scope, tenant, click)


@world("bridges.organisers")
def organisers() -> Act:
    tenant, _admin = licence_shop()
    with tenant_scope(tenant):
        people = list(Person.objects.order_by("pk"))
        give_licence(tenant, *people)
        Job.objects.all().delete()
        licence_changes.gained(tenant, people)
    return work


@world("bridges.shared_numbers")
def shared_numbers() -> Act:
    tenant, admin = licence_shop()
    make_site(tenant, "Paris", "FR")
    with tenant_scope(tenant):
        ensure(tenant, by=admin)
    return work


@world("credits.recharge")
def recharge() -> Act:
    tenant, admin = shop()
    recharging.ask(tenant, admin, "twice")
    return work


@world("a recharge by a card without money")
def recharge_declined() -> Act:
    tenant, admin = shop()
    recharging.ask(tenant, admin, "poor")
    return work
