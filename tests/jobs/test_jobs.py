"""Jobs are rows first: claimed once, given up by the dead, swept up, and asked for twice run once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from jobs import heartbeat, registry, retries, runner, sweeps
from jobs.leases import Lease, LeaseLost, claim
from jobs.models import Heartbeat, Job
from jobs.queue import enqueue
from jobs.tasks import run_job
from tenants.models import Tenant, User
from tests.races import at_once
from ui.refusals import Refusal

runs: list[int] = []


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    """Handlers that only these tests know."""
    runs.clear()

    @registry.handler("test.count")
    def count(job: Job, lease: Lease) -> dict[str, object]:
        runs.append(job.pk)
        lease.renew(done=1, total=1)
        return {"counted": 1}

    @registry.handler("test.fails")
    def fails(job: Job, lease: Lease) -> None:
        raise registry.JobFailed("The file is empty.")

    @registry.handler("test.later")
    def later(job: Job, lease: Lease) -> None:
        raise registry.RetryLater(60, "The carrier is busy.")

    @registry.handler("test.breaks")
    def breaks(job: Job, lease: Lease) -> None:
        raise ZeroDivisionError

    yield
    for kind in ("count", "fails", "later", "breaks"):
        registry._handlers.pop(f"test.{kind}", None)


def make(tenant: Tenant, kind: str = "test.count", **fields: object) -> Job:
    return Job._base_manager.create(tenant=tenant, kind=kind, **{"key": "1", "title": "Count", **fields})


def test_asked_for_twice_is_one_job_and_one_run(
    tenant: Tenant, admin: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as hints:
        first = enqueue("test.count", tenant=tenant, key="a", title="Count", by=admin)
        second = enqueue("test.count", tenant=tenant, key="a", title="Count", by=admin)
    assert first.pk == second.pk
    assert len(hints) == 1
    assert runs == [first.pk]
    first.refresh_from_db()
    assert (first.status, first.done, first.result) == (Job.Status.DONE, 1, {"counted": 1})


def test_a_job_runs_once_though_hinted_twice(tenant: Tenant) -> None:
    job = make(tenant)
    assert runner.run(job.pk)
    assert not runner.run(job.pk)
    assert runs == [job.pk]
    job.refresh_from_db()
    assert job.done == job.total, "what is done reads as done"


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_race_for_a_job_take_it_once(reference_data: None) -> None:
    job = make(Tenant.objects.create(slug="race", name="Race", country="US"))
    taken = at_once(*[partial(claim, job.pk)] * 2)
    assert sum(lease is not None for lease in taken) == 1


def test_a_lost_lease_stops_the_worker_and_leaves_no_trace(tenant: Tenant) -> None:
    job = make(tenant)
    lost = claim(job.pk)
    assert lost is not None
    Job._base_manager.update(lease_until=timezone.now() - timedelta(seconds=1))
    taken_over = claim(job.pk)
    assert taken_over is not None
    with pytest.raises(LeaseLost):
        lost.renew(done=7)
    assert not lost.give_back(status=Job.Status.DONE)
    job.refresh_from_db()
    assert (job.status, job.done, job.lease_token) == (Job.Status.RUNNING, 0, taken_over.token)


def test_a_job_under_a_live_lease_is_left_alone(tenant: Tenant) -> None:
    job = make(tenant)
    assert claim(job.pk)
    assert claim(job.pk) is None
    assert sweeps.waiting_jobs(grace_seconds=0) == []


def test_failure_for_good_is_a_sentence_on_the_row(tenant: Tenant) -> None:
    job = make(tenant, "test.fails")
    runner.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.error) == (Job.Status.FAILED, "The file is empty.")


def test_later_is_later_until_the_attempts_are_used_up(tenant: Tenant) -> None:
    job = make(tenant, "test.later")
    for attempt in range(1, runner.MAX_ATTEMPTS + 1):
        Job._base_manager.update(run_after=timezone.now())
        assert runner.run(job.pk)
        job.refresh_from_db()
        assert job.attempts == attempt
        wanted = Job.Status.FAILED if attempt == runner.MAX_ATTEMPTS else Job.Status.QUEUED
        assert (job.status, job.error) == (wanted, "The carrier is busy.")


def test_a_bug_puts_the_job_back_and_tells_no_secret(
    tenant: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    job = make(tenant, "test.breaks")
    runner.run(job.pk)
    job.refresh_from_db()
    assert job.status == Job.Status.QUEUED
    assert "Zero" not in job.error
    assert "ZeroDivisionError" in caplog.text


def test_a_broker_that_is_down_loses_nothing(
    tenant: Tenant,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def down(*args: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(run_job, "delay", down)
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue("test.count", tenant=tenant, key="b", title="Count")
    job.refresh_from_db()
    assert job.status == Job.Status.QUEUED
    assert sweeps.sweep(grace_seconds=0) == 1
    job.refresh_from_db()
    assert job.status == Job.Status.DONE


WORKER = """
import os, sys, time
from config import embedded
from django.conf import settings
import tests.settings
import django
settings.DATABASES["default"]["NAME"] = sys.argv[2]
settings.JOB_LEASE_SECONDS = 0.5
django.setup()
from jobs import registry, runner
@registry.handler("test.dies")
def dies(job, lease):
    lease.renew(done=3, total=10)
    print("begun", flush=True)
    time.sleep(60)
