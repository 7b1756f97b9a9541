"""What each kind of job is called, what came of it, and whether it can be cancelled or started again.

Apps describe their kinds when Django starts, beside the handlers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from jobs.models import Job
from tenants.models import User

Words = StrPromise | str
NOT_HALF_WAY: Final = _("This work cannot be stopped half-way.")


@dataclass(frozen=True)
class Link:
    """A page that the job was about, or a file that came of it."""

    url: str
    words: str
    is_file: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of a job so far: one sentence with its figures, and where to look on."""

    sentence: str = ""
    links: tuple[Link, ...] = ()


def nothing_to_tell(job: Job) -> Outcome:
    """Of a job whose title says it all."""
    return Outcome()


def nothing_to_tidy(job: Job, by: User) -> None:
    """What was done stays done, and the rest is simply not done."""


@dataclass(frozen=True)
class JobKind:
    """One kind of job.

    `cancels_in` are the statuses in which it can be cancelled; elsewhere `no_cancel` says why not. `cancelled` tidies up,
    in the transaction that cancels. `no_restart` says why a job that ended early, in one of the statuses
    `no_restart_in`, is not started again, and what to do instead; elsewhere it goes on with what is not done. `is_step` is
    set for a small step of the console's own, of which there are thousands: the list shows it when it fails or is asked for.
    """

    words: Words
    outcome: Callable[[Job], Outcome] = nothing_to_tell
    cancels_in: tuple[str, ...] = ()
    no_cancel: Words = NOT_HALF_WAY
    cancelled: Callable[[Job, User], None] = nothing_to_tidy
    no_restart: Words = ""
    no_restart_in: tuple[str, ...] = (Job.Status.FAILED.value, Job.Status.CANCELLED.value)
    is_step: bool = False

    def may_cancel(self, job: Job) -> bool:
        """Whether the job can be cancelled in the state that it is in."""
        return job.status in self.cancels_in

    def why_no_restart(self, job: Job) -> str:
        """Why the job is not started again in the state that it is in, or ""."""
        return str(self.no_restart) if job.status in self.no_restart_in else ""


ANY_TIME: Final = (Job.Status.QUEUED.value, Job.Status.RUNNING.value)
WHILE_QUEUED: Final = (Job.Status.QUEUED.value,)

_kinds: dict[str, JobKind] = {}


def describe(kind: str, what: JobKind) -> None:
    """Say what jobs of `kind` are."""
    _kinds[kind] = what


def kind_of(job: Job) -> JobKind:
    """What the job is; one that nobody described is called by its title and cannot be cancelled."""
    return _kinds.get(job.kind) or JobKind(job.title)


def kinds() -> list[tuple[str, str]]:
    """All kinds that are described, with their words, by words: the choices of a filter."""
    return sorted(
        ((key, str(kind.words)) for key, kind in _kinds.items()), key=lambda pair: pair[1].casefold()
    )


def steps() -> list[str]:
    """The kinds that are small steps."""
    return [key for key, kind in _kinds.items() if kind.is_step]
