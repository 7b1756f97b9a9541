"""What an order said each time it was handed in, and how two versions differ (rules 5.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.log import Actor
from porting import order_parts
from porting.models import PortedNumber, PortOrder, PortVersion


@dataclass(frozen=True)
class Difference:
    """A field that is another one in the newer version; secrets are shown in part."""

    key: str
    label: str
    before: object
    after: object


@dataclass(frozen=True)
class Change:
    """All that differs between a version and the one before it."""

    version: PortVersion
    fields: list[Difference]
    added: list[str]
    removed: list[str]

    @property
    def is_first(self) -> bool:
        """The first version differs from nothing."""
        return self.version.version == 1


def keep_version(order: PortOrder, *, by: Actor) -> PortVersion:
    """Keep what the order says now as its version. One that was taken back before the desk saw it is written over."""
    fields: dict[str, Any] = {key: getattr(order, key) for key in order_parts.OF_EVERY_ORDER}
    fields |= {f"details.{key}": value for key, value in order.details.items()}
    rows = order.numbers.exclude(status=PortedNumber.Status.DROPPED).order_by("e164")
    numbers = [[e164, usage, rio] for e164, usage, rio in rows.values_list("e164", "usage", "rio")]
    row, _made = PortVersion.objects.update_or_create(
        tenant=order.tenant,
        order=order,
        version=order.version,
        defaults={"fields": fields, "numbers": numbers, "by_name": str(by)[:150]},
    )
    return row


def changes(
    versions: Sequence[PortVersion], labels: Mapping[str, str], secrets: frozenset[str]
) -> list[Change]:
    """Each version against the one before it, the newest first."""
    ordered = sorted(versions, key=lambda row: row.version)
    found = []
    before: PortVersion | None = None
    for row in ordered:
        found.append(_change(before, row, labels, secrets))
        before = row
    return found[::-1]


def _change(
    before: PortVersion | None, after: PortVersion, labels: Mapping[str, str], secrets: frozenset[str]
) -> Change:
    if before is None:
        return Change(after, [], [], [])
    old, new = before.fields, after.fields
    keys = [key for key in (*new, *(key for key in old if key not in new)) if _differs(old, new, key)]
    fields = []
    for key in keys:
        name = key.removeprefix("details.")
        secret = name in secrets
        fields.append(
            Difference(
                name,
                labels.get(name, name.replace("_", " ").capitalize()),
                order_parts.shown(name, old.get(key) or "", secret=secret),
                order_parts.shown(name, new.get(key) or "", secret=secret),
            )
        )
    had, has = {row[0] for row in before.numbers}, {row[0] for row in after.numbers}
    return Change(after, fields, sorted(has - had), sorted(had - has))


def _differs(old: Mapping[str, Any], new: Mapping[str, Any], key: str) -> bool:
    return (old.get(key) or "") != (new.get(key) or "")
