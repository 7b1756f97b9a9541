from importlib import import_module

from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "tenants"

    def ready(self) -> None:
        """Register the checks of production, and what groups tell about people."""
        import_module("tenants.checks")
        from tenants import group_panel  # noqa: PLC0415 - models must be there first
        from tenants.person_extensions import (  # noqa: PLC0415
            Panel,
            register_panel,
            register_removal_impact,
        )

        register_panel(Panel(50, "groups/_person_panel.html", group_panel.panel))
        register_removal_impact(group_panel.left_by)
