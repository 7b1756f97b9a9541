"""The verbs of a file that gives numbers to people: read, look again, confirm, apply. What was shown is what is applied.

Each row is carried out by the verb that a click uses, so the record and the mail are the same.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO, Final

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import record
from jobs.queue import enqueue
from numbering import assignments
from numbering.file_columns import field_of, match
from numbering.file_judging import Judged, Verdict, judge
from numbering.file_models import AssignmentFile, AssignmentRow
from numbering.models import PhoneNumber
from spreadsheets.reading import Limits, Row, empty, rows_of, shape_of
from tenants import table_files
from tenants.models import EmergencyAddress, Person, Tenant, User
from ui.refusals import Refusal
from ui.templatetags.ui import thousands

KIND: Final = "numbering.assignment_file"
LIMITS: Final = Limits(bytes=5 * 1024 * 1024, rows=10_000)
WRITES: Final = (Verdict.ASSIGN, Verdict.UNASSIGN, Verdict.ADDRESS)
TELL_EVERY: Final = 20  # rows between two reports of how far the work is
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
    AssignmentRow.objects.bulk_create(
        (
            AssignmentRow(
                tenant=tenant,
                upload=upload,
                line=row.line,
                cells=row.cells,
                verdict=now.verdict,
                errors=now.errors,
                plan=now.plan,
                shown=now.shown,
            )
            for row, now in judged
        ),
        batch_size=1000,
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
    stored = list(upload.rows.order_by("line"))
    judged = judge(upload.tenant, [Row(row.line, row.cells) for row in stored], upload.fields)
    different = [row for row, now in zip(stored, judged, strict=True) if _renew(row, now)]
    AssignmentRow.objects.bulk_update(different, ["verdict", "errors", "plan", "shown"], batch_size=500)
    if different:
        _count(upload)
    return len(different)


def _renew(row: AssignmentRow, now: Judged) -> bool:
    if (row.verdict, row.errors, row.plan) == (now.verdict, now.errors, now.plan):
        return False
    row.verdict, row.errors, row.plan, row.shown = now.verdict, now.errors, now.plan, now.shown
    return True


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
    """Apply a confirmed file row by row; safe to run twice, and to be killed at any moment.

    A row's change, its record, its mail and the mark that it is done are one transaction. What can no longer be done
    becomes a rejected row that says why.
    """
    good = upload.rows.filter(verdict__in=WRITES)
    waiting = list(good.filter(done=False).order_by("line").values_list("pk", flat=True))
    total = len(waiting) + upload.rows.filter(done=True).count()
    for count, key in enumerate(waiting, start=1):
        _apply_row(key, upload, by=by)
        if count % TELL_EVERY == 0 or count == len(waiting):
            _count(upload)
            progress(upload.done_count, total)
    with transaction.atomic():
        _count(upload)
        if table_files.finish(upload):
            record("number_file.applied", by=by, obj=upload, tenant=upload.tenant, after=figures(upload))
    return figures(upload)


def figures(upload: AssignmentFile) -> dict[str, int]:
    """The file's figures by verdict."""
    return {str(verdict): getattr(upload, f"{verdict}_count") for verdict in Verdict.values}


@transaction.atomic
def _apply_row(key: int, upload: AssignmentFile, *, by: User) -> None:
    row = AssignmentRow.objects.select_for_update(of=("self",)).get(pk=key)
    if row.done:
        return
    try:
        with transaction.atomic():
            _carry_out(row, upload, by=by)
    except Refusal as refusal:
        row.verdict, row.errors = Verdict.ERROR, [refusal.sentence]
    row.done = True
    row.save(update_fields=["verdict", "errors", "done"])


def _carry_out(row: AssignmentRow, upload: AssignmentFile, *, by: User) -> None:
    number = (
        PhoneNumber.objects.select_related("tenant", "person", "emergency_address")
        .filter(pk=row.plan["number"])
        .first()
    )
    person = Person.objects.select_related("tenant").filter(pk=row.plan["person"]).first()
    if number is None or person is None:
        raise Refusal(_("The person or the number is gone. Upload the row again."))
    address = None
    if row.plan["address"]:
        address = EmergencyAddress.objects.select_related("tenant").filter(pk=row.plan["address"]).first()
        if address is None:
            raise Refusal(_("The emergency address is gone. Upload the row again."))
    if row.verdict == Verdict.ASSIGN:
        assignments.assign(number, person, emergency_address=address, by=by, notify=upload.notify)
        return
    if number.person_id != person.pk:
        raise Refusal(
            _("The number no longer belongs to %(person)s. Upload the row again.") % {"person": person}
        )
    if row.verdict == Verdict.UNASSIGN:
        assignments.unassign(number, by=by, notify=upload.notify)
    else:
        assignments.change_address(number, address, by=by)


def unassigned(upload: AssignmentFile) -> Sequence[PhoneNumber]:
    """Numbers that the file takes away from people, as its rows were judged. One query."""
    keys = upload.rows.filter(verdict=Verdict.UNASSIGN).values_list("plan__number", flat=True)
    return PhoneNumber.objects.filter(pk__in=[key for key in keys if key]).select_related("tenant", "person")
