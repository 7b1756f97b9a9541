"""Licences by file: upload, what was read, the dry run, confirm, what came out, take it back."""

from typing import BinaryIO, cast

from django.conf import settings
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from licensing import seats
from licensing.file_models import Column
from licensing.files import applying, checks, pages, undo, uploads
from licensing.files.columns import TEMPLATES
from licensing.files.forms import ColumnsForm, FileForm
from licensing.models import LicenceFile, LicenceRow, Product, SeatPurchase
from spreadsheets.reading import DELIMITERS, check_size
from spreadsheets.writing import PROBLEMS, file_like
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from tenants.table_file_pages import upload_page
from ui.csv_response import csv_response
from ui.forms import refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.toasts import say

Status = LicenceFile.Status


@tenant_view(Role.ADMIN)
def files(request: TenantRequest) -> HttpResponse:
    """Upload a file; the files before it."""
    return upload_page(
        request,
        FileForm,
        _read,
        files=LicenceFile.objects.all(),
        leads_to="licensing:file",
        template="licensing/files.html",
        step_key="licences",
        languages=TEMPLATES,
    )


def _read(request: TenantRequest, form: FileForm) -> LicenceFile:
    file = form.cleaned_data["file"]
    check_size(file.size, uploads.LIMITS)
    return uploads.read(
        request.tenant,
        cast(BinaryIO, file.file),
        file_name=file.name,
        delimiter=form.cleaned_data["delimiter"],
        by=request.user,
    )


def _upload(pk: int) -> LicenceFile:
    found: LicenceFile = get_object_or_404(LicenceFile.objects.select_related("tenant"), pk=pk)
    return found


@tenant_view(*ANY_ROLE)
def detail(request: TenantRequest, pk: int) -> HttpResponse:
    """Where the file stands: its columns, its verdicts, how far the work is, what came out."""
    upload = _upload(pk)
    if request.htmx and request.htmx.target == "progress":
        if upload.status in pages.WORKING:
            return render(request, "licensing/file.html#progress", pages.progress(upload))
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _page(request, upload, ColumnsForm(upload=upload))


def _page(request: TenantRequest, upload: LicenceFile, form: ColumnsForm) -> HttpResponse:
    context = {
        **pages.progress(upload),
        "step_key": "licences",
        "form": form,
        "columns": pages.column_rows(form, upload),
        "read": pages.what_was_read(upload),
        "products_asked": pages.products_asked(upload),
        "names_products": Column.PRODUCT in upload.columns,
        "may_act": request.membership.role == Role.ADMIN,
    }
    if upload.status not in (Status.READ, *pages.WORKING):
        context |= _verdicts(request, upload)
    return render(request, "licensing/file.html", context, status=422 if form.errors else 200)


def _verdicts(request: TenantRequest, upload: LicenceFile) -> dict[str, object]:
    """The rows of the verdict that was asked for; without one, those with errors where there are some."""
    views = pages.views(upload)
    asked = request.GET.get("show", "")
    verdicts = [view.verdict for view in views]
    bad = [view.verdict for view in views if view.is_bad]
    rows = upload.rows.order_by("line")
    if asked in verdicts:
        rows = rows.filter(verdict=asked)
    elif asked != "all" and bad:
        asked, rows = "errors", rows.filter(verdict__in=bad)
    page = paginate(request, rows, order="line")
    return {
        "page": page,
        "rows": pages.shown(upload, page.rows),
        "views": views,
        "asked": asked if asked in (*verdicts, "errors") else "all",
        "refused": applying.not_applied(upload).count(),
        "good": applying.good_count(upload),
        "seats": pages.seat_rows(upload) if upload.status == Status.CHECKED else [],
        "lacking": sum(upload.short.values()),
        "may_buy": settings.SANDBOX_PAYMENT,
        "applied": upload.rows.filter(state=LicenceRow.State.APPLIED).count(),
        "anew": upload.rows.filter(state=LicenceRow.State.JUDGED_ANEW).count(),
    }


