"""A worker that applies a file of people is killed without a word: the directory ends as after a quiet run."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from jobs.models import Job
from jobs.sweeps import sweep
from tenants import people_imports
from tenants.models import PeopleImport, Person, Role
from tenants.scoping import tenant_scope
from tests.cast import make_member, make_person, make_tenant
from tests.kills import in_a_worker_that_dies

pytestmark = [
    pytest.mark.kill,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data", "quiet"),
]


@pytest.mark.parametrize(
    "moment", ["before _write", "after _write", "after _apply_chunk", "before finish", "after apply"]
)
def test_a_file_of_people_goes_on_where_the_dead_worker_stopped(
    moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_imports, "CHUNK", 2)
    tenant = make_tenant()
    admin = make_member(tenant, Role.ADMIN, "rosa@halden.example")
    make_person(tenant, "p1@x.example", department="Old")
    rows = "\n".join(f"p{n}@x.example,P{n},Sales" for n in range(1, 7))
    with tenant_scope(tenant):
        upload = people_imports.read(
            tenant,
            f"User Name,Display Name,Department\n{rows}\nbad,,\n".encode(),
            file_name="staff.csv",
            mark_new=True,
            by=admin,
        )
        people_imports.confirm(upload, by=admin)
    in_a_worker_that_dies(Job._base_manager.get().pk, moment, people_imports)
    Job._base_manager.filter(status="running").update(lease_until=timezone.now() - timedelta(seconds=1))
    while sweep(grace_seconds=-1):
        pass
    upload = PeopleImport._base_manager.get()
    assert (upload.status, upload.new_count, upload.changed_count, upload.error_count) == ("done", 5, 1, 1)
    assert Person._base_manager.filter(department="Sales").count() == Person._base_manager.count() == 6
    assert Event._base_manager.filter(action="person.added").count() == 5
    assert Event._base_manager.filter(action="people_file.applied").count() == 1
