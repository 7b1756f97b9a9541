from django.apps import AppConfig


class QueuesConfig(AppConfig):
    name = "services.queues"
    label = "queues"

    def ready(self) -> None:
        """Tell sounds which queues play them."""
        from services.queues import sound_uses  # noqa: PLC0415 - models must be there first
        from services.sounds import uses  # noqa: PLC0415

        uses.register(sound_uses.in_queues)
