from django.apps import AppConfig


class LicensingConfig(AppConfig):
    name = "licensing"

    def ready(self) -> None:
        """Tell the worker how licences are set up."""
        from licensing import handlers  # noqa: F401, PLC0415 - models must be there first
