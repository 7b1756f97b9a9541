"""The page of jobs: what each is, how far, what came of it; cancel, start again; it polls and then stops."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs import cancellations, registry, retries, runner
from jobs import kinds as job_kinds
from jobs.kinds import ANY_TIME, JobKind, describe, kind_of, kinds
from jobs.leases import Lease, LeaseLost, claim
from jobs.models import Job
from jobs.rows import JobRow, duration
from tenants.models import Tenant, User
from ui.refusals import Refusal

ClientOf = Callable[[User], Client]
tidied: list[int] = []


@pytest.fixture(autouse=True)
def _stoppable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind that can be cancelled at any time, known to these tests alone."""
    monkeypatch.setattr(job_kinds, "_kinds", dict(job_kinds._kinds))
    tidied.clear()
    describe(
        "test.stops",
        JobKind("Stoppable", cancels_in=ANY_TIME, cancelled=lambda job, by: tidied.append(job.pk)),
    )


def make(tenant: Tenant, kind: str = "test.stops", **fields: object) -> Job:
    key = str(Job._base_manager.count())
    return Job._base_manager.create(
        tenant=tenant, kind=kind, **{"key": key, "title": f"Count {key}", **fields}
    )


def test_every_kind_of_job_is_described() -> None:
    described = {key for key, _words in kinds()}
    assert {kind for kind in registry._handlers if not kind.startswith("test.")} <= described


def test_a_cancelled_job_stops_at_its_next_step_and_what_was_done_is_said(
    tenant: Tenant, admin: User
) -> None:
    job = make(tenant, total=10)

    @registry.handler("test.stops")
    def stops(job: Job, lease: Lease) -> None:
        lease.renew(done=4, total=10)
        cancellations.cancel(Job._base_manager.select_related("tenant").get(pk=job.pk), by=admin)
        lease.renew(done=5)
        raise AssertionError("it went on")

    assert not runner.run(job.pk)
    registry._handlers.pop("test.stops")
    job.refresh_from_db()
    assert (job.status, job.done, tidied) == ("cancelled", 4, [job.pk])
    assert "Cancelled by Rosa." in job.error
    assert JobRow(job).partly == "4 of 10 were done before, and stay done."
    with pytest.raises(Refusal, match="ended already"):
        cancellations.cancel(job, by=admin)


def test_a_worker_that_was_cancelled_cannot_end_the_job(tenant: Tenant, admin: User) -> None:
    job = make(tenant)
    lease = claim(job.pk)
    assert lease is not None
    job.refresh_from_db()
    cancellations.cancel(job, by=admin)
    assert not lease.give_back(status=Job.Status.DONE)
    with pytest.raises(LeaseLost):
        lease.renew()


def test_a_kind_that_cannot_be_stopped_says_why(tenant: Tenant, admin: User) -> None:
    with pytest.raises(Refusal, match="Take them away instead"):
        cancellations.cancel(make(tenant, "licensing.provision"), by=admin)
    running = make(tenant, "numbering.acquire", status="running")
    with pytest.raises(Refusal, match="giving these numbers already"):
        cancellations.cancel(running, by=admin)
    assert kind_of(make(tenant, "test.unknown")).may_cancel(running) is False


def test_what_was_cancelled_goes_on_when_it_is_started_again(tenant: Tenant, admin: User) -> None:
    job = make(tenant, status="cancelled", error="Cancelled by Rosa.", done=4, total=10)
    retries.retry(job, by=admin)
    job.refresh_from_db()
    assert (job.status, job.done, job.error) == ("queued", 4, "")


def test_a_kind_that_starts_anew_elsewhere_is_not_started_again(tenant: Tenant, admin: User) -> None:
    with pytest.raises(Refusal, match="Search again"):
        retries.retry(make(tenant, "numbering.acquire", status="failed"), by=admin)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "less than a second"), (1, "1 second"), (59, "59 seconds"), (185, "3 min 5 s"), (7440, "2 h 4 min")],
)
def test_a_duration_is_read_at_a_glance(seconds: int, words: str) -> None:
    assert duration(timedelta(seconds=seconds)) == words


def test_the_list_is_narrowed_by_status_kind_and_words(
    tenant: Tenant, viewer: User, client_of: ClientOf
) -> None:
    make(
        tenant,
        "people.import",
        title="Add people from staff.csv",
        started_by_name="Rosa",
        payload={"upload": 1},
    )
    make(tenant, "licensing.provision", title="Set up 3 licences", status="failed", error="No.")
    client, page = client_of(viewer), f"/t/{tenant.slug}/jobs/"
    for query, shown, hidden in (
        ("?status=failed", "Set up 3 licences", "staff.csv"),
        ("?kind=people.import", "staff.csv", "Set up 3 licences"),
        ("?q=rosa", "staff.csv", "Set up 3 licences"),
        ("?q=SET UP", "Set up 3 licences", "staff.csv"),
    ):
        text = client.get(page + query).content.decode()
        assert shown in text
        assert hidden not in text


