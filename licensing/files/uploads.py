"""Taking in a file of licences, and saying what its columns are for. Nothing is given or taken here."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any, BinaryIO, Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from audit.log import record
from database.bulk_writes import copy_rows, update_rows
from licensing.file_models import Column, LicenceFile, LicenceRow
from licensing.files.columns import Products, guess, is_heading
from licensing.files.states import move
from licensing.models import Product
from spreadsheets.reading import Limits, Row, empty, plain, rows_of, shape_of
from tenants.models import Tenant, User
from tenants.table_statistics import refresh_after
from ui.refusals import Refusal

LIMITS: Final = Limits(bytes=64 * 1024 * 1024, rows=200_000)
SAMPLE: Final = 20  # rows from which the columns are guessed, and that the page shows
PIECE: Final = 5_000
Status = LicenceFile.Status


@transaction.atomic
def read(tenant: Tenant, file: BinaryIO, *, file_name: str, by: User, delimiter: str = "") -> LicenceFile:
    """Keep the rows of a file and guess what its columns are for. Raises Refusal for what is no table.

    Up to 200,000 rows and 64 MB; the rows go to the database while they are read, so memory does not grow with them.
    """
    shape = shape_of(file, LIMITS, knows=is_heading, delimiter=delimiter)
    rows = rows_of(file, shape, LIMITS)
    first = next(rows, None)
    if first is None:
        raise empty()
    sample = list(islice(rows, SAMPLE))
    products = Products(Product.objects.all())
    has_headings, columns = guess(first.cells, [row.cells for row in sample], products)
    if has_headings and not sample:
        raise Refusal(_("The file has headings and no rows below them."))
    upload = LicenceFile.objects.create(
        tenant=tenant,
        file_name=file_name[-200:].replace("\0", ""),
        encoding=shape.encoding,
        delimiter=shape.delimiter,
        sep_line=shape.sep_line,
        first_cells=first.cells,
        first_line=first.line,
        has_headings=has_headings,
        columns=columns,
        uploaded_by_name=str(by)[:150],
    )
    kept = chain([] if has_headings else [first], sample, rows)
    keep(upload, kept)
    _join_rows_of_one_person(upload)
    record("licence_file.read", by=by, obj=upload, tenant=tenant, after={"rows": upload.row_count})
    return upload


_NAMES: Final = (
    "tenant",
    "upload",
    "line",
    "person_line",
    "cells",
    "user_name",
    "verdict",
    "reasons",
    "adds",
    "removes",
    "location",
    "state",
)


def keep(upload: LicenceFile, rows: Iterator[Row]) -> None:
    """Write the rows of a new file and count them; each is taken for that of another person."""
    copy_rows(LicenceRow, _NAMES, _kept(upload, rows))
    _count(upload)
    refresh_after(LicenceRow, upload.row_count)


def _kept(upload: LicenceFile, rows: Iterator[Row]) -> Iterator[Sequence[Any]]:
    at = _user_column(upload)
    for row in rows:
        yield (
            upload.tenant_id,
            upload.pk,
            row.line,
            row.line,
            row.cells,
            user_name(row.cells, at),
            "",
            [],
            [],
            [],
            "",
            "",
        )


def user_name(cells: Sequence[str], at: int | None) -> str:
    """The user principal name in a row, as the directory has it: without blanks around it, in small letters."""
    return plain(cells[at]).lower()[:300] if at is not None and at < len(cells) else ""


def _user_column(upload: LicenceFile) -> int | None:
    return upload.columns.index(Column.USER) if Column.USER in upload.columns else None


def _count(upload: LicenceFile) -> None:
    upload.row_count = upload.rows.count()
    upload.save(update_fields=["row_count"])


def _join_rows_of_one_person(upload: LicenceFile) -> None:
    """Give the rows of one person the line of the first of them, so that they are judged together.

    Joined by their keys: whatever the statistics say of a table that was just filled, the plan is a good one.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE licensing_licencerow AS r SET person_line = first.line
            FROM (SELECT id, min(line) OVER (PARTITION BY user_name) AS line FROM licensing_licencerow
                  WHERE upload_id = %(upload)s AND user_name <> '') AS first
            WHERE r.id = first.id AND r.line <> first.line
            """,
            {"upload": upload.pk},
        )


@transaction.atomic
def say_what_columns_are(
    upload: LicenceFile,
    *,
    columns: Sequence[str],
    has_headings: bool,
    products: Sequence[str],
    act: str,
    by: User,
) -> None:
    """Write what the columns are for, and have the rows checked anew when it is asked for.

    `products` and `act` are meant by rows that say nothing else. Raises Refusal without exactly one column of users,
    with two columns for the same, and without any product.
    """
    _check(columns, products)
    upload = LicenceFile.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if upload.status not in (Status.READ, Status.CHECKED):
        raise Refusal(_("This file is already being worked on, so its columns stay as they are."))
    was = _user_column(upload)
    upload.columns, upload.products, upload.act = list(columns), list(products), act
    if has_headings != upload.has_headings:
        _turn_first_row(upload, has_headings=has_headings)
    upload.save(update_fields=["columns", "products", "act", "has_headings", "row_count"])
    if was != _user_column(upload):
        _name_rows(upload)


def _check(columns: Sequence[str], products: Sequence[str]) -> None:
    users = list(columns).count(Column.USER)
    if users != 1:
        raise Refusal(_("Say of one column that it holds the users. %(n)s do now.") % {"n": users})
    for column in (Column.ACT, Column.LOCATION):
        if list(columns).count(column) > 1:
            raise Refusal(_("Two columns are for “%(what)s”. Leave one of them.") % {"what": column.label})
    if Column.PRODUCT not in columns and not products:
        raise Refusal(
            _("No column names a product. Choose the products that everybody in the file gets."),
            field="product",
        )


def _turn_first_row(upload: LicenceFile, *, has_headings: bool) -> None:
    """The first row becomes headings, or becomes a row like the others."""
    upload.has_headings = has_headings
    if has_headings:
        upload.rows.filter(line=upload.first_line).delete()
    else:
        row = Row(upload.first_line, upload.first_cells)
        copy_rows(LicenceRow, _NAMES, _kept(upload, iter([row])))
        _join_rows_of_one_person(upload)
    upload.row_count = upload.rows.count()


def _name_rows(upload: LicenceFile) -> None:
    """Read the users out of another column."""
    at, last = _user_column(upload), 0
    while piece := list(upload.rows.filter(line__gt=last).order_by("line")[:PIECE]):
        update_rows(
            LicenceRow,
            [row.pk for row in piece],
            {
                "user_name": [user_name(row.cells, at) for row in piece],
                "person_line": [row.line for row in piece],
            },
        )
        last = piece[-1].line
    _join_rows_of_one_person(upload)


def put_aside(upload: LicenceFile, *, by: User) -> None:
    """Do not apply this file. Refused once it is being applied."""
    move(upload, Status.PUT_ASIDE, by=by)
