"""A job as the list and its page show it: what it is, how far it is, how long it took, what came of it."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.kinds import JobKind, Outcome, kind_of
from jobs.models import Job
from jobs.retries import ENDED_EARLY
from ui.sums import Segment
from ui.templatetags.ui import thousands


@dataclass(frozen=True)
class JobRow:
    """One job with its kind, ready to be drawn."""

    job: Job

    @property
    def kind(self) -> JobKind:
        """What it is."""
        return kind_of(self.job)

    @property
    def outcome(self) -> Outcome:
        """What came of it; nothing while it has not begun."""
        return self.kind.outcome(self.job) if self.job.started_at else Outcome()

    @property
    def segments(self) -> list[Segment]:
        """The bar: blue while it runs, ink when it is done, red for what a failure left undone."""
        failed = self.job.status == Job.Status.FAILED
        parts = [Segment("b" if self.job.is_open else "a", min(self.job.done, self.job.total))]
        return [*parts, Segment("d", self.job.total - self.job.done)] if failed else parts

    @property
    def figures(self) -> str:
        """ "165 of 400" while it counts for something: not where it counts nothing, nor when all is done."""
        if not self.job.total or self.job.status == Job.Status.DONE:
            return ""
        words = {"done": thousands(self.job.done), "total": thousands(self.job.total)}
        return _("%(done)s of %(total)s") % words

    @property
    def partly(self) -> str:
        """What a job that ended early had done; "" for any other."""
        if self.job.status not in ENDED_EARLY or not self.job.done:
            return ""
        words = {"done": thousands(self.job.done), "total": thousands(self.job.total)}
        return _("%(done)s of %(total)s were done before, and stay done.") % words

    @property
    def may_cancel(self) -> bool:
        """Whether it can be cancelled now."""
        return self.kind.may_cancel(self.job)

    @property
    def may_restart(self) -> bool:
        """Whether it has ended early and can go on."""
        return self.job.status in ENDED_EARLY and not self.kind.why_no_restart(self.job)

    @property
    def took(self) -> str:
        """How long it has been at work; "" before it has begun."""
        job = self.job
        if job.started_at is None:
            return ""
        return duration((job.finished_at or timezone.now()) - job.started_at)


def duration(span: timedelta) -> str:
    """A span in words of two units at most: "12 seconds", "3 min 5 s", "2 h 4 min"."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 1:
        return _("less than a second")
    if seconds < 60:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    if seconds < 3600:
        return _("%(minutes)s min %(seconds)s s") % {"minutes": seconds // 60, "seconds": seconds % 60}
    return _("%(hours)s h %(minutes)s min") % {
        "hours": thousands(seconds // 3600),
        "minutes": seconds % 3600 // 60,
    }
