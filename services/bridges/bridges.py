"""The organisation's one bridge: it is there as soon as somebody needs it (rules 6.2)."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import Actor, record
from services.bridges import shared_numbers
from services.bridges.models import Bridge
from tenants.models import Tenant
from tenants.scoping import lock_tenant


def bridge_of(tenant: Tenant) -> Bridge | None:
    """The bridge, or None while nobody has needed one. One query."""
    bridge = Bridge.objects.filter(tenant=tenant).first()
    if bridge is not None:
        bridge.tenant = tenant
    return bridge


@transaction.atomic
def ensure(tenant: Tenant, *, by: Actor) -> Bridge:
    """The bridge, made now if there is none; shared numbers are asked for in countries that are new. Safe to repeat."""
    bridge = bridge_of(tenant)
    if bridge is None:
        lock_tenant(tenant)
        bridge, made = Bridge.objects.get_or_create(tenant=tenant)
        bridge.tenant = tenant
        if made:
            record("bridge.made", by=by, tenant=tenant, obj=bridge)
    shared_numbers.ask(bridge, by=by)
    return bridge


def holder_words() -> str:
    """The bridge as what holds a number."""
    return _("the conference bridge")
