from django.apps import AppConfig


class CreditsConfig(AppConfig):
    name = "credits"

    def ready(self) -> None:
        """Tell the overview what expires."""
        from credits import notices  # noqa: PLC0415 - models must be there first
        from tenants.notices import register_deadlines  # noqa: PLC0415

        register_deadlines(notices.expiring)
