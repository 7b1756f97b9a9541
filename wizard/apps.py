from django.apps import AppConfig
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class WizardConfig(AppConfig):
    name = "wizard"

    def ready(self) -> None:
        """Name the pages of the steps, so that a page that one of them led to can lead back."""
        from ui.ways import register_way_name  # noqa: PLC0415 - models must be there first
        from wizard.steps import STEPS  # noqa: PLC0415

        register_way_name("wizard:task_list", _("the task list"))
        for step in STEPS:
            words = format_lazy(_("step {number}, {title}"), number=step.number, title=step.title)
            register_way_name(step.url_name, words)
