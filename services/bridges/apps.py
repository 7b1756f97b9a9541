from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ui.ways import register_way_name


class BridgesConfig(AppConfig):
    name = "services.bridges"
    label = "bridges"

    def ready(self) -> None:
        """Register what workers do, and what the apps below must know of the bridge."""
        from services.bridges import handlers, notices, places  # noqa: F401, PLC0415 - models must be there first
        from tenants.notices import register_notices  # noqa: PLC0415

        places.register()
        register_notices(notices.organisers)
        register_way_name("bridges:organisers", _("the organisers"))
        register_way_name("bridges:organiser", _("the organiser"))
