"""The pages of a file that gives numbers to people: upload, what was read, verdicts, progress, rejected rows."""

from typing import BinaryIO, cast

from django import forms
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jobs.models import Job
from numbering.file_models import AssignmentFile, AssignmentRow
from numbering.files import assignment_files
from numbering.files.columns import HEADINGS
from numbering.impacts import number_impacts
from spreadsheets.reading import check_size
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from tenants.table_file_pages import rejected_rows, upload_page, what_was_read
from ui.csv_response import csv_response
from ui.forms import ConsoleForm
from ui.paging import paginate
from ui.sums import Segment
from ui.toasts import say

Status, Verdict = AssignmentFile.Status, AssignmentRow.Verdict


class FileForm(ConsoleForm):
    """A file of people and their numbers."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV, up to 10,000 rows and 5 MB."),
        allow_empty_file=True,
    )
    notify = forms.BooleanField(
        label=gettext_lazy("Tell people by mail"),
        help_text=gettext_lazy("Whoever gets a number or loses one is told which."),
        required=False,
        initial=True,
    )


@tenant_view(Role.ADMIN)
def files(request: TenantRequest) -> HttpResponse:
    """Upload a file; the files before it."""
    return upload_page(
        request,
        FileForm,
        _read,
        files=AssignmentFile.objects.all(),
        leads_to="numbering:file",
        template="numbering/files.html",
        step_key="user_numbers",
    )


def _read(request: TenantRequest, form: FileForm) -> AssignmentFile:
    file = form.cleaned_data["file"]
    check_size(file.size, assignment_files.LIMITS)
    return assignment_files.read(
        request.tenant,
        cast(BinaryIO, file.file),
        file_name=file.name,
        notify=form.cleaned_data["notify"],
        by=request.user,
    )


@tenant_view(*ANY_ROLE)
def detail(request: TenantRequest, pk: int) -> HttpResponse:
    """What was read and what would happen; while it is applied, how far it is; then what came out."""
    upload = _upload(pk)
    if request.htmx.target == "progress" and upload.status == Status.CONFIRMED:
        return render(request, "numbering/file.html#progress", _progress(upload))
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    asked = request.GET.get("show", "")
    shown = asked if asked in Verdict.values else Verdict.ERROR if upload.error_count and not asked else ""
    rows = upload.rows.filter(verdict=shown) if shown else upload.rows.all()
    reading = upload.status == Status.READ
    context = {
        **_progress(upload),
        "step_key": "user_numbers",
        "page": paginate(request, rows, order="line"),
        "shown": shown,
        "views": [
            (verdict.value, verdict.label, getattr(upload, f"{verdict}_count")) for verdict in _views(upload)
        ],
        "read": what_was_read(upload),
        "impacts": number_impacts(list(assignment_files.unassigned(upload))) if reading else [],
        "may_act": request.membership.role == Role.ADMIN,
    }
    return render(request, "numbering/file.html", context)


def _upload(pk: int) -> AssignmentFile:
    found: AssignmentFile = get_object_or_404(AssignmentFile.objects.select_related("tenant"), pk=pk)
    return found


def _views(upload: AssignmentFile) -> list[AssignmentRow.Verdict]:
    """Errors first; verdicts that no row has are left out."""
    ordered = [Verdict.ERROR, *(one for one in Verdict if one != Verdict.ERROR)]
    return [one for one in ordered if one == Verdict.ERROR or getattr(upload, f"{one}_count")]


def _progress(upload: AssignmentFile) -> dict[str, object]:
    being_applied = upload.status == Status.CONFIRMED
    return {
        "upload": upload,
        "total": assignment_files.confirmed_count(upload) if being_applied else upload.good_count,
        "segments": [Segment("b", upload.done_count)],
        "trouble": _trouble(upload),
    }


def _trouble(upload: AssignmentFile) -> str:
    """Why the work has stopped for good, or ""."""
    if upload.status != Status.CONFIRMED:
        return ""
    ended = [Job.Status.FAILED, Job.Status.CANCELLED]
    job = Job.objects.filter(kind=assignment_files.KIND, key=str(upload.pk), status__in=ended).first()
    return (job.error or _("The work was cancelled.")) if job else ""


@require_POST
@tenant_view(Role.ADMIN)
def confirm(request: TenantRequest, pk: int) -> HttpResponse:
    """Have the good rows applied, unless something has changed since they were shown."""
    upload = _upload(pk)
    if upload.status == Status.READ and (count := assignment_files.look_again(upload)):
        raise assignment_files.drift(count)
    assignment_files.confirm(upload, by=request.user)
    return redirect("numbering:file", request.tenant.slug, pk)


@require_POST
@tenant_view(Role.ADMIN)
def put_aside(request: TenantRequest, pk: int) -> HttpResponse:
    """Do not apply this file."""
    upload = _upload(pk)
    assignment_files.put_aside(upload, by=request.user)
    say(request, _("%(name)s was put aside; nothing was changed.") % {"name": upload.file_name})
    return redirect("numbering:files", request.tenant.slug)


@tenant_view(*ANY_ROLE)
def rejected(request: TenantRequest, pk: int) -> StreamingHttpResponse:
    """The rows with errors, in the delimiter and encoding of the file, with a column that says what is wrong."""
    return rejected_rows(_upload(pk))


@tenant_view(*ANY_ROLE)
def template(request: TenantRequest) -> StreamingHttpResponse:
    """An empty file with the headings."""
    return csv_response("numbers-for-people.csv", list(HEADINGS), [], bom=True)