def test_small_steps_are_listed_when_they_fail_or_are_asked_for(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    describe("test.step", JobKind("Steps", is_step=True))
    make(tenant, title="Count the sheep")
    make(tenant, "test.step", title="Lift a foot", status=Job.Status.DONE)
    make(tenant, "test.step", title="Lift the other", status=Job.Status.FAILED)
    at, client = f"/t/{tenant.slug}/jobs/", client_of(admin)
    page = client.get(at).content.decode()
    assert "Count the sheep" in page
    assert "Lift the other" in page
    assert "Lift a foot" not in page
    for asked in ("steps=on", "kind=test.step", "q=foot"):
        assert "Lift a foot" in client.get(f"{at}?{asked}").content.decode()


def test_the_list_polls_while_something_is_open_and_stops_by_itself(
    tenant: Tenant, viewer: User, client_of: ClientOf
) -> None:
    job = make(tenant, total=10, done=3)
    client, page = client_of(viewer), f"/t/{tenant.slug}/jobs/"
    assert 'hx-trigger="every 3s"' in client.get(page).content.decode()
    Job._base_manager.update(created_at=timezone.now() - timedelta(minutes=5))
    assert 'hx-trigger="every 15s"' in client.get(page).content.decode()
    Job._base_manager.filter(pk=job.pk).update(status="done")
    part = client.get(page, headers={"HX-Request": "true", "HX-Target": "job-rows"}).content.decode()
    assert part.strip().startswith('<div class="stack stack--wide" id="job-rows"')
    assert "hx-get" not in part


def test_what_came_of_it_is_told_with_its_pages_and_files(
    tenant: Tenant, viewer: User, client_of: ClientOf
) -> None:
    client, now = client_of(viewer), timezone.now()
    done = {"status": "done", "started_at": now, "finished_at": now}
    results = (
        (
            "people.import",
            {"upload": 7},
            {"new": 1200, "changed": 3, "unchanged": 0, "error": 2},
            "1,200 people were added",
        ),
        ("licensing.provision", {"change": 1}, {"active": 3}, "3 licences are active."),
        (
            "numbering.acquire",
            {"order": 1, "allowance": "user"},
            {"acquired": 5, "asked": 6},
            "5 of 6 numbers",
        ),
        ("numbering.release", {"numbers": [1]}, {"released": 1}, "1 number went back."),
        (
            "numbering.hold_reservation",
            {"reservation": 1},
            {"asked": 9, "held": 8},
            "8 of the 9 numbers",
        ),
        (
            "numbering.acquire_reservation",
            {"reservation": 1},
            {"asked": 9, "acquired": 8},
            "Download the numbers",
        ),
        ("bridges.organisers", {"people": []}, {"organisers": 2}, "2 people became organisers."),
        ("credits.recharge", {"recharge": 1}, {"status": "Paid", "reason": ""}, "Paid."),
    )
    kinds_here = {kind for kind, *_rest in results} & set(registry._handlers)
    assert len(kinds_here) >= 7
    for kind, payload, result, words in results:
        if kind not in kinds_here:
            continue
        job = make(tenant, kind, payload=payload, result=result, **done)
        text = client.get(f"/t/{tenant.slug}/jobs/{job.pk}/").content.decode()
        assert words in text, kind
    assert client.get(f"/t/{tenant.slug}/jobs/").status_code == 200


def test_only_an_admin_cancels_and_the_button_says_why(
    tenant: Tenant, admin: User, viewer: User, client_of: ClientOf
) -> None:
    job = make(tenant)
    page = f"/t/{tenant.slug}/jobs/{job.pk}/"
    assert "Only a tenant admin can cancel it." in client_of(viewer).get(page).content.decode()
    assert client_of(viewer).post(f"{page}cancel/").status_code == 403
    assert client_of(admin).post(f"{page}cancel/").status_code == 302
    job.refresh_from_db()
    assert job.status == "cancelled"
    assert client_of(admin).post(f"{page}cancel/").status_code == 302, (
        "the second click is told, and breaks nothing"
    )


def test_the_list_takes_the_same_queries_for_jobs_of_all_kinds(
    tenant: Tenant, viewer: User, client_of: ClientOf
) -> None:
    client, page, counts = client_of(viewer), f"/t/{tenant.slug}/jobs/", set()
    now = timezone.now()
    for _turn in range(3):
        make(
            tenant,
            "numbering.hold_reservation",
            payload={"reservation": 1},
            result={"held": 1, "asked": 2},
            started_at=now,
        )
        make(tenant, "people.import", payload={"upload": 1}, result={"new": 1}, status="done", started_at=now)
        client.get(page)
        with CaptureQueriesContext(connection) as seen:
            client.get(page)
        counts.add(len(seen))
    assert len(counts) == 1
