"""What workers do with files of licences: thin, each calls a verb."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jobs.kinds import ANY_TIME, JobKind, Link, Outcome, describe
from jobs.leases import Lease
from jobs.models import Job
from jobs.registry import JobFailed, handler
from licensing.files import applying, checks, undo
from licensing.models import LicenceFile
from tenants.models import User
from ui.templatetags.ui import thousands

CANCELLED: Final = (Job.Status.CANCELLED.value,)
"""What was cancelled has tidied up, so nothing is left to go on with; what failed goes on."""


@handler(checks.KIND)
def check_file(job: Job, lease: Lease) -> dict[str, object]:
    """Judge the rows of a file."""
    upload = _file(job)
    if upload.status == LicenceFile.Status.CHECKING:
        checks.check(upload, progress=lambda done: lease.renew(done=done))
    return {"rows": upload.row_count}


@handler(applying.KIND)
def apply_file(job: Job, lease: Lease) -> dict[str, object]:
    """Apply a file that was confirmed."""
    upload = _file(job)
    return dict(applying.apply(upload, by=_who(upload), progress=lambda done: lease.renew(done=done)))


@handler(undo.KIND)
def take_back_file(job: Job, lease: Lease) -> dict[str, object]:
    """Take a file back, for whoever asked for it."""
    upload = _file(job)
    if not undo.take_back(upload, by=job.started_by or _who(upload), progress=lease.renew):
        raise JobFailed(upload.problem)
    return {"taken_back": upload.changes.count()}


def _file(job: Job) -> LicenceFile:
    return LicenceFile.objects.select_related("tenant", "confirmed_by").get(pk=job.payload["file"])


def _who(upload: LicenceFile) -> User:
    """Who confirmed the file; somebody whose account is gone can no longer answer for it."""
    if upload.confirmed_by is None:
        raise JobFailed(_("Whoever confirmed this file has no account any more. Upload it again."))
    return upload.confirmed_by


def _outcome(job: Job) -> Outcome:
    """The file's page, and how many rows were applied."""
    link = Link(
        reverse("licensing:file", args=[job.tenant.slug, job.payload["file"]]), _("See the file and its rows")
    )
    if "applied" not in job.result:
        return Outcome("", (link,))
    count = job.result["applied"]
    words = ngettext("%(n)s row is applied.", "%(n)s rows are applied.", count)
    return Outcome(words % {"n": thousands(count)}, (link,))


def _check_is_off(job: Job, by: User) -> None:
    checks.call_off(_file(job), by=by)


def _rest_is_off(job: Job, by: User) -> None:
    applying.leave_rest(_file(job), by=by)


describe(
    checks.KIND,
    JobKind(
        gettext_lazy("Files of licences checked"),
        _outcome,
        cancels_in=ANY_TIME,
        cancelled=_check_is_off,
        no_restart=gettext_lazy("Open the file and check its rows again."),
        no_restart_in=CANCELLED,
    ),
)
describe(
    applying.KIND,
    JobKind(
        gettext_lazy("Files of licences applied"),
        _outcome,
        cancels_in=ANY_TIME,
        cancelled=_rest_is_off,
        no_restart=gettext_lazy("Open the file, download what was left out, and upload it again."),
        no_restart_in=CANCELLED,
    ),
)
describe(
    undo.KIND,
    JobKind(
        gettext_lazy("Files of licences taken back"),
        _outcome,
    ),
)
