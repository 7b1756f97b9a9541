"""An operator's changes to the rules of port orders. The next load of the files leaves a row alone that was edited."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import record
from porting.models import PortClock, PortingHoliday
from porting.reference.calendars import desk_clock
from porting.reference.loading import KEPT, KEYS, Row, original
from tenants.models import User
from ui.refusals import Refusal


@transaction.atomic
def edit(row: Row, values: Mapping[str, Any], *, by: User) -> list[str]:
    """Write values, by field name, into a rule, a requirement or a reason; give back the names that changed.

    What a row is known by stays. Nothing changed: no record.
    """
    model = type(row)
    fresh: Any = model._default_manager.select_for_update().get(pk=row.pk)
    kept = {*KEPT, *KEYS[model]}
    before = {name: getattr(fresh, name) for name in values if name not in kept}
    changed = sorted(name for name, value in before.items() if value != values[name])
    if changed:
        _write(fresh, {name: values[name] for name in changed}, by=by)
        _record(fresh, "edited", by=by, before={name: before[name] for name in changed})
    return changed


@transaction.atomic
def add(row: Row, *, by: User) -> None:
    """Add a rule, a requirement or a reason of an operator's own, which no file has. Refuses one that is there already."""
    keys = {key: getattr(row, key) for key in KEYS[type(row)]}
    if type(row)._default_manager.filter(**keys).exists():
        raise Refusal(
            _("There is such an entry already. Edit that one, or choose another day from which it holds.")
        )
    row.edited_at, row.edited_by_name = timezone.now(), str(by)[:150]
    row.save(force_insert=True)
    _record(row, "added", by=by, before={})


@transaction.atomic
def restore(row: Row, *, by: User) -> None:
    """Take the data file's word for a row again, so that later files are believed too.

    Refuses a row that no file has: it can only be removed.
    """
    model = type(row)
    fresh: Any = model._default_manager.select_for_update().get(pk=row.pk)
    first = original(fresh)
    if first is None:
        raise Refusal(_("The data files have no such entry. Remove it instead."))
    names = [field.name for field in model._meta.concrete_fields if field.name not in {*KEPT, *KEYS[model]}]
    before = {name: getattr(fresh, name) for name in names if getattr(fresh, name) != getattr(first, name)}
    for name in names:
        setattr(fresh, name, getattr(first, name))
    fresh.edited_at, fresh.edited_by_name = None, ""
    fresh.save()
    _record(fresh, "restored", by=by, before=before)


@transaction.atomic
def remove(row: Row, *, by: User) -> None:
    """Remove a row that an operator has added. Refuses one of the files: it would come back with the next load."""
    if original(row) is not None:
        raise Refusal(
            _("The data files have this entry, so it would come back. Let it hold until a day instead.")
        )
    _record(row, "removed", by=by, before={})
    row.delete()


@transaction.atomic
def set_day(country: str, day: date, name: str, *, works: bool, by: User) -> PortingHoliday:
    """Close a day on which work would go on, or open one on which it would rest, whatever was said of it before."""
    row, _made = PortingHoliday.objects.update_or_create(
        country=country,
        day=day,
        defaults={
            "name": name,
            "works": works,
            "edited_at": timezone.now(),
            "edited_by_name": str(by)[:150],
        },
    )
    record("port_day.set", by=by, obj=row, after={"name": name, "works": works})
    return row


@transaction.atomic
def forget_day(row: PortingHoliday, *, by: User) -> None:
    """Follow the public calendar on that day again."""
    record("port_day.forgotten", by=by, obj=row, before={"name": row.name, "works": row.works})
    row.delete()


@transaction.atomic
def set_clock(values: Mapping[str, Any], *, by: User) -> PortClock:
    """Change how soon the desk answers and when it works. Orders that wait already keep the hour that they were told."""
    clock = desk_clock()
    before = {name: getattr(clock, name) for name in values}
    changed = {name: value for name, value in values.items() if value != before[name]}
    if changed:
        _write(clock, changed, by=by)
        old = {name: before[name] for name in changed}
        record("port_clock.changed", by=by, obj=clock, before=old, after=changed)
    return clock


def _write(row: Any, values: Mapping[str, Any], *, by: User) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.edited_at, row.edited_by_name = timezone.now(), str(by)[:150]
    row.save()


def _record(row: models.Model, verb: str, *, by: User, before: dict[str, Any]) -> None:
    record(
        f"port_rule.{verb}",
        by=by,
        obj=row,
        before=before,
        after={name: getattr(row, name) for name in before},
        note=str(row._meta.verbose_name),
    )