runner.run(int(sys.argv[1]))
"""


@pytest.mark.kill
@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_killed_worker_is_finished_by_the_sweep(reference_data: None) -> None:
    job = make(Tenant.objects.create(slug="kill", name="Kill", country="US"), "test.dies")
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    name = str(connection.settings_dict["NAME"])
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, str(job.pk), name], stdout=subprocess.PIPE, text=True, env=environment
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == "begun"
        worker.send_signal(signal.SIGKILL)
    job.refresh_from_db()
    assert (job.status, job.done) == (Job.Status.RUNNING, 3)
    seen: list[int] = []

    @registry.handler("test.dies")
    def dies(job: Job, lease: Lease) -> None:
        seen.append(job.pk)

    deadline = time.monotonic() + 5
    while not sweeps.sweep(grace_seconds=0) and time.monotonic() < deadline:
        time.sleep(0.1)
    registry._handlers.pop("test.dies")
    job.refresh_from_db()
    assert (job.status, seen, job.attempts) == (Job.Status.DONE, [job.pk], 2)


def test_a_failed_job_starts_again_once(tenant: Tenant, admin: User) -> None:
    job = make(tenant, status=Job.Status.FAILED, error="No.", attempts=8)
    retries.retry(job, by=admin)
    with pytest.raises(Refusal):
        retries.retry(job, by=admin)
    job.refresh_from_db()
    assert (job.status, job.attempts, job.error) == (Job.Status.QUEUED, 0, "")


def test_health_tells_of_the_workers(db: None, settings: Settings) -> None:
    client = Client()
    answer = client.get("/healthz").json()
    assert answer["workers"] is False
    assert heartbeat.workers_are_silent()
    heartbeat.beat()
    answer = client.get("/healthz").json()
    assert answer["workers"] is True
    assert answer["seconds_since_worker_heartbeat"] == 0
    Heartbeat.objects.update(at=timezone.now() - timedelta(seconds=settings.WORKER_SILENCE_SECONDS + 1))
    assert client.get("/healthz").status_code == 200
    assert client.get("/healthz?strict").status_code == 503


def test_the_list_takes_the_same_queries_for_any_length(
    tenant: Tenant, viewer: User, client_of: Callable[[User], Client]
) -> None:
    client, counts = client_of(viewer), set()
    for number in range(3):
        make(tenant, key=str(number))
        client.get(f"/t/{tenant.slug}/jobs/")  # the first request of a session writes the session
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/t/{tenant.slug}/jobs/").status_code == 200
        counts.add(len(seen))
    assert len(counts) == 1


def test_an_open_job_polls_and_a_closed_one_stops(
    tenant: Tenant, viewer: User, client_of: Callable[[User], Client]
) -> None:
    job = make(tenant, total=10, done=3)
    client, page = client_of(viewer), f"/t/{tenant.slug}/jobs/{job.pk}/"
    whole = client.get(page).content.decode()
    assert 'hx-trigger="load delay:2s"' in whole
    part = client.get(page, headers={"HX-Request": "true", "HX-Target": "job"}).content.decode()
    assert part.strip().startswith('<section id="job"')
    Job._base_manager.update(status=Job.Status.DONE, result={"added": 9})
    assert (
        "hx-get" not in client.get(page, headers={"HX-Request": "true", "HX-Target": "job"}).content.decode()
    )


def test_only_an_admin_starts_a_failed_job_again(
    tenant: Tenant, admin: User, viewer: User, client_of: Callable[[User], Client]
) -> None:
    job = make(tenant, status=Job.Status.FAILED, error="The file is empty.")
    page = f"/t/{tenant.slug}/jobs/{job.pk}/"
    assert "Only a tenant admin can start it again." in client_of(viewer).get(page).content.decode()
    assert client_of(viewer).post(f"{page}retry/").status_code == 403
    assert client_of(admin).post(f"{page}retry/").status_code == 302
    job.refresh_from_db()
    assert job.status == Job.Status.QUEUED


def test_a_job_of_another_tenant_is_not_there(
    tenant: Tenant, other_tenant: Tenant, admin: User, client_of: Callable[[User], Client]
) -> None:
    job = make(other_tenant)
    assert client_of(admin).get(f"/t/{tenant.slug}/jobs/{job.pk}/").status_code == 404


def test_the_operator_sees_failed_jobs_of_all_and_starts_them_again(
    tenant: Tenant, other_tenant: Tenant, operator: User, client_of: Callable[[User], Client]
) -> None:
    jobs = [make(one, status=Job.Status.FAILED, error=f"Why {one.slug}") for one in (tenant, other_tenant)]
    client = client_of(operator)
    page = client.get("/operator/workers/").content.decode()
    assert "Why halden" in page
    assert "Why kestrel" in page
    assert client.post(f"/operator/workers/jobs/{jobs[0].pk}/retry/").status_code == 302
    assert "Why halden" not in client.get("/operator/workers/").content.decode()
