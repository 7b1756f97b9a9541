"""What an operator sees of the machinery: workers, queues, failed jobs, and in demonstrations the outbox."""

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jobs import retries
from jobs.heartbeat import seconds_silent, workers_are_silent
from jobs.models import Job, OutgoingMail
from jobs.queries import mails_waiting, queue_lengths
from tenants.access import StaffRequest, operator_view
from ui.lists import ListFilter
from ui.paging import paginate
from ui.toasts import say


class MailFilter(ListFilter):
    """Mails by receiver or subject."""

    q = forms.CharField(label=gettext_lazy("Receiver"), max_length=200)
    lookups = {"q": "to__icontains"}


@operator_view
def workers(request: StaffRequest) -> HttpResponse:
    """Whether workers live, how long the queues are, and what failed."""
    silent = seconds_silent()
    failed = Job._base_manager.filter(status=Job.Status.FAILED).select_related("tenant")
    waiting, given_up = mails_waiting()
    context = {
        "silent": None if silent is None else round(silent),
        "are_silent": workers_are_silent(),
        "limit": settings.WORKER_SILENCE_SECONDS,
        "queues": queue_lengths(),
        "mails_waiting": waiting,
        "mails_given_up": given_up,
        "page": paginate(request, failed, per_page=50, order="-id"),
    }
    return render(request, "operator/workers.html", context)


@require_POST
@operator_view
def retry(request: StaffRequest, job_id: int) -> HttpResponse:
    """Start a tenant's failed job again."""
    job = get_object_or_404(Job._base_manager.select_related("tenant"), pk=job_id)
    retries.retry(job, by=request.user)
    say(request, _("The job is queued again."))
    return redirect("operator_workers:workers")


@operator_view
def outbox(request: StaffRequest) -> HttpResponse:
    """Every mail, the newest first. Demonstrations only: mails carry links that let their reader in."""
    _demonstration_only()
    filters = MailFilter(request)
    rows = filters.apply(OutgoingMail.objects.all())
    context = {"filters": filters, "page": paginate(request, rows, per_page=50, order="-id")}
    return render(request, "operator/outbox.html", context)


@operator_view
def mail(request: StaffRequest, mail_id: int) -> HttpResponse:
    """One mail, its links to be followed."""
    _demonstration_only()
    return render(request, "operator/mail.html", {"mail": get_object_or_404(OutgoingMail, pk=mail_id)})


def _demonstration_only() -> None:
    if settings.PRODUCTION:
        raise Http404
