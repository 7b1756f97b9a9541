"""A file and clicks at the same moment: no seat is given twice, and a file is applied once."""

from functools import partial

import pytest

from jobs import sweeps
from jobs.models import Job
from licensing import assignments, queries
from licensing.files import applying, checks
from licensing.models import LicenceFile
from tenants.models import Person, Role, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_member, make_tenant
from tests.licence_files.conftest import check, read
from tests.licence_files.test_files import held, staff
from tests.licensing.worlds import E5, PRODUCTS, bought
from tests.races import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data", "quiet"),
]


def in_scope(tenant: Tenant, act: partial) -> object:  # type: ignore[type-arg]
    with tenant_scope(tenant):
        return act()


def test_a_file_and_a_click_never_give_the_same_seat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "CHUNK", 1)
    tenant = make_tenant()
    admin = make_member(tenant, Role.ADMIN, "rosa@halden.example")
    staff(tenant, "anna", "ben")
    clicked = staff(tenant, "cleo", "dora")
    bought(tenant, admin, **{E5.sku: 3})
    upload = check(read(tenant, admin, "anna@x.example\nben@x.example\n"), admin, products=(E5.sku,))
    with tenant_scope(tenant):
        applying.confirm(upload, leave_out=False, by=admin)
    at_once(
        lambda: in_scope(tenant, partial(applying.apply, upload, by=admin, progress=lambda done: None)),
        *(partial(in_scope, tenant, partial(click, tenant, person, admin)) for person in clicked),
    )
    assert len(held(tenant)) == 3
    with tenant_scope(tenant):
        assert [pool.left for pool in queries.pools(tenant)] == [0]


def click(tenant: Tenant, person: Person, by: User) -> None:
    assignments.assign(tenant, [person], [PRODUCTS[E5.sku]], by=by)


def test_two_who_confirm_at_one_moment_have_it_applied_once() -> None:
    tenant = make_tenant()
    admin = make_member(tenant, Role.ADMIN, "rosa@halden.example")
    staff(tenant, "anna")
    bought(tenant, admin, **{E5.sku: 3})
    upload = check(read(tenant, admin, "anna@x.example\n"), admin, products=(E5.sku,))

    def confirm() -> None:
        with tenant_scope(tenant):
            mine = LicenceFile.objects.select_related("tenant").get(pk=upload.pk)
            applying.confirm(mine, leave_out=False, by=admin)

    assert at_once(confirm, confirm) == [None, None]
    assert Job._base_manager.filter(kind=applying.KIND).count() == 1
    sweeps.sweep(grace_seconds=-1)
    with tenant_scope(tenant):
        assert upload.changes.count() == 1
    assert len(held(tenant)) == 1
