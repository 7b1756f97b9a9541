"""The tenant's own settings."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from audit import log
from tenants.models import Tenant, User
from tenants.scoping import lock_tenant


@transaction.atomic
def change(tenant: Tenant, values: Mapping[str, Any], *, by: User) -> bool:
    """Write what is different, with its record; False when nothing is."""
    current = lock_tenant(tenant)
    before = {name: _plain(getattr(current, name)) for name in values}
    changed = [name for name, value in values.items() if before[name] != _plain(value)]
    if not changed:
        return False
    for name in changed:
        setattr(current, name, values[name])
    current.save(update_fields=changed)
    log.record(
        "tenant.changed",
        by=by,
        obj=current,
        tenant=current,
        before={name: before[name] for name in changed},
        after={name: _plain(values[name]) for name in changed},
    )
    return True


def _plain(value: Any) -> Any:
    """A value as it is compared and recorded: numbers and flags as they are, all else as text."""
    return value if isinstance(value, (bool, int)) else str(value)
