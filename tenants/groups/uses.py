"""What groups are for: the apps above tell, since the directory cannot ask them. They register when Django starts."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tenants.models import Group


@dataclass(frozen=True)
class Use:
    """One place where a group is used: a sentence, the page of that place, and whether the group must stay for it.

    `warning` says what is wrong with this use, as that some of its people are never called; `loss` what would be wrong
    there without the group.
    """

    sentence: str
    url: str = ""
    holds: bool = False
    warning: str = ""
    loss: str = ""


Uses = Callable[[Sequence[Group]], Mapping[int, list[Use]]]

_registered: list[Uses] = []


def register_use(uses: Uses) -> None:
    """Add `uses(groups)`: each group's id with its places. It must take a fixed number of queries."""
    if uses not in _registered:
        _registered.append(uses)


def uses_of(groups: Sequence[Group]) -> dict[int, list[Use]]:
    """All uses of these groups; a group that is not used has none."""
    found: dict[int, list[Use]] = defaultdict(list)
    for uses in _registered:
        for group_id, places in uses(groups).items():
            found[group_id].extend(places)
    return found
