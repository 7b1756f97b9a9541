"""The verbs of a people file: read, look again, confirm, apply. What was shown is what is applied."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Protocol

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import log
from spreadsheets.reading import Row
from tenants import table_files
from tenants.models import PeopleImport, PeopleImportRow, Person, Tenant, User
from tenants.people.columns import field_of, match
from tenants.people.files import Table, read_table
from tenants.people.rows import Directory, Judged, Verdict, judge
from tenants.table_files import begin, finish
from tenants.table_statistics import refresh_after
from ui.refusals import Refusal
from ui.templatetags.ui import thousands

CHUNK: Final = 500
Status = PeopleImport.Status


class Worker(Protocol):
    """Whoever applies a confirmed file in the background. Imports run one way, so it registers itself."""

    def start(self, upload: PeopleImport, *, by: User) -> None:
        """Ask for the work, inside the transaction that confirms the file."""
        ...

    def trouble(self, upload: PeopleImport) -> str:
        """Why the work has stopped for good, or ""."""
        ...


_workers: list[Worker] = []


def register_worker(worker: Worker) -> None:
    """Name who applies files; the last one registered does."""
    _workers.append(worker)


def trouble(upload: PeopleImport) -> str:
    """Why the worker gave up, or "" while it works or has finished."""
    return _workers[-1].trouble(upload) if _workers and upload.status == Status.CONFIRMED else ""


@transaction.atomic
def read(tenant: Tenant, data: bytes, *, file_name: str, mark_new: bool, by: User) -> PeopleImport:
    """Read a file and judge its rows; nothing of the directory changes. Raises Refusal for what is no such file."""
    table = read_table(data, knows=lambda heading: bool(field_of(heading)))
    fields = match(table.headings).fields
    upload = PeopleImport.objects.create(
        tenant=tenant,
        file_name=file_name[-200:].replace("\0", ""),
        encoding=table.encoding,
        delimiter=table.delimiter,
        headings=table.headings,
        fields=fields,
        mark_new=mark_new,
        row_count=len(table.rows),
        uploaded_by=by,
        uploaded_by_name=str(by)[:150],
    )
    _keep_rows(upload, table)
    log.record("people_file.read", by=by, obj=upload, tenant=tenant, after={"rows": len(table.rows)})
    return upload


def _keep_rows(upload: PeopleImport, table: Table) -> None:
    judged = judge(
        table.rows,
        upload.fields,
        Directory.read(upload.tenant, table.rows, upload.fields),
        mark_new=upload.mark_new,
    )
    rows = (
        PeopleImportRow(
            tenant_id=upload.tenant_id,
            upload=upload,
            line=one.row.line,
            cells=one.row.cells,
            verdict=one.verdict,
            errors=one.errors,
            changes=one.changes,
        )
        for one in judged
    )
    PeopleImportRow.objects.bulk_create(rows, batch_size=1000)
    _count(upload)


def _count(upload: PeopleImport) -> None:
    """Write the figures of the rows to their file."""
    groups = upload.rows.order_by().values_list("verdict", "done").annotate(n=Count("pk"))
    counts: Counter[str] = Counter()
    upload.done_count = 0
    for verdict, done, count in groups:
        counts[verdict] += count
        upload.done_count += count if done else 0
    upload.new_count, upload.changed_count = counts[Verdict.NEW], counts[Verdict.CHANGED]
    upload.unchanged_count, upload.error_count = counts[Verdict.UNCHANGED], counts[Verdict.ERROR]
    upload.save(update_fields=["new_count", "changed_count", "unchanged_count", "error_count", "done_count"])


@transaction.atomic
def look_again(upload: PeopleImport) -> int:
    """Judge the rows anew against the directory of now; returns how many verdicts are different."""
    stored = list(upload.rows.filter(done=False))
    different = [
        row for row, now in zip(stored, _judge_stored(upload, stored), strict=True) if _renew(row, now)
    ]
    PeopleImportRow.objects.bulk_update(different, ["verdict", "errors", "changes"], batch_size=1000)
    if different:
        _count(upload)
    return len(different)


def _judge_stored(upload: PeopleImport, stored: Sequence[PeopleImportRow]) -> list[Judged]:
    rows = [Row(row.line, row.cells) for row in stored]
    directory = Directory.read(upload.tenant, rows, upload.fields)
    return judge(rows, upload.fields, directory, mark_new=upload.mark_new)


def _renew(row: PeopleImportRow, now: Judged) -> bool:
    if (row.verdict, row.changes, row.errors) == (now.verdict, now.changes, now.errors):
        return False
    row.verdict, row.changes, row.errors = now.verdict, now.changes, now.errors
    return True


@transaction.atomic
def confirm(upload: PeopleImport, *, by: User) -> None:
    """Have the good rows applied. Asked twice, done once.

    Raises Refusal when the directory has changed since the rows were judged, and when there is nothing to apply.
    """
    if not _workers:
        raise RuntimeError("No worker is registered for files of people.")
    if not begin(upload):
        return
    after = {"new": upload.new_count, "changed": upload.changed_count}
    log.record("people_file.confirmed", by=by, obj=upload, tenant=upload.tenant, after=after)
    _workers[-1].start(upload, by=by)


def drift(count: int) -> Refusal:
    """The refusal to apply what is no longer what was shown."""
    return Refusal(
        ngettext(
            "The directory has changed since you looked: %(count)s row is judged anew. Check it and confirm again.",
            "The directory has changed since you looked: %(count)s rows are judged anew. Check them and confirm again.",
            count,
        )
        % {"count": thousands(count)}
    )


def put_aside(upload: PeopleImport, *, by: User) -> None:
    """Do not apply this file. Raises Refusal once it has been confirmed."""
    table_files.put_aside(upload, "people_file.put_aside", by=by)


def apply(upload: PeopleImport, *, by: log.Actor, progress: Callable[[int, int], Any]) -> dict[str, int]:
    """Apply a confirmed file in chunks; safe to run twice, and to be killed at any moment.

    A chunk's people and the mark that its rows are done are one transaction. A row whose verdict is no longer the
    one that was confirmed becomes a rejected row and writes nothing.
    """
    for _chunk in _chunks(upload, by=by):
        progress(upload.done_count, upload.row_count)
    refresh_after(Person, upload.done_count)
    with transaction.atomic():
        if finish(upload):
            log.record("people_file.applied", by=by, obj=upload, tenant=upload.tenant, after=figures(upload))
    return figures(upload)


def unmarked(upload: PeopleImport) -> list[Person]:
    """People whom the file no longer marks for telephony, as its rows were judged. Two queries."""
    if "user_name" not in upload.fields:
        return []
    at = upload.fields.index("user_name")
    rows = upload.rows.filter(verdict=Verdict.CHANGED, changes__needs_telephony__1=False)
    names = {cells[at].strip().lower() for cells in rows.values_list("cells", flat=True) if at < len(cells)}
    if not names:
        return []
    people = Person.objects.filter(tenant=upload.tenant_id, user_name__in=names)
    return list(people.select_related("tenant").order_by("sort_key", "id"))


def figures(upload: PeopleImport) -> dict[str, int]:
    """The file's figures by verdict."""
    return {
        "new": upload.new_count,
        "changed": upload.changed_count,
        "unchanged": upload.unchanged_count,
        "error": upload.error_count,
    }


