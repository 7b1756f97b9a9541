from django.apps import AppConfig


class NumberingConfig(AppConfig):
    name = "numbering"

    def ready(self) -> None:
        """Register what workers do, and what else must know of numbers."""
        from numbering import handlers, people_panel, uses  # noqa: F401, PLC0415 - models must be there first

        uses.register()
        people_panel.register()
