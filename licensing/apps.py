from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ui.ways import register_way_name


class LicensingConfig(AppConfig):
    name = "licensing"

    def ready(self) -> None:
        """Tell the worker how licences are set up, and the directory what people hold."""
        from licensing import handlers, panels  # noqa: F401, PLC0415 - models must be there first
        from licensing.files import handlers as file_handlers  # noqa: F401, PLC0415 - models must be there first
        from tenants.person_extensions import (  # noqa: PLC0415
            Column,
            Panel,
            register_column,
            register_panel,
            register_removal_impact,
        )

        register_way_name("licensing:assign", _("assigning licences"))
        register_panel(Panel(10, "licensing/person_panel.html", panels.panel))
        register_column(Column(10, _("Licences"), panels.cells))
        register_removal_impact(panels.freed)
