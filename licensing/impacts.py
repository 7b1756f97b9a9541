"""What taking licences away does further up: the apps above register callables when Django starts.

An impact is something that breaks, and stands in the way of an undo unless giving the licence back mends it; an effect
only changes something, and is told.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from tenants.models import Person, Tenant

Impact = Callable[[Tenant, Sequence[Person], Collection[str]], list[str]]
Losses = Mapping[Person, Collection[str]]


@dataclass(frozen=True)
class _Registered:
    """A callable, and the capabilities whose loss it wants to hear of; all when there are none."""

    impact: Impact
    capabilities: frozenset[str]
    stops_undo: bool = False

    def sentences(self, tenant: Tenant, losses: Losses) -> list[str]:
        heard = {person: self._heard(lost) for person, lost in losses.items()}
        people = [person for person, lost in heard.items() if lost]
        return self.impact(tenant, people, frozenset().union(*heard.values())) if people else []

    def _heard(self, lost: Collection[str]) -> frozenset[str]:
        return frozenset(lost) & self.capabilities if self.capabilities else frozenset(lost)


_impacts: list[_Registered] = []
_effects: list[_Registered] = []


def register_removal_impact(
    impact: Impact, capabilities: Collection[str] = (), *, stops_undo: bool = True
) -> None:
    """Add `impact(tenant, people, lost)`: sentences on what breaks when these people lose these capabilities.

    With `capabilities` it hears only of people who lose one of them. It must take a fixed number of queries, and be
    silent where nothing breaks. `stops_undo=False` is for what works again as soon as the licence is given back.
    """
    _impacts.append(_Registered(impact, frozenset(capabilities), stops_undo))


def register_removal_effect(effect: Impact, capabilities: Collection[str] = ()) -> None:
    """Add a callable as `register_removal_impact` does, for what changes without anything breaking."""
    _effects.append(_Registered(effect, frozenset(capabilities)))


def removal_impacts(tenant: Tenant, losses: Losses, *, stopping_undo: bool = False) -> list[str]:
    """All that breaks when each of these people loses what stands beside them; or only what stops an undo."""
    asked = [one for one in _impacts if one.stops_undo or not stopping_undo]
    return [sentence for one in asked for sentence in one.sentences(tenant, losses)]


def removal_effects(tenant: Tenant, losses: Losses) -> list[str]:
    """All that changes, without breaking, when each of these people loses what stands beside them."""
    return [sentence for one in _effects for sentence in one.sentences(tenant, losses)]
