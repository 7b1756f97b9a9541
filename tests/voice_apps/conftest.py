"""Voice apps without what only queues or attendants have: nodes of the call graph."""

from services.voice_apps.models import VoiceApp
from tenants.models import Tenant
from tenants.scoping import tenant_scope


def make_app(tenant: Tenant, name: str = "Sales", kind: str = "queue", **fields: object) -> VoiceApp:
    """A queue, unless said otherwise, that speaks English."""
    with tenant_scope(tenant):
        return VoiceApp.objects.create(tenant=tenant, name=name, kind=kind, **{"language": "en-US", **fields})
