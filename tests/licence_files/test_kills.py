"""A worker is killed without a word in the middle of a file: the next one goes on, nothing twice, nothing lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from jobs.models import Job
from jobs.sweeps import sweep
from licensing import assignments, undo
from licensing.files import applying, checks, states
from licensing.files import undo as file_undo
from licensing.models import Assignment, LicenceFile
from tenants.models import Role, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_member, make_tenant
from tests.kills import in_a_worker_that_dies
from tests.licence_files.conftest import check, read, verdicts
from tests.licence_files.test_files import HEAD, held, staff
from tests.licensing.worlds import E5, PLAN, bought

pytestmark = [
    pytest.mark.kill,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data", "quiet"),
]
NAMES = "abcdefg"


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> tuple[Tenant, User]:
    """Seven people who are worked on two at a time, and seats for all but one of them."""
    monkeypatch.setattr(checks, "CHUNK", 2)
    tenant = make_tenant()
    admin = make_member(tenant, Role.ADMIN, "rosa@halden.example")
    staff(tenant, *NAMES, usage_location="")
    bought(tenant, admin, **{E5.sku: len(NAMES) - 1, PLAN.sku: 9})
    return tenant, admin


def file_of(shop: tuple[Tenant, User]) -> LicenceFile:
    text = HEAD + "".join(f"{name}@x.example,{E5.sku} + {PLAN.sku},,US\n" for name in NAMES)
    return read(*shop, text)


def take_over() -> None:
    """The dead worker's lease has run out, and the sweep finds its job, and those that come of it."""
    Job._base_manager.filter(status="running").update(lease_until=timezone.now() - timedelta(seconds=1))
    while sweep(grace_seconds=-1):
        pass


def confirmed(shop: tuple[Tenant, User]) -> tuple[LicenceFile, Job]:
    upload = check(file_of(shop), shop[1])
    with tenant_scope(shop[0]):
        applying.confirm(upload, leave_out=True, by=shop[1])
    return upload, Job._base_manager.get(kind=applying.KIND)


def assert_applied_once(tenant: Tenant, upload: LicenceFile) -> None:
    upload.refresh_from_db()
    assert upload.status == LicenceFile.Status.APPLIED
    assert upload.counts == {"changes": 6, "CountViolation": 1}
    assert held(tenant) == {(f"{name}@x.example", sku) for name in NAMES[:6] for sku in (E5.sku, PLAN.sku)}
    with tenant_scope(tenant):
        assert set(Assignment.objects.values_list("state", flat=True)) == {Assignment.State.ACTIVE}
        for action, count in (("licence.assigned", 12), ("licence.activated", 12), ("person.changed", 6)):
            assert Event.objects.filter(action=action).count() == count, action
        assert Event.objects.filter(action="licence_file.applied").count() == 1


@pytest.mark.parametrize("moment", ["after write", "before counts_of"])
def test_a_check_begins_again(
    shop: tuple[Tenant, User], moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "AT_ONCE", 0)
    upload = check(file_of(shop), shop[1])
    in_a_worker_that_dies(Job._base_manager.get().pk, moment, checks)
    take_over()
    upload.refresh_from_db()
    assert upload.counts == {"changes": 6, "CountViolation": 1}
    assert verdicts(upload)[8] == "CountViolation"
    assert upload.takes == {E5.sku: 6, PLAN.sku: 6}
    assert not held(shop[0])


@pytest.mark.parametrize(
    "moment", ["before carry_out", "after carry_out", "after _apply_piece", "before leave_rest"]
)
def test_applying_goes_on_where_the_dead_worker_stopped(shop: tuple[Tenant, User], moment: str) -> None:
    upload, job = confirmed(shop)
    in_a_worker_that_dies(job.pk, moment, applying, assignments)
    take_over()
    assert_applied_once(shop[0], upload)


@pytest.mark.parametrize("moment", ["after undo", "before move"])
def test_a_file_is_taken_back_whole_however_the_worker_dies(shop: tuple[Tenant, User], moment: str) -> None:
    upload, _job = confirmed(shop)
    take_over()
    assert_applied_once(shop[0], upload)
    with tenant_scope(shop[0]):
        upload.refresh_from_db()
        file_undo.ask(upload, by=shop[1])
    job = Job._base_manager.get(kind=file_undo.KIND)
    in_a_worker_that_dies(job.pk, moment, undo if moment == "after undo" else file_undo, states)
    assert len(held(shop[0])) == 12, "a part of it was taken back"
    take_over()
    upload.refresh_from_db()
    assert upload.status == LicenceFile.Status.TAKEN_BACK
    assert not held(shop[0])
    with tenant_scope(shop[0]):
        assert Event.objects.filter(action="licence.removed").count() == 12
