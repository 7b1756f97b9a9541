"""What in a tenant consumes credit (rules 12.1). Apps above register themselves: credit stands below and cannot ask."""

from collections.abc import Callable
from dataclasses import dataclass

from tenants.models import Tenant


@dataclass(frozen=True)
class Use:
    """Something that consumes credit: what there is, what stops without credit, and the page where it is seen.

    `words` and `stops` are sentences with their figures.
    """

    words: str
    stops: str
    url: str = ""


Consumer = Callable[[Tenant], Use | None]
_consumers: list[tuple[int, Consumer]] = []


def register(order: int, consumer: Consumer) -> None:
    """Add a callable that says what consumes credit in a tenant, or None; in a fixed number of queries."""
    _consumers.append((order, consumer))
    _consumers.sort(key=lambda item: item[0])


def uses(tenant: Tenant) -> list[Use]:
    """All that consumes credit in the tenant, in the order of registration. Inside the tenant's scope."""
    found = (consumer(tenant) for _order, consumer in _consumers)
    return [use for use in found if use is not None]
