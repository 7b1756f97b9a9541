"""What the pages of all uploaded tables show: what was read, and the rows that were rejected, to be mended."""

from typing import Any

from django.http import StreamingHttpResponse

from spreadsheets.reading import DELIMITER_NAMES
from spreadsheets.writing import PROBLEMS, encoding_name, file_like
from tenants.table_files import TableFile


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
