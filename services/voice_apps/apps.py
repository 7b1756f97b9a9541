from django.apps import AppConfig


class VoiceAppsConfig(AppConfig):
    name = "services.voice_apps"
    label = "voice_apps"

    def ready(self) -> None:
        """Tell numbers, licences, sounds and groups, which stand below, where queues and attendants use them."""
        from licensing.seat_uses import register_seat_use  # noqa: PLC0415 - models must be there first
        from numbering.holders import register_holders  # noqa: PLC0415
        from services.sounds import uses  # noqa: PLC0415
        from services.voice_apps import accounts, allowances, group_uses, sound_uses  # noqa: PLC0415
        from tenants.groups.uses import register_use  # noqa: PLC0415

        register_holders(accounts.find_holders)
        register_seat_use(allowances.SKU, allowances.in_use)
        uses.register(sound_uses.in_destinations)
        register_use(group_uses.mailboxes)
