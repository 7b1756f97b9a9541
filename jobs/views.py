"""A tenant's long work: what is queued, running, done, failed or cancelled, and what came of it."""

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jobs import cancellations, retries
from jobs.heartbeat import workers_are_silent
from jobs.kinds import kinds, steps
from jobs.models import Job
from jobs.rows import JobRow
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.lists import ListFilter
from ui.paging import paginate
from ui.toasts import say

SOON, LATER = 3, 15  # seconds between two questions while something is under way
FRESH: Final = timedelta(minutes=1)
"""So long the list asks often; work that takes longer is asked for seldom."""


class JobFilter(ListFilter):
    """Jobs by title, status and kind."""

    q = forms.CharField(label=gettext_lazy("Title, or who started it"), max_length=200)
    status = forms.ChoiceField(
        label=gettext_lazy("Status"), choices=[("", gettext_lazy("Any")), *Job.Status.choices]
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of work"))
    steps = forms.BooleanField(label=gettext_lazy("Small steps too"))
    lookups = {"status": "status", "kind": "kind"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["kind"]
        choice.choices = [("", _("Any")), *kinds()]

    def apply(self, queryset: QuerySet[Job]) -> QuerySet[Job]:
        """Without the small steps, of which each number makes one, unless they failed or somebody asks for them."""
        asked = {"steps", "kind", "q"} & set(self.values)
        shown = queryset if asked else queryset.exclude(~Q(status=Job.Status.FAILED), kind__in=steps())
        return super().apply(shown)

    def filter_q(self, rows: QuerySet[Job], value: str) -> QuerySet[Job]:
        """Part of the title, or of a name."""
        return rows.filter(Q(title__icontains=value) | Q(started_by_name__icontains=value))


@tenant_view(*ANY_ROLE)
def job_list(request: TenantRequest) -> HttpResponse:
    """All jobs, the newest first. While one is open its part of the page asks again by itself, and then it stops."""
    filters = JobFilter(request)
    page = paginate(request, filters.apply(Job.objects.select_related("tenant")), per_page=50, order="-id")
    counts = dict(Job.objects.order_by().values_list("status").annotate(Count("pk")))
    open_count = sum(counts.get(status, 0) for status in Job.OPEN)
    context: dict[str, Any] = {
        "filters": filters,
        "page": page,
        "rows": [JobRow(job) for job in page.rows],
        "open_count": open_count,
        "failed_count": counts.get(Job.Status.FAILED, 0),
        "poll": _poll(page.rows),
        "silent": bool(open_count) and workers_are_silent(),
        "here": request.get_full_path(),
    }
    part = request.htmx.target == "job-rows"
    return render(request, "jobs/list.html#rows" if part else "jobs/list.html", context)


def _poll(jobs: list[Job]) -> int:
    """Seconds until the list asks again: often at first, then seldom; 0 when nothing that is shown is open."""
    running = [job for job in jobs if job.is_open]
    if not running:
        return 0
    return SOON if any(timezone.now() - job.created_at < FRESH for job in running) else LATER


@tenant_view(*ANY_ROLE)
def detail(request: TenantRequest, job_id: int) -> HttpResponse:
    """One job. While it is open its part of the page asks again by itself, and then it stops."""
    job: Job = get_object_or_404(Job.objects.select_related("tenant"), pk=job_id)
    context = {
        "job": job,
        "row": JobRow(job),
        "may_act": request.membership.role == Role.ADMIN,
        "silent": job.is_open and workers_are_silent(),
    }
    part = request.htmx.target == "job"
    return render(request, "jobs/detail.html#progress" if part else "jobs/detail.html", context)


@require_POST
@tenant_view(Role.ADMIN)
def cancel(request: TenantRequest, job_id: int) -> HttpResponse:
    """Cancel a job; what was done stays done."""
    job: Job = get_object_or_404(Job.objects.select_related("tenant"), pk=job_id)
    cancellations.cancel(job, by=request.user)
    say(request, _("The job is cancelled. What was done before stays done."))
    return redirect("jobs:detail", request.tenant.slug, job.pk)


@require_POST
@tenant_view(Role.ADMIN)
def retry(request: TenantRequest, job_id: int) -> HttpResponse:
    """Start a job again that ended early."""
    job: Job = get_object_or_404(Job.objects.select_related("tenant"), pk=job_id)
    retries.retry(job, by=request.user)
    say(request, _("The job is queued again."))
    return redirect("jobs:detail", request.tenant.slug, job.pk)
