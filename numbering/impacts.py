"""What taking numbers away, releasing them or using them for something else breaks: the apps above tell.

They register callables when Django starts; imports run one way, so the inventory cannot ask them.
"""

from collections.abc import Callable, Sequence

from numbering.models import PhoneNumber

Impact = Callable[[Sequence[PhoneNumber]], list[str]]

_impacts: list[Impact] = []


def register_number_impact(impact: Impact) -> None:
    """Add `impact(numbers)`: sentences on what no longer works when these numbers of one tenant answer no more.

    It must take a fixed number of queries, and be silent where nothing breaks.
    """
    if impact not in _impacts:
        _impacts.append(impact)


def number_impacts(numbers: Sequence[PhoneNumber]) -> list[str]:
    """All that breaks when these numbers answer no more, or answer as something else."""
    return [sentence for impact in _impacts for sentence in impact(numbers)] if numbers else []
