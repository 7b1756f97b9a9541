"""The worker's side: licences that were assigned are set up, which takes a while (rules 2.3: up to 24 hours)."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audit.log import SYSTEM
from jobs.kinds import JobKind, Link, Outcome, describe
from jobs.leases import Lease
from jobs.models import Job
from jobs.registry import RetryLater, handler
from licensing import transitions
from licensing.models import Assignment, LicenceChange
from ui.templatetags.ui import thousands

BATCH = 1000


@handler("licensing.provision")
def provision(job: Job, lease: Lease) -> dict[str, object]:
    """Bring the change's assignments to active. Run twice, it does nothing the second time.

    The sandbox takes SANDBOX_SECONDS for it, like a directory that answers late.
    """
    change = LicenceChange.objects.filter(pk=job.payload["change"]).first()
    ids = list(change.added) if change else []
    for batch in _batches(ids):
        transitions.move(job.tenant, batch, Assignment.State.PROVISIONING, by=SYSTEM)
        lease.renew(total=len(ids))
    _wait_for_the_directory(ids)
    done = 0
    for batch in _batches(ids):
        done += len(transitions.move(job.tenant, batch, Assignment.State.ACTIVE, by=SYSTEM))
        lease.renew(done=done, total=len(ids))
    return {"active": Assignment.objects.filter(pk__in=ids, state=Assignment.State.ACTIVE).count()}


def _batches(ids: list[int]) -> list[list[int]]:
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def _wait_for_the_directory(ids: list[int]) -> None:
    newest = (
        Assignment.objects.filter(pk__in=ids, state=Assignment.State.PROVISIONING)
        .order_by("-provisioning_at")
        .values_list("provisioning_at", flat=True)
        .first()
    )
    if newest is None:
        return
    ready = newest + timedelta(seconds=settings.SANDBOX_SECONDS)
    left = (ready - timezone.now()).total_seconds()
    if left > 0:
        raise RetryLater(left, _("The directory is setting the licences up."))


def outcome(job: Job) -> Outcome:
    """How many licences are active, with step 2."""
    link = Link(reverse("licensing:overview", args=[job.tenant.slug]), _("See your licences"))
    if "active" not in job.result:
        return Outcome("", (link,))
    count = job.result["active"]
    words = ngettext("%(n)s licence is active.", "%(n)s licences are active.", count)
    return Outcome(words % {"n": thousands(count)}, (link,))


describe(
    "licensing.provision",
    JobKind(
        gettext_lazy("Licences set up"),
        outcome,
        no_cancel=gettext_lazy("Licences that are assigned must be set up. Take them away instead."),
    ),
)
