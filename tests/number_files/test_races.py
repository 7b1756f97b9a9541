"""Two at once: a file that is confirmed twice, two files that want one number, a click in the middle of a file."""

import pytest

from audit.models import Event
from jobs.models import Job
from numbering import assignments
from numbering.files import assignment_files
from numbering.models import AssignmentFile, PhoneNumber
from tenants.models import Person, Role, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_member, make_tenant
from tests.number_files.conftest import held_by, rows_of, shop, upload_of
from tests.numbering_core.conftest import seattle
from tests.races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("reference_data", "quiet")]


def the_cast() -> tuple[Tenant, User, list[Person]]:
    tenant = make_tenant()
    admin = make_member(tenant, Role.ADMIN, "rosa@halden.example")
    return tenant, admin, shop(tenant, admin)


def confirm(upload: AssignmentFile, by: User) -> None:
    with tenant_scope(upload.tenant):
        assignment_files.confirm(AssignmentFile.objects.get(pk=upload.pk), by=by)


def carry_out(upload: AssignmentFile, by: User) -> dict[str, int]:
    with tenant_scope(upload.tenant):
        fresh = AssignmentFile.objects.select_related("tenant").get(pk=upload.pk)
        return assignment_files.apply(fresh, by=by, progress=lambda done, total: None)


def test_a_file_that_two_people_confirm_at_once_is_one_job() -> None:
    tenant, admin, _people = the_cast()
    upload = upload_of(tenant, admin, f"p1@x.example,{seattle(1)},,")
    assert at_once(lambda: confirm(upload, admin), lambda: confirm(upload, admin)) == [None, None]
    assert Job._base_manager.filter(kind=assignment_files.KIND).count() == 1
    assert Event._base_manager.filter(action="number_file.confirmed").count() == 1


def test_two_workers_with_one_file_give_each_number_once() -> None:
    tenant, admin, _people = the_cast()
    lines = [f"p{n}@x.example,{seattle(n)},," for n in range(1, 5)]
    upload = upload_of(tenant, admin, *lines)
    confirm(upload, admin)
    at_once(lambda: carry_out(upload, admin), lambda: carry_out(upload, admin))
    assert held_by(tenant) == {f"p{n}@x.example": seattle(n) for n in range(1, 5)}
    assert Event._base_manager.filter(action="number.assigned").count() == 4
    assert Event._base_manager.filter(action="number_file.applied").count() == 1


def test_two_files_and_a_click_that_want_one_number_leave_it_with_one_person() -> None:
    tenant, admin, people = the_cast()
    files = [upload_of(tenant, admin, f"p{n}@x.example,{seattle(1)},,") for n in (1, 2)]
    for upload in files:
        confirm(upload, admin)

    def click() -> None:
        with tenant_scope(tenant):
            number = PhoneNumber.objects.select_related("tenant").get(e164=seattle(1))
            site = people[2].site
            assert site is not None
            assignments.assign(number, people[2], emergency_address=site.emergency_address, by=admin)

    at_once(lambda: carry_out(files[0], admin), lambda: carry_out(files[1], admin), click)
    (holder,) = held_by(tenant)
    assert Event._base_manager.filter(action="number.assigned").count() == 1
    for n, upload in enumerate(files, start=1):
        (row,) = rows_of(upload)
        assert row.done
        assert (row.verdict == "assign") == (holder == f"p{n}@x.example")
        assert bool(row.errors) == (row.verdict == "error")
