"""Applying a file that was checked: what was shown, and nothing else."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import SYSTEM, Actor
from jobs.queue import enqueue
from licensing import assignments, holdings
from licensing.checker import Verdict
from licensing.file_models import LicenceFile, LicenceRow
from licensing.files.checks import counts_of, pieces, write
from licensing.files.judging import GOOD, PersonAct, Reader, Result, Row, judge, rows_of
from licensing.files.states import move
from licensing.findings import Finding, Outcome, Violation
from licensing.models import Assignment
from tenants.models import Person, User
from tenants.people import people
from tenants.scoping import lock_tenant
from tenants.table_statistics import refresh_after
from ui.refusals import Refusal

KIND: Final = "licensing.apply_file"
State, Status = LicenceRow.State, LicenceFile.Status
CHANGES: Final = str(Outcome.CHANGES)


def refused_count(upload: LicenceFile) -> int:
    """Rows with an error, as they were judged last."""
    return sum(count for verdict, count in upload.counts.items() if verdict not in GOOD)


def not_applied(upload: LicenceFile) -> QuerySet[LicenceRow]:
    """Rows with an error, and those whose turn had not come when the work was cancelled."""
    rows: QuerySet[LicenceRow] = upload.rows.exclude(verdict="")
    return rows.filter(~Q(verdict__in=GOOD) | Q(verdict=CHANGES, state=State.LEFT_OUT))


def good_count(upload: LicenceFile) -> int:
    """Rows that would change something."""
    return int(upload.counts.get(CHANGES, 0))


@transaction.atomic
def confirm(upload: LicenceFile, *, leave_out: bool, by: User) -> None:
    """Have the good rows applied. Asked twice, done once.

    With `leave_out` the rows with errors stay out of it; without, one of them stops the file. Refused when there is
    nothing to apply.
    """
    lock_tenant(upload.tenant)
    upload.refresh_from_db()
    if upload.status in (Status.APPLYING, Status.APPLIED):
        return
    if not good_count(upload):
        raise Refusal(_("No row of this file would change anything."))
    if (refused := refused_count(upload)) and not leave_out:
        words = ngettext(
            "%(n)s row has an error. Mend it, or apply the others without it.",
            "%(n)s rows have errors. Mend them, or apply the others without them.",
            refused,
        )
        raise Refusal(words % {"n": f"{refused:,}"})
    move(
        upload,
        Status.APPLYING,
        by=by,
        confirmed_by=by,
        confirmed_by_name=str(by)[:150],
        confirmed_at=timezone.now(),
        done_count=0,
    )
    enqueue(
        KIND,
        tenant=upload.tenant,
        key=f"file-{upload.pk}",
        title=_("Apply %(name)s") % {"name": upload.file_name},
        payload={"file": upload.pk},
        by=by,
        total=good_count(upload),
    )


def apply(upload: LicenceFile, *, by: User, progress: Callable[[int], Any]) -> dict[str, int]:
    """Apply a confirmed file piece by piece; safe to run twice, and to be killed at any moment.

    A piece's licences, its record and the state of its rows are one transaction under the lock of the tenant. A person
    whose verdict is no longer the one that was shown is judged anew, gets nothing, and the row says so.
    """
    if upload.status == Status.APPLYING:
        while _apply_piece(upload, by=by):
            progress(LicenceFile.objects.get(pk=upload.pk).done_count)
        leave_rest(upload, by=SYSTEM)
    return figures(upload)


def figures(upload: LicenceFile) -> dict[str, int]:
    """Rows by what became of them."""
    applied = upload.rows.filter(state=State.APPLIED).count()
    return {
        "applied": applied,
        "unchanged": int(upload.counts.get(str(Outcome.NOTHING), 0)),
        "refused": refused_count(upload),
    }


@transaction.atomic
def _apply_piece(upload: LicenceFile, *, by: User) -> int:
    tenant = lock_tenant(upload.tenant)
    upload.refresh_from_db()
    if upload.status != Status.APPLYING:  # cancelled meanwhile
        return 0
    waiting = upload.rows.filter(state=State.WAITING, verdict=CHANGES)
    rows = next(pieces(waiting), [])
    if not rows:
        return 0
    world = holdings.world(tenant)
    reader = Reader(upload, list(world.products.values()))
    whole = _with_their_others(upload, rows)
    kept = judge(tenant, reader, whole, world, dict(world.left))
    different: list[PersonAct] = []
    while anew := [act for act in kept if not _is_as_shown(act)]:
        # Whoever gets nothing gives no seat back either, so the others are judged again without them.
        different += anew
        left_out = {act.asked[0].row.person_line for act in different}
        kept = judge(
            tenant,
            reader,
            [row for row in whole if row.person_line not in left_out],
            world,
            dict(world.left),
        )
    for act in different:
        _say_what_changed(act)
    _place(upload, kept, by=by)
    _give(upload, kept, by=by)
    applied = [row.pk for row, _result in _waiting(kept)]  # their verdicts are those that were shown
    upload.rows.filter(pk__in=applied).update(state=State.APPLIED)
    write(_waiting(different), state=State.JUDGED_ANEW)
    if not upload.done_count:
        refresh_after(Assignment, len(applied))
    LicenceFile.objects.filter(pk=upload.pk).update(done_count=F("done_count") + len(rows))
    return len(rows)


def _with_their_others(upload: LicenceFile, rows: Sequence[Row]) -> list[Row]:
    """These rows with the rejected ones of the same people, since a person's rows are judged together."""
    lines = {row.person_line for row in rows}
    others = rows_of(upload.rows.filter(person_line__in=lines).exclude(verdict=CHANGES))
    return sorted([*rows, *others], key=lambda row: (row.person_line, row.line))


