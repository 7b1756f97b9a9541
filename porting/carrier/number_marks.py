"""What a carrier says of single numbers is written on them; those that have moved arrive."""

from typing import Final

from audit.log import SYSTEM
from carriers.porting_base import PortReport
from porting.carrier import arrivals
from porting.carrier.standing import Counts
from porting.carrier.words import Meaning, NumberMeaning, number_meaning
from porting.models import CarrierOrder, PortedNumber, PortOrder
from porting.transitions import Side, may_move, move

Status = PortedNumber.Status
MARKS: Final[dict[NumberMeaning, Status]] = {
    NumberMeaning.PENDING: Status.PENDING,
    NumberMeaning.CONFIRMED: Status.CONFIRMED,
    NumberMeaning.REJECTED: Status.REJECTED,
    NumberMeaning.FAILED: Status.FAILED,
}
STAYED: Final = (NumberMeaning.REJECTED, NumberMeaning.FAILED)


def mark(order: PortOrder, part: CarrierOrder, report: PortReport, meaning: Meaning) -> None:
    """Write a report on the numbers that it is about. One that has moved, or was taken out, is never changed again.

    An order that is completed has moved all its numbers but those of which the carrier says otherwise.
    """
    about = set(part.numbers) | set(report.numbers)
    meanings = {e164: number_meaning(said.words) for e164, said in report.numbers.items()}
    stayed = {e164 for e164, means in meanings.items() if means in STAYED}
    moved = {e164 for e164, means in meanings.items() if means == NumberMeaning.MOVED}
    if meaning == Meaning.COMPLETED:
        moved = about - stayed
    rows = order.numbers.select_for_update().filter(e164__in=about).exclude(status__in=PortedNumber.ENDED)
    arrived, changed = [], []
    for row in rows.order_by("e164"):
        said = report.numbers.get(row.e164)
        means = meanings.get(row.e164, NumberMeaning.UNKNOWN)
        before = (row.status, row.reason, row.carrier_words)
        if said:
            row.carrier_words, row.reason = said.words, said.reason
        if row.e164 in moved:
            arrived.append(row)
        elif means in MARKS:
            row.status = MARKS[means]
        if (row.status, row.reason, row.carrier_words) != before:
            changed.append(row)
    PortedNumber.objects.bulk_update(changed, ["status", "reason", "carrier_words"], batch_size=500)
    arrivals.bring_in(order, arrived, by=SYSTEM, side=Side.CARRIER)
    _bring_in_split_off(order, moved)


def _bring_in_split_off(order: PortOrder, moved: set[str]) -> None:
    """Numbers that the desk has split off meanwhile, and that the carrier moves with the first order all the same."""
    if order.project_id is None or not moved:
        return
    waiting = PortedNumber.objects.filter(order__project=order.project_id, e164__in=moved)
    waiting = waiting.exclude(order=order).exclude(status__in=PortedNumber.ENDED)
    others = PortOrder.objects.select_for_update(of=("self",)).select_related("tenant", "created_by")
    for other in others.filter(pk__in=waiting.values("order_id")).order_by("pk"):
        mine = waiting.filter(order=other).order_by("e164").select_for_update(of=("self",))
        arrivals.bring_in(other, list(mine), by=SYSTEM, side=Side.CARRIER)
        if not counts(other).left and may_move(other.status, PortOrder.Status.COMPLETED, Side.CARRIER):
            move(other, PortOrder.Status.COMPLETED, by=SYSTEM, side=Side.CARRIER)


def counts(order: PortOrder) -> Counts:
    """How many numbers have moved, and how many may still; one query."""
    statuses = list(
        PortedNumber.objects.filter(order=order)
        .exclude(status=Status.DROPPED)
        .values_list("status", flat=True)
    )
    moved = statuses.count(Status.ACTIVATED)
    return Counts(moved=moved, left=len(statuses) - moved)
