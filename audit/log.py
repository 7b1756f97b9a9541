"""The one way to write the record: `record(...)`, in the transaction of the change itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from audit.models import Event
from audit.request_ids import request_id
from database.bulk_writes import copy_rows

_COLUMNS: Final = tuple(field.attname for field in Event._meta.concrete_fields if not field.primary_key)
SECRET_WORDS: Final = ("password", "secret", "token", "pin", "code")
_ENCODER: Final = DjangoJSONEncoder()


class Actor(Protocol):
    """Anyone who acts: a user row, SYSTEM, or STRANGER for whoever knocks at the door."""

    @property
    def pk(self) -> Any: ...

    def __str__(self) -> str: ...


@dataclass(frozen=True)
class _System:
    pk: None = None

    def __str__(self) -> str:
        return "Switchboard"


@dataclass(frozen=True)
class _Stranger:
    pk: None = None

    def __str__(self) -> str:
        return "Somebody not signed in"


SYSTEM: Final = _System()
STRANGER: Final = _Stranger()


@dataclass
class Change:
    """One event to be recorded by `record_many`."""

    action: str
    obj: models.Model
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    note: str = ""


def masked(values: dict[str, Any]) -> dict[str, Any]:
    """`values` fit for the record: JSON types only, secrets replaced by stars (design, rule 2)."""
    return {key: "***" if _is_secret(key) else _plain(value) for key, value in values.items()}


@lru_cache(maxsize=1000)
def _is_secret(key: str) -> bool:
    return any(word == key or key.endswith(f"_{word}") for word in SECRET_WORDS)


def _plain(value: Any) -> Any:
    if isinstance(value, (str, int, float, bool, list, dict)) or value is None:
        return value
    if isinstance(value, models.Model):
        return str(value)
    try:
        return _ENCODER.default(value)
    except TypeError:
        return str(value)


def record(
    action: str,
    *,
    by: Actor,
    obj: models.Model | None = None,
    tenant: models.Model | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
) -> Event:
    """Append one event. `action` is `<noun>.<verb in the past>`, as in `hold.taken`; call it inside the transaction."""
    event = Event(
        **_values(action, by=by, obj=obj, tenant=tenant, before=before or {}, after=after or {}, note=note)
    )
    event.save(force_insert=True)
    return event


def record_many(changes: Iterable[Change], *, by: Actor, tenant: models.Model) -> None:
    """Append many events in one statement (bulk work leaves the same record as one click)."""
    rows = (
        _values(c.action, by=by, obj=c.obj, tenant=tenant, before=c.before, after=c.after, note=c.note)
        for c in changes
    )
    copy_rows(Event, _COLUMNS, ([row[column] for column in _COLUMNS] for row in rows))


def _values(
    action: str,
    *,
    by: Actor,
    obj: models.Model | None,
    tenant: models.Model | None,
    before: dict[str, Any],
    after: dict[str, Any],
    note: str,
) -> dict[str, Any]:
    """The columns of one event; a hundred thousand of them are written without an object for each."""
    return {
        "at": timezone.now(),
        "tenant_id": tenant.pk if tenant else None,
        "tenant_name": str(tenant) if tenant else "",
        "actor_id": by.pk,
        "actor_name": str(by)[:254],
        "action": action,
        "object_type": obj._meta.label_lower if obj else "",
        "object_id": str(obj.pk) if obj else "",
        "object_name": str(obj)[:300] if obj else "",
        "before": masked(before),
        "after": masked(after),
        "note": note,
        "request_id": request_id.get(),
    }
