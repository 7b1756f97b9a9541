"""A worker that gives numbers by a file, or releases many, is killed without a word: the result is that of a quiet run."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from jobs.models import Job, OutgoingMail
from jobs.sweeps import sweep
from numbering import assignment_files, assignments, releases
from numbering.models import AssignmentFile, PhoneNumber
from tenants import table_files
from tenants.models import Role
from tenants.scoping import tenant_scope
from tests.cast import make_member, make_tenant
from tests.kills import in_a_worker_that_dies
from tests.number_files.conftest import PORTLAND, held_by, shop, upload_of
from tests.numbering_core.conftest import seattle

pytestmark = [
    pytest.mark.kill,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data", "quiet"),
]


def take_over() -> None:
    """The dead worker's lease has run out, and the sweep finds its job."""
    Job._base_manager.filter(status="running").update(lease_until=timezone.now() - timedelta(seconds=1))
    while sweep(grace_seconds=-1):
        pass


@pytest.mark.parametrize(
    "moment", ["before _carry_out", "after _carry_out", "after _apply_row", "before finish", "after apply"]
)
def test_a_file_of_numbers_goes_on_where_the_dead_worker_stopped(moment: str) -> None:
    tenant = make_tenant()
    admin = make_member(tenant, Role.ADMIN, "rosa@halden.example")
    shop(tenant, admin)
    upload = upload_of(
        tenant,
        admin,
        f"p1@x.example,{seattle(1)},,",
        "p2@x.example,next free in Portland,,",
        f"p1@x.example,{seattle(1)},,unassign",
        f"p3@x.example,{seattle(1)},,",
    )
    with tenant_scope(tenant):
        assignment_files.confirm(upload, by=admin)
    job = Job._base_manager.get(kind=assignment_files.KIND)
    in_a_worker_that_dies(job.pk, moment, assignment_files, table_files)
    take_over()
    upload = AssignmentFile._base_manager.get()
    assert (upload.status, upload.assign_count, upload.unassign_count, upload.done_count) == ("done", 3, 1, 4)
    assert held_by(tenant) == {"p3@x.example": seattle(1), "p2@x.example": PORTLAND[0]}
    given = Event._base_manager.filter(action="number.assigned")
    assert given.count() == 3, "each is given once"
    assert Event._base_manager.filter(action="number_file.applied").count() == 1
    assert Job._base_manager.filter(kind=assignments.KIND).count() == 3
    assert not OutgoingMail.objects.exists(), "the file was to tell nobody"


@pytest.mark.parametrize("moment", ["before _forget", "after _forget", "after do_release"])
def test_a_release_of_many_goes_on_where_the_dead_worker_stopped(moment: str) -> None:
    tenant = make_tenant()
    admin = make_member(tenant, Role.ADMIN, "rosa@halden.example")
    shop(tenant, admin)
    with tenant_scope(tenant):
        job = releases.release(list(PhoneNumber.objects.all()), by=admin)
    assert job is not None
    in_a_worker_that_dies(job.pk, moment, releases)
    take_over()
    assert not PhoneNumber._base_manager.exists()
    assert Event._base_manager.filter(action="number.released").count() == 8
