"""Workers are killed at random points of every kind of bulk work: it ends with exactly the result of an undisturbed run.

Each run draws other points. To see a failure again, set SWITCHBOARD_KILL_SEED to the number that it prints.
"""

import os
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import pytest
from django.utils import timezone

from carriers.models import SandboxNumber
from jobs import registry, runner
from jobs.models import Job
from licensing import handlers as licensing_handlers
from licensing.files import checks
from numbering.files import assignment_files
from numbering.models import HeldNumber
from numbering.reservations import work
from services.bridges import licence_changes
from tenants.people import imports
from tests.jobs import bulk_number_worlds as bulk_number_worlds
from tests.jobs.bulk_worlds import WORLDS, Act
from tests.kept_worlds import KeptWorld, difference
from tests.kills import Steps, dies_at_step

SEED: Final = int(os.environ.get("SWITCHBOARD_KILL_SEED") or random.SystemRandom().randrange(10**6))
KILLS: Final = 2  # of each kind of work
MOST_KILLS_OF_A_RUN: Final = 2
FEWEST_IN_ALL: Final = 50
MOST_ROUNDS: Final = 20


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in pieces so small that a small world has many."""
    monkeypatch.setattr(imports, "CHUNK", 7)
    monkeypatch.setattr(checks, "CHUNK", 4)
    monkeypatch.setattr(checks, "AT_ONCE", 0)
    monkeypatch.setattr(licensing_handlers, "BATCH", 6)
    monkeypatch.setattr(licence_changes, "BATCH", 5)
    monkeypatch.setattr(assignment_files, "CHUNK", 3)
    monkeypatch.setattr(work, "CHUNK", 5)


@pytest.fixture
def kept(
    request: pytest.FixtureRequest, transactional_db: None, quiet: None
) -> Iterator[tuple[KeptWorld, Act]]:
    """The world of a kind of work, kept, and what is to be done in it."""
    request.getfixturevalue("reference_data")
    request.getfixturevalue("small_pieces")
    act = WORLDS[request.param]()
    world = KeptWorld()
    yield world, act
    world.close()


def test_every_kind_of_job_is_killed_and_often_enough() -> None:
    assert set(registry._handlers) <= set(WORLDS), "a kind of job has no world in which it is killed"
    assert len(WORLDS) * KILLS >= FEWEST_IN_ALL


@pytest.mark.kill
@pytest.mark.parametrize(
    ("kept", "name"), [(name, name) for name in WORLDS], indirect=["kept"], ids=list(WORLDS)
)
def test_work_that_is_killed_anywhere_ends_as_if_it_had_not_been(
    kept: tuple[KeptWorld, Act], name: str
) -> None:
    world, act = kept
    print(f"SWITCHBOARD_KILL_SEED={SEED}")  # noqa: T201 - shown when the test fails, for whatever reason
    chance = random.Random(f"{SEED} {name}")
    undisturbed = Steps()
    world.put_back()
    asked = list(Job._base_manager.filter(status__in=Job.OPEN).values_list("pk", flat=True))
    kinds = set(Job._base_manager.filter(pk__in=asked).values_list("kind", flat=True))
    assert name in kinds or name not in registry._handlers, "the world asks for no such job"
    with undisturbed.counted():
        to_the_end(act)
    expected = world.picture()
    run_again(asked)
    assert not difference(expected, world.picture()), "a job that is done once more says something else"
    kills = 0
    while kills < KILLS:
        world.put_back()
        points = kill_some(act, undisturbed, chance, most=min(MOST_KILLS_OF_A_RUN, KILLS - kills))
        kills += len(points)
        to_the_end(act)
        if wrong := difference(expected, world.picture()):
            pytest.fail(f"Killed at steps {points} of {undisturbed.count}:\n{wrong}")
    assert kills == KILLS


def kill_some(act: Act, undisturbed: Steps, chance: random.Random, *, most: int) -> list[int]:
    """Kill the worker, and the one that takes over; returns at which of their steps. Fewer than `most` when one ends."""
    points: list[int] = []
    while len(points) < most:
        point = drawn(undisturbed, chance, past=sum(points))
        if not dies_at_step(lambda: to_the_end(act), point):
            break
        points.append(point)
    return points


def drawn(undisturbed: Steps, chance: random.Random, *, past: int) -> int:
    """Any step of those that are left, or one beside a commit: half of the kills each."""
    commits = [step for step in undisturbed.commits if step > past]
    last = max(1, undisturbed.count - past)
    return chance.choice(commits) - past if commits and chance.random() < 0.5 else chance.randint(1, last)


def to_the_end(act: Act) -> None:
    """Do it, and what comes of it, until no job is open: each is due at once, and dead workers' leases are over."""
    for _round in range(MOST_ROUNDS):
        now = timezone.now()
        Job._base_manager.filter(status=Job.Status.RUNNING).update(lease_until=now - timedelta(seconds=1))
        Job._base_manager.filter(status=Job.Status.QUEUED).update(run_after=now)
        act()
        if not Job._base_manager.filter(status__in=Job.OPEN).exists():
            reservations_run_out()
            return
    left = list(Job._base_manager.filter(status__in=Job.OPEN).values_list("kind", "status", "error"))
    raise AssertionError(f"Jobs do not end: {left}")


def run_again(asked: list[int]) -> None:
    """Do the jobs that were asked for once more, each as if its worker had been killed just before the end."""
    late = timezone.now() - timedelta(seconds=1)
    Job._base_manager.filter(pk__in=asked).update(status=Job.Status.RUNNING, lease_until=late)
    for pk in sorted(asked):
        assert runner.run(pk)


def reservations_run_out() -> None:
    """What the carrier reserves for nobody, because the worker was killed before it could say so, ends by itself."""
    held = HeldNumber._base_manager.values("e164")
    late = SandboxNumber.objects.filter(acquired=False).exclude(reference="").exclude(pk__in=held)
    late.update(reference="", reserved_until=None)
