"""The settings of the bridge, changed together (rules 6.3)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from audit.log import record
from services.bridges.models import LONGEST_PIN, SHORTEST_PIN, Bridge
from tenants.models import User
from ui.refusals import Refusal


@transaction.atomic
def change(bridge: Bridge, values: Mapping[str, Any], *, by: User) -> bool:
    """Set the settings that `values` names; returns whether anything was different.

    `bridge` is the row as the admin saw it: when somebody has changed it since, the change is refused, so that nobody
    overwrites what they have not seen. PINs that organisers have keep their length.
    """
    length = values.get("pin_length", bridge.pin_length)
    if not SHORTEST_PIN <= length <= LONGEST_PIN:
        raise Refusal(
            _("A PIN has 4 to 12 digits; you typed %(n)s.") % {"n": f"{length:,}"}, field="pin_length"
        )
    before = {name: getattr(bridge, name) for name in Bridge.SETTINGS}
    after = {name: values.get(name, before[name]) for name in Bridge.SETTINGS}
    different = [name for name in Bridge.SETTINGS if before[name] != after[name]]
    if not different:
        return False
    seen = Bridge.objects.filter(pk=bridge.pk, version=bridge.version)
    if not seen.update(**{name: after[name] for name in different}, version=F("version") + 1):
        raise Refusal(
            _(
                "Somebody else has changed these settings since you opened them. Below are yours; saving again keeps them."
            )
        )
    bridge.refresh_from_db()
    record(
        "bridge.changed",
        by=by,
        tenant=bridge.tenant,
        obj=bridge,
        before={name: before[name] for name in different},
        after={name: after[name] for name in different},
    )
    return True
