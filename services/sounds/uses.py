"""Where sounds are heard. Queues, attendants and whatever else plays one tell it here when Django starts."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from services.sounds.models import Sound


@dataclass(frozen=True)
class Use:
    """One place where a sound is heard: "Call queue Sales: greeting", and the page where that is changed."""

    words: str
    url: str


Finder = Callable[[Collection[int]], Mapping[int, Sequence[Use]]]

_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Add a finder: it maps the ids of sounds to their uses, in a fixed number of queries."""
    _finders.append(finder)


def uses_of(sounds: Collection[Sound]) -> dict[int, list[Use]]:
    """By id, where each of these sounds is heard; those that nothing plays have an empty list."""
    ids = [sound.pk for sound in sounds]
    found: dict[int, list[Use]] = {pk: [] for pk in ids}
    for finder in _finders if ids else ():
        for pk, uses in finder(ids).items():
            found[pk].extend(uses)
    return found


def is_used() -> Q:
    """Holds for sounds to which any row points, whether or not its app tells of it in words."""
    used = Q(pk__in=[])
    for relation in Sound._meta.related_objects:
        rows = relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
        used |= Q(Exists(rows))
    return used
