from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "jobs"

    def ready(self) -> None:
        """Register the job that applies files of people, and what the overview tells of jobs."""
        import_module("jobs.people_imports")
        from jobs import notices  # noqa: PLC0415 - models must be there first
        from tenants.notices import register_notices  # noqa: PLC0415

        register_notices(notices.failed)
