"""What a carrier says of single numbers is written on them; those that have moved arrive."""

from typing import Final

from audit.log import SYSTEM
from carriers.porting_base import PortReport
from porting.carrier import arrivals
from porting.carrier.standing import Counts
from porting.carrier.words import Meaning, NumberMeaning, number_meaning
from porting.models import CarrierOrder, PortedNumber, PortOrder
from porting.transitions import Side

Status = PortedNumber.Status
FINAL: Final = (Status.ACTIVATED, Status.DROPPED)
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
    rows = order.numbers.select_for_update().filter(e164__in=about).exclude(status__in=FINAL)
    arrived, changed = [], []
    for row in rows.order_by("e164"):
        said = report.numbers.get(row.e164)
        means = number_meaning(said.words) if said else NumberMeaning.UNKNOWN
        before = (row.status, row.reason, row.carrier_words)
        if said:
            row.carrier_words, row.reason = said.words, said.reason
        if means == NumberMeaning.MOVED or (meaning == Meaning.COMPLETED and means not in STAYED):
            arrived.append(row)
        elif means in MARKS:
            row.status = MARKS[means]
        if (row.status, row.reason, row.carrier_words) != before:
            changed.append(row)
    PortedNumber.objects.bulk_update(changed, ["status", "reason", "carrier_words"], batch_size=500)
    arrivals.bring_in(order, arrived, by=SYSTEM, side=Side.CARRIER)


def counts(order: PortOrder) -> Counts:
    """How many numbers have moved, and how many may still; one query."""
    statuses = list(
        PortedNumber.objects.filter(order=order)
        .exclude(status=Status.DROPPED)
        .values_list("status", flat=True)
    )
    moved = statuses.count(Status.ACTIVATED)
    return Counts(moved=moved, left=len(statuses) - moved)
