from django.apps import AppConfig


class PortingConfig(AppConfig):
    name = "porting"

    def ready(self) -> None:
        """The rules of port orders are loaded with the reference data of countries."""
        from countries.loading import register_loader  # noqa: PLC0415 - models are not ready before
        from porting.loading import load_all  # noqa: PLC0415

        register_loader(load_all)
