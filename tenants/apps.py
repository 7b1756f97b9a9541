from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ui.ways import register_way_name


class TenantsConfig(AppConfig):
    name = "tenants"

    def ready(self) -> None:
        """Register the checks of production, and what groups tell about people, and name pages to lead back to."""
        import_module("tenants.checks")
        from tenants.groups import panel  # noqa: PLC0415 - models must be there first
        from tenants.person_extensions import (  # noqa: PLC0415
            Panel,
            register_panel,
            register_removal_impact,
        )

        register_panel(Panel(50, "groups/_person_panel.html", panel.panel))
        register_removal_impact(panel.left_by)
        register_way_name("sites:new", _("the new site"))
        register_way_name("sites:edit", _("the site"))
        register_way_name("people:list", _("the directory"))
        register_way_name("people:detail", _("the person"))
