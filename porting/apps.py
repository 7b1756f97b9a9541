from django.apps import AppConfig


class PortingConfig(AppConfig):
    name = "porting"

    def ready(self) -> None:
        """The rules of port orders are loaded with the reference data of countries; the sandbox's messages come in by the
        door of all carriers; workers know what to do, and the overview what waits.
        """
        from carriers.sandbox_messages import register_receiver  # noqa: PLC0415 - models are not ready before
        from countries.loading import register_loader  # noqa: PLC0415
        from porting import handlers, notices  # noqa: F401, PLC0415
        from porting.carrier.webhooks import receive  # noqa: PLC0415
        from porting.papers.papers import findings_of  # noqa: PLC0415
        from porting.prechecks import register_paper_check  # noqa: PLC0415
        from porting.reference.loading import load_all  # noqa: PLC0415
        from tenants.notices import register_deadlines, register_notices  # noqa: PLC0415

        register_loader(load_all)
        register_receiver(receive)
        register_notices(notices.to_correct)
        register_deadlines(notices.moving)
        register_deadlines(notices.expiring)
        register_paper_check(findings_of)
