"""The dry run of a file: a verdict for each row, seats and all, without giving anything to anybody."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from audit.log import SYSTEM
from database.bulk_writes import update_rows
from jobs.queue import enqueue
from licensing import assignments, holdings
from licensing.file_models import LicenceFile, LicenceRow
from licensing.files.judging import PersonAct, Reader, Result, Row, judge, rows_of
from licensing.files.states import move
from licensing.findings import Mend, Outcome
from licensing.impacts import removal_effects, removal_impacts
from tenants.models import Person, User

KIND: Final = "licensing.check_file"
CHUNK: Final = 5_000  # rows that are judged together
AT_ONCE: Final = 2_000  # rows that are judged while somebody waits; more are a job
MOST_BREAKS: Final = 20
Status = LicenceFile.Status


def ask(upload: LicenceFile, *, by: User) -> None:
    """Have the rows judged, or judged anew: at once where they are few, by a worker otherwise."""
    with transaction.atomic():
        move(upload, Status.CHECKING, by=by, round=upload.round + 1, checked_count=0)
        if upload.row_count > AT_ONCE:
            enqueue(
                KIND,
                tenant=upload.tenant,
                key=f"file-{upload.pk}-{upload.round}",
                title=_("Check %(name)s") % {"name": upload.file_name},
                payload={"file": upload.pk},
                by=by,
                total=upload.row_count,
            )
            return
    check(upload, progress=lambda done: None)


def call_off(upload: LicenceFile, *, by: User) -> None:
    """The check was cancelled: the file is as it was after the upload."""
    if upload.status == Status.CHECKING:
        move(upload, Status.READ, by=by)


def check(upload: LicenceFile, *, progress: Callable[[int], Any]) -> None:
    """Judge all rows against the world of now. Safe to run twice and to be killed: it begins again and gives nothing.

    Seats that a person takes are gone for those who stand further down in the file.
    """
    world = holdings.world(upload.tenant)
    reader, left = Reader(upload, list(world.products.values())), dict(world.left)
    takes: Counter[str] = Counter()
    short: Counter[str] = Counter()
    losses: dict[Person, set[str]] = {}
    done = 0
    for rows in pieces(upload.rows.all()):
        acts = judge(upload.tenant, reader, rows, world, left)
        write(result for act in acts for result in act.results())
        losses |= _losses(acts)
        for act in acts:
            _add_up(act, takes, short)
        done += len(rows)
        LicenceFile.objects.filter(pk=upload.pk).update(checked_count=done)
        progress(done)
    if LicenceFile.objects.get(pk=upload.pk).status == Status.CHECKING:
        move(
            upload,
            Status.CHECKED,
            by=SYSTEM,
            counts=counts_of(upload),
            takes=dict(takes),
            short=dict(short),
            breaks=removal_impacts(upload.tenant, losses)[:MOST_BREAKS],
            effects=removal_effects(upload.tenant, losses)[:MOST_BREAKS],
        )


def pieces(rows: QuerySet[LicenceRow]) -> Iterator[list[Row]]:
    """The rows in pieces that never part the rows of one person, in the order of the file."""
    last = 0
    while found := rows_of(rows.filter(person_line__gt=last).order_by("person_line", "line")[:CHUNK]):
        last = found[-1].person_line
        found += rows_of(rows.filter(person_line=last, line__gt=found[-1].line).order_by("line"))
        yield found


def write(results: Iterator[tuple[Row, Result]], **also: str) -> None:
    """Write verdicts to their rows in one statement; `also` is the same for all of them."""
    pairs = list(results)
    columns = zip(*(result for _row, result in pairs), strict=True)
    values: dict[str, Sequence[Any]] = dict(zip(Result._fields, columns, strict=False))
    values |= {name: [value] * len(pairs) for name, value in also.items()}
    update_rows(LicenceRow, [row.pk for row, _result in pairs], values)


def counts_of(upload: LicenceFile) -> dict[str, int]:
    """How many rows have each verdict."""
    groups = upload.rows.order_by().values_list("verdict").annotate(n=Count("pk"))
    return dict(groups)


def _losses(acts: Sequence[PersonAct]) -> dict[Person, set[str]]:
    """Who would lose something. Kept for the whole file, so that what breaks is told with the figures of all of them."""
    verdicts = [act.verdict for act in acts if act.verdict and act.verdict.remove and not act.findings]
    return assignments.losses_of(verdicts, [act.person for act in acts if act.person]) if verdicts else {}


def _add_up(act: PersonAct, takes: Counter[str], short: Counter[str]) -> None:
    for finding in act.findings:
        if finding.mend == Mend.BUY and finding.product:
            short[finding.product.sku] += 1
    if act.verdict and act.verdict.outcome == Outcome.CHANGES and not act.findings:
        takes.update(product.sku for product in act.verdict.add)
        takes.subtract(p.sku for p in act.verdict.remove if p in act.verdict.holder.held)
