"""What the page of jobs says of the work on numbers: its name, what came of it, whether it can be stopped."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jobs.kinds import ANY_TIME, WHILE_QUEUED, JobKind, Link, Outcome, describe
from jobs.models import Job
from numbering import assignments, orders, releases
from numbering.files import assignment_files
from numbering.models import Allowance, Reservation
from numbering.reservations import reservations
from tenants.models import User
from ui.templatetags.ui import thousands


def _acquired(job: Job) -> Outcome:
    """How many of an order are owned now, with the order."""
    slug = job.tenant.slug
    if job.payload.get("allowance") == Allowance.USER:
        link = Link(reverse("numbering:order", args=[slug, job.payload["order"]]), _("See the order"))
    else:
        link = Link(reverse("numbering:list", args=[slug]), _("See your numbers"))
    return Outcome(_of(job, "acquired", "asked", _("%(got)s of %(asked)s numbers were acquired.")), (link,))


def _released(job: Job) -> Outcome:
    count = job.result.get("released")
    if count is None:
        return Outcome()
    words = ngettext("%(n)s number went back.", "%(n)s numbers went back.", count)
    return Outcome(words % {"n": thousands(count)})


def _held(job: Job) -> Outcome:
    """How many numbers of a reservation are held, with the reservation."""
    return Outcome(
        _of(job, "held", "asked", _("%(got)s of the %(asked)s numbers that were wanted are held.")),
        (_page(job),),
    )


def _bought(job: Job) -> Outcome:
    """How many numbers of a reservation are owned now, with the reservation and its numbers as a file."""
    links = [_page(job)]
    if job.result.get("acquired"):
        url = reverse("numbering:reservation_file", args=[job.tenant.slug, job.payload["reservation"]])
        links.append(Link(url, _("Download the numbers"), is_file=True))
    sentence = _of(job, "acquired", "asked", _("%(got)s of %(asked)s numbers were acquired."))
    return Outcome(sentence, tuple(links))


def _page(job: Job) -> Link:
    url = reverse("numbering:reservation", args=[job.tenant.slug, job.payload["reservation"]])
    return Link(url, _("See the reservation"))


def _of(job: Job, got: str, asked: str, sentence: str) -> str:
    if got not in job.result:
        return ""
    return sentence % {"got": thousands(job.result[got]), "asked": thousands(job.result.get(asked, 0))}


def _given_from_file(job: Job) -> Outcome:
    """How many rows of a file did what, with those that were rejected as a file."""
    args = [job.tenant.slug, job.payload["upload"]]
    links = [Link(reverse("numbering:file", args=args), _("See the file"))]
    if errors := job.result.get("error", 0):
        words = ngettext("Download %(n)s rejected row", "Download %(n)s rejected rows", errors)
        url = reverse("numbering:rejected_assignments", args=args)
        links.append(Link(url, words % {"n": thousands(errors)}, is_file=True))
    if "assign" not in job.result:
        return Outcome("", tuple(links))
    figures = {name: thousands(job.result[name]) for name in ("assign", "unassign", "address")}
    sentence = _("Numbers given: %(assign)s, taken away: %(unassign)s, addresses changed: %(address)s.")
    return Outcome(sentence % figures, tuple(links))


def _stop_holding(job: Job, by: User) -> None:
    """What is held already is left to be decided."""
    row = Reservation.objects.select_related("tenant").filter(pk=job.payload["reservation"]).first()
    if row is not None:
        reservations.stop(row, by=by)


describe(
    orders.KIND,
    JobKind(
        gettext_lazy("Numbers acquired"),
        _acquired,
        cancels_in=WHILE_QUEUED,
        no_cancel=gettext_lazy(
            "The carrier is giving these numbers already. Release them when they are yours."
        ),
        no_restart=gettext_lazy("The numbers that were not acquired went back to the stock. Search again."),
    ),
)
describe(
    assignments.KIND,
    JobKind(
        gettext_lazy("Numbers activated"),
        no_cancel=gettext_lazy("A number that is assigned must be activated. Take it away instead."),
        is_step=True,
    ),
)
describe(
    releases.KIND,
    JobKind(
        gettext_lazy("Numbers released"),
        _released,
        cancels_in=WHILE_QUEUED,
        no_cancel=gettext_lazy("The carrier is taking these numbers back already."),
        no_restart=gettext_lazy("The numbers that did not go back are free again. Release them once more."),
    ),
)
describe(
    reservations.HOLD_KIND,
    JobKind(
        gettext_lazy("Numbers held"),
        _held,
        cancels_in=ANY_TIME,
        cancelled=_stop_holding,
        no_restart=gettext_lazy("What was held is there to be decided. Ask again for what is missing."),
    ),
)
describe(
    orders.RESERVATION_KIND,
    JobKind(
        gettext_lazy("Reservations acquired"),
        _bought,
        cancels_in=WHILE_QUEUED,
        no_cancel=gettext_lazy(
            "The carrier is giving these numbers already. Release them when they are yours."
        ),
        no_restart=gettext_lazy(
            "The numbers that were not acquired went back to the stock. Ask for them again."
        ),
    ),
)
describe(
    assignment_files.KIND,
    JobKind(gettext_lazy("Files of numbers"), _given_from_file, cancels_in=ANY_TIME),
)
