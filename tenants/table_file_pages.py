"""What the pages of all uploaded tables show: the upload, what was read, and the rows that were rejected, to be mended."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render

from spreadsheets.reading import DELIMITER_NAMES
from spreadsheets.writing import PROBLEMS, encoding_name, file_like
from tenants.access import TenantRequest
from tenants.table_files import TableFile
from ui.forms import ConsoleForm, refuse
from ui.paging import paginate
from ui.refusals import Refusal

Form = TypeVar("Form", bound=ConsoleForm)
FILES_SHOWN: Final = 20


def upload_page(
    request: TenantRequest,
    form_class: type[Form],
    read: Callable[[TenantRequest, Form], Any],
    *,
    files: QuerySet[Any],
    leads_to: str,
    template: str,
    **context: Any,
) -> HttpResponse:
    """Upload a file; the files before it, the newest first.

    `read` keeps what a valid form has brought and returns it: its page, whose name `leads_to` is, comes next. What `read`
    refuses is told beside the field `file`.
    """
    form = form_class(request.POST, request.FILES) if request.method == "POST" else form_class()
    if request.method == "POST" and form.is_valid():
        try:
            upload = read(request, form)
        except Refusal as refusal:
            refuse(form, Refusal(refusal.sentence, field="file"))
        else:
            return redirect(leads_to, request.tenant.slug, upload.pk)
    page = paginate(request, files, order="-id", per_page=FILES_SHOWN)
    context |= {"form": form, "page": page}
    return render(request, template, context, status=422 if form.errors else 200)


def what_was_read(upload: TableFile) -> dict[str, object]:
    """Encoding, delimiter, and the columns that are used and passed over."""
    pairs = list(zip(upload.headings, upload.fields, strict=True))
    return {
        "encoding": encoding_name(upload.encoding),
        "delimiter": DELIMITER_NAMES[upload.delimiter],
        "used": [heading for heading, field in pairs if field],
        "passed_over": [heading for heading, field in pairs if not field and heading and heading != PROBLEMS],
    }


def rejected_rows(upload: Any) -> StreamingHttpResponse:
    """The rows with errors, in the delimiter and encoding of the file, with a column that says what is wrong.

    `upload` is a file whose rows have the verdict "error".
    """
    kept = [at for at, heading in enumerate(upload.headings) if heading != PROBLEMS]
    rows = upload.rows.filter(verdict="error").order_by("line").iterator(chunk_size=1000)
    return file_like(
        f"rejected-{upload.pk}.csv",
        [*(upload.headings[at] for at in kept), PROBLEMS],
        ([*(row.cell(at) for at in kept), " ".join(row.errors)] for row in rows),
        delimiter=upload.delimiter,
        encoding=upload.encoding,
    )
