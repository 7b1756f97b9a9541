"""What taking licences away breaks further up: the apps above register callables when Django starts."""

from collections.abc import Callable, Collection, Sequence

from tenants.models import Person, Tenant

Impact = Callable[[Tenant, Sequence[Person], Collection[str]], list[str]]

_impacts: list[Impact] = []


def register_removal_impact(impact: Impact) -> None:
    """Add `impact(tenant, people, capabilities)`: sentences on what breaks when `people` lose one of `capabilities`.

    It must take a fixed number of queries, and be silent where nothing breaks.
    """
    if impact not in _impacts:
        _impacts.append(impact)


def removal_impacts(tenant: Tenant, people: Sequence[Person], capabilities: Collection[str]) -> list[str]:
    """All that breaks when these people lose these capabilities."""
    if not people or not capabilities:
        return []
    return [sentence for impact in _impacts for sentence in impact(tenant, people, capabilities)]
