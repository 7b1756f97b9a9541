"""The verbs of a file that gives numbers to people: read, look again, confirm, apply. What was shown is what is applied.

Each row is carried out by the verb that a click uses, so the record and the mail are the same.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import record
from database.bulk_writes import copy_rows, update_rows
from jobs.queue import enqueue
from numbering import assignments, needs
from numbering.file_models import AssignmentFile, AssignmentRow
from numbering.files.columns import field_of, match
from numbering.files.judging import Verdict, judge
from numbering.models import PhoneNumber
from spreadsheets.reading import Limits, Row, empty, rows_of, shape_of
from tenants import table_files
from tenants.models import EmergencyAddress, Person, Tenant, User
from ui.refusals import Refusal
from ui.templatetags.ui import thousands

KIND: Final = "numbering.assignment_file"
LIMITS: Final = Limits(bytes=5 * 1024 * 1024, rows=10_000)
WRITES: Final = (Verdict.ASSIGN, Verdict.UNASSIGN, Verdict.ADDRESS)
CHUNK: Final = 50  # rows that are applied by one transaction
Status = AssignmentFile.Status


@transaction.atomic
def read(tenant: Tenant, file: BinaryIO, *, file_name: str, notify: bool, by: User) -> AssignmentFile:
    """Read a file of up to 10,000 rows and judge them; nothing is given to anybody. Raises Refusal for no such file."""
    shape = shape_of(file, LIMITS, knows=lambda heading: bool(field_of(heading)))
    rows = list(rows_of(file, shape, LIMITS))
    if not rows:
        raise empty()
    headings = [cell.strip() for cell in rows[0].cells]
    fields = match(headings)
    if len(rows) == 1:
        raise Refusal(_("The file has headings and no rows below them."))
    upload = AssignmentFile.objects.create(
        tenant=tenant,
        file_name=file_name[-200:].replace("\0", ""),
        encoding=shape.encoding,
        delimiter=shape.delimiter,
        headings=headings,
        fields=fields,
        notify=notify,
        row_count=len(rows) - 1,
        uploaded_by=by,
        uploaded_by_name=str(by)[:150],
    )
    judged = zip(rows[1:], judge(tenant, rows[1:], fields), strict=True)
    copy_rows(
        AssignmentRow,
        ("tenant", "upload", "done", "line", "cells", "verdict", "errors", "plan", "shown"),
        (
            (tenant.pk, upload.pk, False, row.line, row.cells, now.verdict, now.errors, now.plan, now.shown)
            for row, now in judged
        ),
    )
    _count(upload)
    record("number_file.read", by=by, obj=upload, tenant=tenant, after={"rows": upload.row_count})
    return upload


def _count(upload: AssignmentFile) -> None:
    """Write the figures of the rows to their file."""
    counts: Counter[str] = Counter()
    for verdict, n in upload.rows.order_by().values_list("verdict").annotate(n=Count("pk")):
        counts[verdict] = n
    names = {f"{verdict}_count": counts[verdict] for verdict in Verdict.values}
    names["done_count"] = upload.rows.filter(done=True).count()
    AssignmentFile.objects.filter(pk=upload.pk).update(**names)
    upload.refresh_from_db(fields=list(names))


@transaction.atomic
def look_again(upload: AssignmentFile) -> int:
    """Judge the rows anew against the numbers of now; returns how many verdicts are different."""
    stored = list(
        upload.rows.order_by("line").values_list("pk", "line", "cells", "verdict", "errors", "plan")
    )
    judged = judge(upload.tenant, [Row(line, cells) for _key, line, cells, *_was in stored], upload.fields)
    different = {
        key: now
        for (key, _line, _cells, *was), now in zip(stored, judged, strict=True)
        if was != [now.verdict, now.errors, now.plan]
    }
    if different:
        names = ("verdict", "errors", "plan", "shown")
        values = {name: [getattr(now, name) for now in different.values()] for name in names}
        update_rows(AssignmentRow, list(different), values)
        _count(upload)
    return len(different)


def drift(count: int) -> Refusal:
    """The refusal to apply what is no longer what was shown."""
    return Refusal(
        ngettext(
            "Something has changed since you looked: %(count)s row is judged anew. Check it and confirm again.",
            "Something has changed since you looked: %(count)s rows are judged anew. Check them and confirm again.",
            count,
        )
        % {"count": thousands(count)}
    )


@transaction.atomic
def confirm(upload: AssignmentFile, *, by: User) -> None:
    """Have the good rows applied. Asked twice, done once. Raises Refusal when there is nothing to apply."""
    if not table_files.begin(upload):
        return
    after = {str(name): getattr(upload, f"{name}_count") for name in WRITES}
    record("number_file.confirmed", by=by, obj=upload, tenant=upload.tenant, after=after)
    enqueue(
        KIND,
        tenant=upload.tenant,
        key=str(upload.pk),
        title=_("Give numbers from %(name)s") % {"name": upload.file_name},
        payload={"upload": upload.pk},
        by=by,
        total=upload.good_count,
    )


def put_aside(upload: AssignmentFile, *, by: User) -> None:
    """Do not apply this file. Raises Refusal once it has been confirmed."""
    table_files.put_aside(upload, "number_file.put_aside", by=by)


def apply(upload: AssignmentFile, *, by: User, progress: Callable[[int, int], Any]) -> dict[str, int]:
    """Apply a confirmed file piece by piece; safe to run twice, and to be killed at any moment.

    The changes of a piece, their record, their mails and the marks that its rows are done are one transaction. What can
    no longer be done becomes a rejected row that says why.
    """
    total = confirmed_count(upload)
    while _apply_piece(upload, by=by):
        _count(upload)
        progress(upload.done_count, total)
    with transaction.atomic():
        _count(upload)
        if table_files.finish(upload):
            record("number_file.applied", by=by, obj=upload, tenant=upload.tenant, after=figures(upload))
    return figures(upload)


def confirmed_count(upload: AssignmentFile) -> int:
    """Rows that were to be applied: those that write, and those that were rejected when their turn came."""
    return upload.rows.filter(Q(verdict__in=WRITES) | Q(done=True)).count()


def figures(upload: AssignmentFile) -> dict[str, int]:
    """The file's figures by verdict."""
    return {str(verdict): getattr(upload, f"{verdict}_count") for verdict in Verdict.values}


