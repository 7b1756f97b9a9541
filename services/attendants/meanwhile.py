"""What a page shows when somebody else has saved the same part in the meantime: both, and nothing lost."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from audit.models import Event
from audit.queries import events_of
from audit.sentences import sentence
from services.attendants.setups import Setup


@dataclass(frozen=True)
class Meanwhile:
    """The other one's change: who did it when, and the part as it is now, field by field."""

    event: Event | None
    said: str
    values: dict[str, str]


def meanwhile(setup: Setup, values: dict[str, str]) -> Meanwhile:
    """For the page; one query."""
    event = events_of(setup.app).first()
    return Meanwhile(
        event, sentence(event) if event else "", {name: one for name, one in values.items() if one}
    )


def seen_now(data: QueryDict, fingerprint: str) -> Any:
    """What was typed, by somebody who now has seen the other's change: saving again replaces it knowingly."""
    seen = data.copy()
    seen["seen"] = fingerprint
    return seen
