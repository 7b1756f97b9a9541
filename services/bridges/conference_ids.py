"""Conference ids: nine digits that a caller types to join a meeting, unique over all organisations (rules 6.4)."""

import secrets

from services.bridges.models import ID_DIGITS


def new_id() -> str:
    """A random id; it never begins with a nought, which people drop. The database says whether somebody has it."""
    first = secrets.choice("123456789")
    return first + "".join(secrets.choice("0123456789") for _ in range(ID_DIGITS - 1))


def spaced(conference_id: str) -> str:
    """The id as it is printed: "123 456 789"."""
    return " ".join(conference_id[at : at + 3] for at in range(0, len(conference_id), 3))
