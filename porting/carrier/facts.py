"""What the carrier is told of an order: its own words for everything, and nothing that it does not need."""

from collections.abc import Sequence
from dataclasses import replace

from carriers.porting_base import PortFacts, PortPaper
from porting.models import CarrierOrder, PortDocument, PortedNumber, PortOrder

SENT_PAPERS = (PortDocument.Kind.BILL, PortDocument.Kind.LETTER, PortDocument.Kind.RECORD)


def facts_of(order: PortOrder) -> PortFacts:
    """The whole order with its numbers and papers; a fixed number of queries."""
    rows = list(order.numbers.exclude(status__in=PortedNumber.ENDED).order_by("e164"))
    return PortFacts(
        reference=order.reference,
        version=order.version,
        country=str(order.country),
        kind=order.kind,
        numbers=tuple(row.e164 for row in rows),
        provider=order.provider,
        account_number=order.account_number,
        account_pin=order.account_pin,
        billing_number=order.billing_number,
        scope=order.scope,
        remaining=order.remaining,
        new_billing_number=order.new_billing_number,
        organisation=order.organisation,
        address={
            "house_number": order.house_number,
            "street": order.street,
            "city": order.city,
            "state": order.state,
            "postal_code": order.postal_code,
        },
        authorised_name=order.authorised_name,
        wanted_at=order.wanted_at,
        details=order.details,
        number_codes={row.e164: row.rio for row in rows if row.rio},
        papers=tuple(_papers(order)),
    )


def facts_of_part(facts: PortFacts, part: CarrierOrder) -> PortFacts:
    """What is said of one order of the carrier's: its own numbers, as its next version."""
    mine: Sequence[str] = [e164 for e164 in facts.numbers if e164 in set(part.numbers)]
    return replace(facts, numbers=tuple(mine), version=part.version + 1)


def _papers(order: PortOrder) -> list[PortPaper]:
    rows = order.documents.filter(removed_at=None, kind__in=SENT_PAPERS).defer("content").order_by("pk")
    return [
        PortPaper(row.kind, row.file_name, row.content_type, row.digest, lambda row=row: bytes(row.content))  # type: ignore[misc]
        for row in rows
    ]