def _chunks(upload: PeopleImport, *, by: log.Actor) -> Iterator[int]:
    failures = 0
    while True:
        try:
            count = _apply_chunk(upload, by=by)
        except (
            IntegrityError
        ):  # somebody took a user name or an extension meanwhile: the rows are judged again
            failures += 1
            if failures > 3:
                raise
            continue
        if not count:
            return
        yield count


@transaction.atomic
def _apply_chunk(upload: PeopleImport, *, by: log.Actor) -> int:
    stored = list(upload.rows.select_for_update().filter(done=False)[:CHUNK])
    if not stored:
        return 0
    judged = _judge_stored(upload, stored)
    shown = {row.pk: (row.verdict, row.errors) for row in stored}
    kept = [now for row, now in zip(stored, judged, strict=True) if _settles(row, now)]
    _write(upload, kept, by=by)
    upload.rows.filter(pk__in=list(shown)).update(done=True)
    different = [row for row in stored if shown[row.pk] != (row.verdict, row.errors)]
    PeopleImportRow.objects.bulk_update(different, ["verdict", "errors", "changes"], batch_size=100)
    _count(upload)
    return len(stored)


def _settles(row: PeopleImportRow, now: Judged) -> bool:
    """Whether the row writes: its confirmed verdict still holds. One that no longer does is given its new verdict."""
    if row.verdict == Verdict.ERROR or (now.verdict == row.verdict == Verdict.UNCHANGED):
        return False
    if (row.verdict, row.changes) == (now.verdict, now.changes):
        return True
    row.changes = {}
    if now.verdict == Verdict.UNCHANGED:
        row.verdict = Verdict.UNCHANGED
        return False
    row.verdict = Verdict.ERROR
    row.errors = now.errors or [
        _("This person was changed after the file was confirmed. Upload the row again.")
    ]
    return False


def _write(upload: PeopleImport, kept: Sequence[Judged], *, by: log.Actor) -> None:
    new = [Person(tenant_id=upload.tenant_id, **one.values) for one in kept if one.person is None]
    changed = [one.person for one in kept if one.person is not None]
    names: set[str] = {"search_text", "sort_key"}
    for one in kept:
        if one.person is not None:
            names |= set(one.changes)
            for name in one.changes:
                setattr(one.person, name, one.values[name])
    for person in (*new, *changed):
        person.refresh_keys()
    added = Person.objects.bulk_create(new, batch_size=CHUNK)
    Person.objects.bulk_update(changed, sorted(names), batch_size=100)
    note = _("From the file %(name)s.") % {"name": upload.file_name}
    log.record_many(
        [
            log.Change("person.added", person, after={"user_name": person.user_name}, note=note)
            for person in added
        ]
        + [_change(one, note) for one in kept if one.person is not None],
        by=by,
        tenant=upload.tenant,
    )


def _change(one: Judged, note: str) -> log.Change:
    before = {name: pair[0] for name, pair in one.changes.items()}
    after = {name: pair[1] for name, pair in one.changes.items()}
    assert one.person is not None  # noqa: S101 - the caller chose rows that have one
    return log.Change("person.changed", one.person, before=before, after=after, note=note)
