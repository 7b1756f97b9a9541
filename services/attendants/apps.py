from django.apps import AppConfig


class AttendantsConfig(AppConfig):
    name = "services.attendants"
    label = "attendants"

    def ready(self) -> None:
        """Tell sounds which attendants play them."""
        from services.attendants import sound_uses  # noqa: PLC0415 - models must be there first
        from services.sounds import uses  # noqa: PLC0415

        uses.register(sound_uses.in_flows)
