from django.apps import AppConfig


class VoiceAppsConfig(AppConfig):
    name = "services.voice_apps"
    label = "voice_apps"

    def ready(self) -> None:
        """Tell the inventory what has its numbers, the pools which licences accounts take, sounds where they are said."""
        from licensing.seat_uses import register_seat_use  # noqa: PLC0415 - models must be there first
        from numbering.holders import register_holders  # noqa: PLC0415
        from services.sounds import uses  # noqa: PLC0415
        from services.voice_apps import accounts, allowances, sound_uses  # noqa: PLC0415

        register_holders(accounts.find_holders)
        register_seat_use(allowances.SKU, allowances.in_use)
        uses.register(sound_uses.in_destinations)
