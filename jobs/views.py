"""A tenant's long work: what is queued, running, done or failed."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jobs import retries
from jobs.models import Job
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.lists import ListFilter
from ui.paging import paginate
from ui.sums import Segment
from ui.toasts import say


class JobFilter(ListFilter):
    """Jobs by title and status."""

    q = forms.CharField(label=gettext_lazy("Title of the job"), max_length=200)
    status = forms.ChoiceField(
        label=gettext_lazy("Status"), choices=[("", gettext_lazy("Any")), *Job.Status.choices]
    )
    lookups = {"q": "title__icontains", "status": "status"}


@tenant_view(*ANY_ROLE)
def job_list(request: TenantRequest) -> HttpResponse:
    """All jobs, the newest first."""
    filters = JobFilter(request)
    context: dict[str, Any] = {
        "filters": filters,
        "page": paginate(request, filters.apply(Job.objects.all()), per_page=50, order="-id"),
        "open_count": Job.objects.filter(status__in=Job.OPEN).count(),
        "failed_count": Job.objects.filter(status=Job.Status.FAILED).count(),
    }
    return render(request, "jobs/list.html", context)


@tenant_view(*ANY_ROLE)
def detail(request: TenantRequest, job_id: int) -> HttpResponse:
    """One job. While it is open its part of the page asks again by itself, and then it stops."""
    job: Job = get_object_or_404(Job.objects, pk=job_id)
    context = {
        "job": job,
        "segments": [Segment("a", job.done)],
        "percent": min(100, 100 * job.done // job.total) if job.total else None,
        "may_retry": request.membership.role == Role.ADMIN,
        "facts": _facts(job.result),
    }
    target = getattr(request.htmx, "target", None) if request.htmx else None
    return render(request, "jobs/detail.html#progress" if target == "job" else "jobs/detail.html", context)


@require_POST
@tenant_view(Role.ADMIN)
def retry(request: TenantRequest, job_id: int) -> HttpResponse:
    """Start a failed job again."""
    job: Job = get_object_or_404(Job.objects.select_related("tenant"), pk=job_id)
    retries.retry(job, by=request.user)
    say(request, _("The job is queued again."))
    return redirect("jobs:detail", request.tenant.slug, job.pk)


def _facts(result: dict[str, Any]) -> list[tuple[str, Any]]:
    """What the job left behind, as far as it is plain: figures and short texts."""
    plain = [(key, value) for key, value in result.items() if isinstance(value, (int, str)) and value != ""]
    return [(key.replace("_", " ").capitalize(), value) for key, value in plain[:12]]
