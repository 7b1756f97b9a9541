"""What follows when people gain or lose what a licence gives: the apps above register callables when Django starts.

They run inside the transaction of the change, so they are quick: they write rows, ask for jobs and write mails.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

from licensing.models import Assignment
from tenants.models import Person, Tenant

Follower = Callable[[Tenant, Sequence[Person]], None]

_of_gains: dict[str, list[Follower]] = defaultdict(list)
_of_losses: dict[str, list[Follower]] = defaultdict(list)


def follow_gain(capability: str, follower: Follower) -> None:
    """Call `follower(tenant, people)` when licences that give `capability` have become active for these people."""
    _of_gains[capability].append(follower)


def follow_loss(capability: str, follower: Follower) -> None:
    """Call `follower(tenant, people)` when these people no longer hold anything that gives `capability`."""
    _of_losses[capability].append(follower)


def gained(tenant: Tenant, active: Sequence[Assignment]) -> None:
    """Tell the followers of what these assignments give; people and products must be loaded."""
    for capability, followers in _of_gains.items():
        people = {row.person_id: row.person for row in active if capability in row.product.gives}
        for follower in followers if people else ():
            follower(tenant, list(people.values()))


def lost(tenant: Tenant, losses: Mapping[Person, Collection[str]]) -> None:
    """Tell the followers of what each of these people has lost."""
    for capability, followers in _of_losses.items():
        people = [person for person, gone in losses.items() if capability in gone]
        for follower in followers if people else ():
            follower(tenant, people)
