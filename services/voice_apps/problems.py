"""What is wrong with a voice app, in one shape for queues and attendants: pages, steps and the dashboard read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from services.voice_apps.models import VoiceApp


class Weight(StrEnum):
    """How much a problem matters: callers meet a fault, something is not decided yet, or it could be better."""

    BROKEN = "broken"
    UNFINISHED = "unfinished"
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
        return self.weight is not Weight.ADVICE


def valid(problems: Iterable[Problem]) -> bool:
    """Whether nothing of this stands in the way; advice does not."""
    return not any(one.stands_in_the_way for one in problems)
