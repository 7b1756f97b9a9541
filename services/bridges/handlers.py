"""What workers do for the bridge: thin, each calls a verb."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jobs.kinds import ANY_TIME, JobKind, Link, Outcome, describe
from jobs.leases import Lease
from jobs.models import Job
from jobs.registry import handler
from services.bridges import licence_changes, shared_numbers
from ui.templatetags.ui import thousands


@handler(shared_numbers.KIND)
def give_shared_numbers(job: Job, lease: Lease) -> dict[str, Any]:
    """Get the shared numbers of the bridge's countries."""
    return shared_numbers.do_give(job, lease)


@handler(licence_changes.KIND)
def make_organisers(job: Job, lease: Lease) -> dict[str, Any]:
    """Make organisers of people who got a licence."""
    return licence_changes.do_make(job, lease)


def shared_outcome(job: Job) -> Outcome:
    """How many numbers the bridge got, with the bridge."""
    link = Link(reverse("bridges:overview", args=[job.tenant.slug]), _("See the bridge"))
    if "numbers" not in job.result:
        return Outcome("", (link,))
    count = job.result["numbers"]
    words = ngettext("The bridge got %(n)s shared number.", "The bridge got %(n)s shared numbers.", count)
    return Outcome(words % {"n": thousands(count)}, (link,))


def organisers_outcome(job: Job) -> Outcome:
    """How many people became organisers, with the list of them."""
    link = Link(reverse("bridges:organisers", args=[job.tenant.slug]), _("See the organisers"))
    if "organisers" not in job.result:
        return Outcome("", (link,))
    count = job.result["organisers"]
    words = ngettext("%(n)s person became an organiser.", "%(n)s people became organisers.", count)
    return Outcome(words % {"n": thousands(count)}, (link,))


describe(shared_numbers.KIND, JobKind(gettext_lazy("Shared numbers of the bridge"), shared_outcome))
describe(
    licence_changes.KIND,
    JobKind(gettext_lazy("Meeting organisers"), organisers_outcome, cancels_in=ANY_TIME),
)
