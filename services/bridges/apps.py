from django.apps import AppConfig


class BridgesConfig(AppConfig):
    name = "services.bridges"
    label = "bridges"

    def ready(self) -> None:
        """Register what workers do, and what the apps below must know of the bridge."""
        from services.bridges import handlers, places  # noqa: F401, PLC0415 - models must be there first

        places.register()
