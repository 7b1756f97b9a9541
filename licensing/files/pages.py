"""A file of licences as its page shows it: what was read, the rows with their mends, seats before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _

from countries.queries import country_name
from jobs.models import Job
from licensing import holdings, mends
from licensing.dry_run import SeatRow
from licensing.files import applying, checks, undo
from licensing.files.forms import SEPARATED, ColumnsForm
from licensing.findings import Mend, Outcome, Violation
from licensing.models import LicenceFile, LicenceRow, Product
from licensing.queries import pools
from tenants.models import Person
from ui.sums import Segment

ENCODINGS = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp1252": "Windows-1252"}
SAMPLE = 3  # rows of which the page shows the cells
KINDS = {str(Outcome.CHANGES): "now", str(Outcome.NOTHING): "skip"}
WORKING = (LicenceFile.Status.CHECKING, LicenceFile.Status.APPLYING, LicenceFile.Status.TAKING_BACK)


@dataclass(frozen=True)
class View:
    """A choice of rows: those of one verdict."""

    verdict: str
    words: str
    count: int
    is_bad: bool


@dataclass(frozen=True)
class ShownRow:
    """A row, whom it is about, and each reason with the link that mends it."""

    row: LicenceRow
    person: Person | None
    kind: str
    word: str
    reasons: list[tuple[str, str, str]]


def what_was_read(upload: LicenceFile) -> dict[str, Any]:
    """Encoding, delimiter and columns in words."""
    return {
        "encoding": ENCODINGS.get(upload.encoding, "UTF-16"),
        "separated": SEPARATED[upload.delimiter],
    }


def products_asked(upload: LicenceFile) -> list[Product]:
    """The products that were chosen with many people; a file mostly names its own."""
    return holdings.products_named(upload.products) if upload.of_selection else []


def column_rows(form: ColumnsForm, upload: LicenceFile) -> list[tuple[BoundField, list[str]]]:
    """Each column with its field and what stands in its first rows."""
    sample = [row.cells for row in upload.rows.order_by("line")[:SAMPLE]]
    return [
        (
            form[f"column_{at}"],
            [str(cells[at]).strip() for cells in sample if at < len(cells) and str(cells[at]).strip()],
        )
        for at in range(len(upload.columns))
    ]


def views(upload: LicenceFile) -> list[View]:
    """The verdicts that rows have, errors first, each with its count."""
    words: dict[str, Any] = {**dict(Violation.choices), **dict(Outcome.choices)}
    if upload.finished_at:
        words[str(Outcome.CHANGES)] = _("Changed")
    order = [*Violation.values, str(Outcome.CHANGES), str(Outcome.NOTHING)]
    return [
        View(verdict, str(words[verdict]), upload.counts[verdict], verdict in Violation.values)
        for verdict in order
        if upload.counts.get(verdict)
    ]


def seat_rows(upload: LicenceFile) -> list[SeatRow]:
    """The seats of each product that the file is about, before and after, and what is lacking."""
    rows = []
    for pool in pools(upload.tenant, all_products=True):
        sku = pool.product.sku
        change, lacking = int(upload.takes.get(sku, 0)), int(upload.short.get(sku, 0))
        if change or lacking:
            url = mends.buy_url(upload.tenant, sku, lacking) if lacking else ""
            rows.append(SeatRow(pool, change, lacking, url, mends.buy_words(lacking)))
    return rows


def shown(upload: LicenceFile, rows: Sequence[LicenceRow]) -> list[ShownRow]:
    """Rows as the page has them. Two queries."""
    names = {row.user_name for row in rows}
    people = {str(person.user_name).lower(): person for person in Person.objects.filter(user_name__in=names)}
    products = dict(Product.objects.values_list("sku", "name"))
    return [_shown(upload, row, people.get(row.user_name), products) for row in rows]


def _shown(
    upload: LicenceFile, row: LicenceRow, person: Person | None, products: Mapping[str, str]
) -> ShownRow:
    words = {**dict(Violation.choices), **dict(Outcome.choices)}
    kind = "ok" if row.state == LicenceRow.State.APPLIED else KINDS.get(row.verdict, "bad")
    word = row.get_state_display() if row.state == LicenceRow.State.APPLIED else words.get(row.verdict, "")
    reasons = [
        (sentence, *_mend(upload, person, mend, sku, seats))
        for _violation, sentence, mend, sku, seats in row.reasons
    ]
    return ShownRow(row, person, kind, str(word), reasons or _effects(row, products))


def _mend(upload: LicenceFile, person: Person | None, mend: str, sku: str, seats: int) -> tuple[str, str]:
    if mend == Mend.BUY and sku:
        return mends.buy_url(upload.tenant, sku, seats), mends.buy_words(seats)
    if mend == Mend.PERSON and person:
        return reverse("people:edit", args=[upload.tenant.slug, person.pk]), _("Set the location")
    return "", ""


def _effects(row: LicenceRow, products: Mapping[str, str]) -> list[tuple[str, str, str]]:
    parts = []
    if row.adds:
        parts.append(
            _("Gets %(products)s.") % {"products": ", ".join(products.get(sku, sku) for sku in row.adds)}
        )
    if row.removes:
        parts.append(
            _("Loses %(products)s.") % {"products": ", ".join(products.get(sku, sku) for sku in row.removes)}
        )
    if row.location:
        parts.append(_("The usage location becomes %(country)s.") % {"country": country_name(row.location)})
    return [(part, "", "") for part in parts]


def progress(upload: LicenceFile) -> dict[str, Any]:
    """How far the work is, or why it has stopped."""
    Status = LicenceFile.Status
    chosen = upload.of_selection
    key, title, done, total = {
        Status.CHECKING: (
            f"file-{upload.pk}-{upload.round}",
            _("Checking each person") if chosen else _("Checking the rows"),
            upload.checked_count,
            upload.row_count,
        ),
        Status.APPLYING: (
            f"file-{upload.pk}",
            _("Changing the licences") if chosen else _("Applying the rows"),
            upload.done_count,
            applying.good_count(upload),
        ),
        Status.TAKING_BACK: (f"file-{upload.pk}-{upload.round}", _("Taking it back"), 0, 0),
    }.get(Status(upload.status), ("", "", 0, 0))
    return {
        "upload": upload,
        "works": upload.status in WORKING,
        "work_title": title,
        "done": done,
        "total": total,
        "segments": [Segment("b", done)],
        **(_trouble(upload, key) if key else {}),
    }


def _trouble(upload: LicenceFile, key: str) -> dict[str, str]:
    kinds = (checks.KIND, applying.KIND, undo.KIND)
    job = Job.objects.filter(kind__in=kinds, key=key, status=Job.Status.FAILED).first()
    if job is None:
        return {}
    return {"trouble": job.error, "trouble_url": reverse("jobs:detail", args=[upload.tenant.slug, job.pk])}