def _is_as_shown(act: PersonAct) -> bool:
    """Whether all rows of the person still say what was confirmed."""
    return all(_without_reasons(row.stored) == _without_reasons(result) for row, result in act.results())


def _without_reasons(result: Result) -> Result:
    return result._replace(reasons=[])


def _say_what_changed(act: PersonAct) -> None:
    """Who would now get something else than what was confirmed gets nothing; the rows can be uploaded again."""
    if act.outcome == CHANGES and not act.findings and not act.stopped_by:
        sentence = _("Something changed after the file was confirmed. Upload the row again.")
        act.findings = (Finding(Violation.OTHER, sentence),)


def _waiting(acts: Sequence[PersonAct]) -> Iterator[tuple[Row, Result]]:
    """What is written to those rows of the people that were to be applied; the rejected ones stay as they are."""
    return (
        (row, result)
        for act in acts
        for row, result in act.results()
        if row.verdict == CHANGES and row.state == State.WAITING
    )


def _place(upload: LicenceFile, acts: Sequence[PersonAct], *, by: User) -> None:
    """Set the usage locations that the file names, by the verb that sets them for many."""
    made = []
    for country in sorted({act.location for act in acts if act.location}):
        ids = [act.person.pk for act in acts if act.person and act.location == country]
        change = people.set_for_many(
            Person.objects.filter(pk__in=ids), "usage_location", country, tenant=upload.tenant, by=by
        )
        made += [change.pk] if change else []
    if made:
        LicenceFile.objects.filter(pk=upload.pk).update(relocations=[*upload.relocations, *made])
        upload.relocations = [*upload.relocations, *made]


def _give(upload: LicenceFile, acts: Sequence[PersonAct], *, by: User) -> None:
    verdicts: list[Verdict] = [act.verdict for act in acts if act.verdict]
    known = [act.person for act in acts if act.person]
    outlook = assignments.outlook_of(upload.tenant, verdicts, known, left={})
    assignments.carry_out(upload.tenant, outlook, known, by=by, upload=upload)


@transaction.atomic
def leave_rest(upload: LicenceFile, *, by: Actor) -> None:
    """End the work where it is: rows that wait are left out. Done when all are applied, and when somebody cancels."""
    lock_tenant(upload.tenant)
    upload.refresh_from_db()
    if upload.status != Status.APPLYING:
        return
    upload.rows.filter(state=State.WAITING).update(state=State.LEFT_OUT)
    refresh_after(Assignment, upload.done_count)
    move(upload, Status.APPLIED, by=by, counts=counts_of(upload), finished_at=timezone.now())
