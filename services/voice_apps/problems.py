"""What is wrong with a voice app, in one shape for queues and attendants: pages, steps and the dashboard read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from services.voice_apps.models import VoiceApp


class Weight(StrEnum):
    """How much a problem matters: callers meet a fault, something is not decided yet, it works but not as it seems, or
    it could be better.
    """

    BROKEN = "broken"
    UNFINISHED = "unfinished"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with `app`: a sentence, and where it is mended."""

    app: VoiceApp
    weight: Weight
    sentence: str
    url: str
    link: str

    @property
    def is_broken(self) -> bool:
        """Callers meet a fault."""
        return self.weight is Weight.BROKEN

    @property
    def stands_in_the_way(self) -> bool:
        """The app is not valid while this is so."""
        return self.weight in (Weight.BROKEN, Weight.UNFINISHED)


def valid(problems: Iterable[Problem]) -> bool:
    """Whether nothing of this stands in the way; warnings and advice do not."""
    return not any(one.stands_in_the_way for one in problems)