@transaction.atomic
def _apply_piece(upload: AssignmentFile, *, by: User) -> int:
    """Apply the next rows; returns how many, and 0 when none is left."""
    waiting = upload.rows.filter(verdict__in=WRITES, done=False).order_by("line")
    rows = list(waiting.select_for_update(of=("self",))[:CHUNK])
    if not rows:
        return 0
    piece = Piece.read(upload.tenant, [row.plan for row in rows])
    given = []
    for row in rows:
        try:
            with transaction.atomic():
                number = _carry_out(row, upload, piece, by=by)
        except Refusal as refusal:
            row.verdict, row.errors = Verdict.ERROR, [refusal.sentence]
        else:
            given += [number] if row.verdict == Verdict.ASSIGN else []
    assignments.activate_later(list(dict.fromkeys(given)), by=by)
    values = {"verdict": [row.verdict for row in rows], "errors": [row.errors for row in rows]}
    update_rows(AssignmentRow, [row.pk for row in rows], {**values, "done": [True] * len(rows)})
    return len(rows)


@dataclass(frozen=True)
class Piece:
    """What some rows are about, read once; the numbers are locked in their order, so that two never wait in a circle."""

    numbers: Mapping[int, PhoneNumber]
    people: Mapping[int, Person]
    addresses: Mapping[int, EmergencyAddress]
    facts: needs.Facts

    @classmethod
    def read(cls, tenant: Tenant, plans: Sequence[Mapping[str, int | None]]) -> "Piece":
        """Call it inside the transaction in which the rows are applied."""
        numbers, people, addresses = (
            {key for plan in plans if (key := plan[name])} for name in ("number", "person", "address")
        )
        known = Person.objects.select_related("tenant").in_bulk(people)
        locked = PhoneNumber.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk")
        return cls(
            {one.pk: one for one in locked.select_related("tenant", "person", "emergency_address")},
            known,
            EmergencyAddress.objects.select_related("tenant").in_bulk(addresses),
            needs.Facts.read(tenant, known.values()),
        )


def _carry_out(row: AssignmentRow, upload: AssignmentFile, piece: Piece, *, by: User) -> PhoneNumber:
    number, person = piece.numbers.get(row.plan["number"]), piece.people.get(row.plan["person"])
    if number is None or person is None:
        raise Refusal(_("The person or the number is gone. Upload the row again."))
    address = piece.addresses.get(row.plan["address"])
    if row.plan["address"] and address is None:
        raise Refusal(_("The emergency address is gone. Upload the row again."))
    if row.verdict == Verdict.ASSIGN:
        return assignments.assign(
            number,
            person,
            emergency_address=address,
            by=by,
            notify=upload.notify,
            facts=piece.facts,
            activate=False,
        )
    if number.person_id != person.pk:
        raise Refusal(
            _("The number no longer belongs to %(person)s. Upload the row again.") % {"person": person}
        )
    if row.verdict == Verdict.UNASSIGN:
        return assignments.unassign(number, by=by, notify=upload.notify)
    return assignments.change_address(number, address, by=by)


def unassigned(upload: AssignmentFile) -> Sequence[PhoneNumber]:
    """Numbers that the file takes away from people, as its rows were judged. One query."""
    keys = upload.rows.filter(verdict=Verdict.UNASSIGN).values_list("plan__number", flat=True)
    return PhoneNumber.objects.filter(pk__in=[key for key in keys if key]).select_related("tenant", "person")
