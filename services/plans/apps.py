from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ui.ways import register_way_name


class PlansConfig(AppConfig):
    name = "services.plans"
    label = "plans"

    def ready(self) -> None:
        """Tell the directory and the licences what plans have to say about people."""
        from licensing.impacts import register_removal_effect  # noqa: PLC0415 - models must be there first
        from licensing.models import Capability  # noqa: PLC0415
        from services.plans import forms, impacts, panels, todos  # noqa: PLC0415
        from tenants.people.queries import register_listing  # noqa: PLC0415
        from tenants.person_extensions import Panel, register_panel, register_removal_impact  # noqa: PLC0415

        register_way_name("plans:people", _("the people with a plan"))
        register_panel(Panel(20, "plans/_person_panel.html", panels.panel))
        register_listing(todos.LISTING, forms.listing)
        register_removal_impact(impacts.of_people)
        register_removal_effect(impacts.minutes_lost, {Capability.CALLING_PLAN})
