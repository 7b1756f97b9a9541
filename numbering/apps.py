from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ui.ways import register_way_name


class NumberingConfig(AppConfig):
    name = "numbering"

    def ready(self) -> None:
        """Register what workers do, and what else must know of numbers."""
        from numbering import credit_uses, handlers, job_kinds, notices, people_panel, uses  # noqa: F401, PLC0415 - models must be there first
        from numbering.shelves import USER_SHELF  # noqa: PLC0415
        from tenants.notices import register_deadlines, register_notices  # noqa: PLC0415

        register_way_name("numbering:assign", _("the people without a number"))
        register_way_name("numbering:assign_person", _("choosing a number"))
        register_way_name("numbering:suggest", _("the suggestion"))
        register_way_name("numbering:direct_routing", _("your own numbers"))
        register_way_name("numbering:detail", _("the number"))
        register_way_name("numbering:reserve", _("the reservation of many numbers"))
        register_way_name("numbering:reservation", _("the reservation"))
        credit_uses.register_all()
        uses.register()
        people_panel.register()
        register_notices(notices.waiting_requests)
        register_notices(notices.broken)
        register_deadlines(partial(notices.ending_holds, shelf=USER_SHELF))
        register_deadlines(notices.ending_reservations)
        register_deadlines(notices.ending_rests)
