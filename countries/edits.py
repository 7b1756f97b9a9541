"""An operator's changes to the reference data. The next load of the files leaves an edited row alone."""

from typing import Any, Final

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import record
from countries.loading import KEPT, countries_in_files, rates_in_file
from countries.models import Country, Rate
from tenants.models import User
from ui.refusals import Refusal

FIXED: Final = KEPT | {"prefix"}


@transaction.atomic
def edit_country(iso2: str, values: dict[str, Any], *, by: User) -> list[str]:
    """Write `values` (by field name) into a country; give back the names that changed. Nothing changed: no record."""
    return _edit(Country.objects.select_for_update().get(pk=iso2), values, action="country.edited", by=by)


@transaction.atomic
def edit_rate(prefix: str, values: dict[str, Any], *, by: User) -> list[str]:
    """Write a rate; None is "not stated". Give back the names that changed."""
    return _edit(Rate.objects.select_for_update().get(pk=prefix), values, action="rate.edited", by=by)


@transaction.atomic
def restore_country(iso2: str, *, by: User) -> None:
    """Take the data file's word for a country again, so that later files are believed too.

    Raises:
        Refusal: the files have no such country.
    """
    row = Country.objects.select_for_update().get(pk=iso2)
    _restore(
        row, next((c for c in countries_in_files() if c.pk == iso2), None), action="country.restored", by=by
    )


@transaction.atomic
def restore_rate(prefix: str, *, by: User) -> None:
    """Take the data file's word for a rate again. Raises Refusal as `restore_country` does."""
    row = Rate.objects.select_for_update().get(pk=prefix)
    _restore(row, next((r for r in rates_in_file() if r.pk == prefix), None), action="rate.restored", by=by)


def _edit(row: Country | Rate, values: dict[str, Any], *, action: str, by: User) -> list[str]:
    before = {name: getattr(row, name) for name in values if name not in FIXED}
    changed = sorted(name for name, value in before.items() if value != values[name])
    if not changed:
        return []
    for name in changed:
        setattr(row, name, values[name])
    row.edited_at, row.edited_by_name = timezone.now(), str(by)[:150]
    row.save()
    _record(row, action, {name: before[name] for name in changed}, by)
    return changed


def _restore(row: Country | Rate, original: Country | Rate | None, *, action: str, by: User) -> None:
    if original is None:
        raise Refusal(_("The data files have no entry for %(name)s to go back to.") % {"name": str(row)})
    names = _names(row)
    before = {name: getattr(row, name) for name in names}
    for name in names:
        setattr(row, name, getattr(original, name))
    row.edited_at, row.edited_by_name = None, ""
    row.save()
    changed = {name: value for name, value in before.items() if value != getattr(row, name)}
    _record(row, action, changed, by)


def _record(row: Country | Rate, action: str, before: dict[str, Any], by: User) -> None:
    after = {name: getattr(row, name) for name in before}
    record(action, by=by, obj=row, before=before, after=after)


def _names(row: models.Model) -> list[str]:
    return [field.name for field in row._meta.concrete_fields if field.name not in FIXED]