@require_POST
@tenant_view(Role.ADMIN)
def columns(request: TenantRequest, pk: int) -> HttpResponse:
    """Say what the columns are for, and have the rows checked."""
    upload = _upload(pk)
    form = ColumnsForm(request.POST, upload=upload)
    if form.is_valid():
        try:
            uploads.say_what_columns_are(
                upload,
                columns=form.columns,
                has_headings=form.cleaned_data["has_headings"],
                products=form.cleaned_data["product"],
                act=form.cleaned_data["act"],
                by=request.user,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            checks.ask(_upload(pk), by=request.user)
            return redirect("licensing:file", request.tenant.slug, pk)
    return _page(request, upload, form)


@require_POST
@tenant_view(Role.ADMIN)
def check(request: TenantRequest, pk: int) -> HttpResponse:
    """Judge the rows anew against the world of now."""
    checks.ask(_upload(pk), by=request.user)
    return redirect("licensing:file", request.tenant.slug, pk)


@require_POST
@tenant_view(Role.ADMIN)
def buy(request: TenantRequest, pk: int) -> HttpResponse:
    """Buy all seats that the file lacks, in the sandbox, and judge the rows anew. Pressed twice, bought once."""
    if not settings.SANDBOX_PAYMENT:
        raise Http404
    upload = _upload(pk)
    if upload.status != Status.CHECKED or not upload.short:
        raise Refusal(_("Nothing is lacking any more. Check the rows again."))
    total = 0
    for product in Product.objects.filter(sku__in=upload.short):
        purchase = seats.buy(
            request.tenant,
            product,
            upload.short[product.sku],
            reference=f"sandbox-file-{upload.pk}-{upload.round}",
            source=SeatPurchase.Source.SANDBOX,
            by=request.user,
        )
        total += purchase.quantity
    words = ngettext(
        "%(n)s seat is bought, and the rows are checked again.",
        "%(n)s seats are bought, and the rows are checked again.",
        total,
    )
    say(request, words % {"n": f"{total:,}"})
    checks.ask(upload, by=request.user)
    return redirect("licensing:file", request.tenant.slug, pk)


@require_POST
@tenant_view(Role.ADMIN)
def confirm(request: TenantRequest, pk: int) -> HttpResponse:
    """Have the good rows applied."""
    upload = _upload(pk)
    applying.confirm(upload, leave_out="leave_out" in request.POST, by=request.user)
    return redirect("licensing:file", request.tenant.slug, pk)


@require_POST
@tenant_view(Role.ADMIN)
def put_aside(request: TenantRequest, pk: int) -> HttpResponse:
    """Do not apply this file."""
    upload = _upload(pk)
    uploads.put_aside(upload, by=request.user)
    say(request, _("%(name)s was put aside; nothing was changed.") % {"name": upload.file_name})
    return redirect("licensing:files", request.tenant.slug)


@require_POST
@tenant_view(Role.ADMIN)
def take_back(request: TenantRequest, pk: int) -> HttpResponse:
    """Take the whole file back."""
    undo.ask(_upload(pk), by=request.user)
    return redirect("licensing:file", request.tenant.slug, pk)


@tenant_view(*ANY_ROLE)
def rejected(request: TenantRequest, pk: int) -> StreamingHttpResponse:
    """The rows that stayed out as the file had them, in its delimiter and encoding, with a column that says what is wrong."""
    upload = _upload(pk)
    rows = applying.not_applied(upload).order_by("line").iterator(chunk_size=1000)
    kept = _columns_kept(upload)
    bodies = (
        [*(row.cells[at] if at < len(row.cells) else "" for at in kept), _in_words(row)] for row in rows
    )
    heading = [*(upload.first_cells[at] if at < len(upload.first_cells) else "" for at in kept), PROBLEMS]
    first = heading if upload.has_headings else next(bodies, [])
    return file_like(
        f"rejected-{upload.pk}.csv",
        first,
        bodies,
        delimiter=upload.delimiter,
        encoding=upload.encoding,
        sep_line=upload.sep_line,
    )


def _columns_kept(upload: LicenceFile) -> list[int]:
    """All columns but the one that an earlier download added."""
    cells = [*upload.first_cells, *[""] * (len(upload.columns) - len(upload.first_cells))]
    return [at for at, cell in enumerate(cells) if cell != PROBLEMS]


def _in_words(row: LicenceRow) -> str:
    if not row.reasons:
        return _("Not applied, because the work was cancelled. Upload the row again.")
    return " ".join(f"{violation}: {sentence}" for violation, sentence, *_mend in row.reasons)


@tenant_view(*ANY_ROLE)
def template(request: TenantRequest) -> StreamingHttpResponse:
    """An empty file with the headings, in a language and with a delimiter."""
    language = request.GET.get("language", "") or (get_language() or "en")[:2]
    delimiter = request.GET.get("delimiter", "")
    return csv_response(
        "licences.csv",
        TEMPLATES.get(language, TEMPLATES["en"]),
        [],
        bom=True,
        delimiter=delimiter if delimiter in DELIMITERS else "," if language == "en" else ";",
    )
