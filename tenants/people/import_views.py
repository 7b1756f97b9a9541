"""The pages of a file of people: upload, what was read, verdicts, progress, rejected rows."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from spreadsheets.reading import check_size
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import PeopleImport, PeopleImportRow, Role
from tenants.people import imports
from tenants.people.columns import HEADINGS, heading_of
from tenants.people.files import LIMITS
from tenants.people.forms import UploadForm
from tenants.person_extensions import unmark_impacts
from tenants.table_file_pages import rejected_rows, upload_page, what_was_read
from ui.csv_response import csv_response
from ui.paging import paginate
from ui.sums import Segment
from ui.toasts import say

Verdict = PeopleImportRow.Verdict


@tenant_view(Role.ADMIN)
def uploads(request: TenantRequest) -> HttpResponse:
    """Upload a file; the files before it."""
    return upload_page(
        request,
        UploadForm,
        _read,
        files=PeopleImport.objects.all(),
        leads_to="people:import",
        template="people/uploads.html",
        headings=list(HEADINGS),
    )


def _read(request: TenantRequest, form: UploadForm) -> PeopleImport:
    file = form.cleaned_data["file"]
    check_size(file.size, LIMITS)
    return imports.read(
        request.tenant,
        file.read(),
        file_name=file.name,
        mark_new=form.cleaned_data["mark_new"],
        by=request.user,
    )


@tenant_view(*ANY_ROLE)
def detail(request: TenantRequest, pk: int) -> HttpResponse:
    """What was read and what would happen; while it is applied, how far it is; then what came out."""
    upload = _upload(pk)
    if request.htmx.target == "progress" and upload.status == PeopleImport.Status.CONFIRMED:
        return render(request, "people/upload.html#progress", _progress(upload))
    shown = request.GET.get("show", "")
    shown = shown if shown in Verdict.values else Verdict.ERROR if upload.error_count else ""
    rows = (
        upload.rows.filter(verdict=shown) if shown and request.GET.get("show") != "all" else upload.rows.all()
    )
    page = paginate(request, rows, order="line")
    context = {
        **_progress(upload),
        "page": page,
        "shown": shown if request.GET.get("show") != "all" else "",
        "rows": [_row(upload, row) for row in page.rows],
        "read": what_was_read(upload),
        "impacts": unmark_impacts(imports.unmarked(upload))
        if upload.status == PeopleImport.Status.READ
        else [],
        "may_act": request.membership.role == Role.ADMIN,
    }
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "people/upload.html", context)


def _upload(pk: int) -> PeopleImport:
    return get_object_or_404(PeopleImport.objects.select_related("tenant"), pk=pk)


def _progress(upload: PeopleImport) -> dict[str, object]:
    segments = [Segment("b", upload.done_count)]
    return {"upload": upload, "segments": segments, "trouble": imports.trouble(upload)}


def _row(upload: PeopleImport, row: PeopleImportRow) -> dict[str, object]:
    """A row as the page shows it: who, and what changes."""
    cells = dict(zip(upload.fields, row.cells, strict=False))
    changes = [(heading_of(name), *pair) for name, pair in row.changes.items()]
    return {
        "row": row,
        "name": cells.get("display_name", ""),
        "user": cells.get("user_name", ""),
        "changes": changes,
    }


@require_POST
@tenant_view(Role.ADMIN)
def confirm(request: TenantRequest, pk: int) -> HttpResponse:
    """Have the good rows applied, unless the directory has changed since they were shown."""
    upload = _upload(pk)
    if upload.status == PeopleImport.Status.READ and (count := imports.look_again(upload)):
        raise imports.drift(count)
    imports.confirm(upload, by=request.user)
    return redirect("people:import", request.tenant.slug, pk)


@require_POST
@tenant_view(Role.ADMIN)
def put_aside(request: TenantRequest, pk: int) -> HttpResponse:
    """Do not apply this file."""
    upload = _upload(pk)
    imports.put_aside(upload, by=request.user)
    say(request, _("%(name)s was put aside; nothing was changed.") % {"name": upload.file_name})
    return redirect("people:imports", request.tenant.slug)


@tenant_view(*ANY_ROLE)
def rejected(request: TenantRequest, pk: int) -> StreamingHttpResponse:
    """The rows with errors, in the delimiter and encoding of the file, with a column that says what is wrong."""
    return rejected_rows(_upload(pk))


@tenant_view(*ANY_ROLE)
def template(request: TenantRequest) -> StreamingHttpResponse:
    """An empty file with the sixteen headings."""
    return csv_response("people-template.csv", list(HEADINGS), [], bom=True)
