from django.apps import AppConfig


class CreditsConfig(AppConfig):
    name = "credits"

    def ready(self) -> None:
        """Register what workers do and which licences consume credit, tell the overview, and listen to gateways."""
        from credits import gateways, handlers, licence_uses, notices, settlements  # noqa: F401, PLC0415 - models must be there first
        from tenants.notices import register_deadlines, register_notices  # noqa: PLC0415

        licence_uses.register_all()
        register_notices(notices.standing)
        register_deadlines(notices.expiring)
        gateways.listen(settlements.hear)
