from django.apps import AppConfig


class QueuesConfig(AppConfig):
    name = "services.queues"
    label = "queues"

    def ready(self) -> None:
        """Tell sounds which queues play them, and people and groups which they answer."""
        from services.queues import panels, sound_uses  # noqa: PLC0415 - models must be there first
        from services.sounds import uses  # noqa: PLC0415
        from tenants.groups.uses import register_use  # noqa: PLC0415
        from tenants.person_extensions import Panel, register_panel  # noqa: PLC0415

        uses.register(sound_uses.in_queues)
        register_use(panels.group_uses)
        register_panel(Panel(60, "queues/_person_panel.html", panels.panel))
