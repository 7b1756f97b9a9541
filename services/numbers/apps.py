from functools import partial

from django.apps import AppConfig


class ServiceNumbersConfig(AppConfig):
    name = "services.numbers"
    label = "service_numbers"

    def ready(self) -> None:
        """Tell the directory, the licences and the inventory what queues and attendants have of theirs, and each number's
        page what a caller to it reaches.
        """
        from licensing import impacts as licences  # noqa: PLC0415 - models must be there first
        from licensing.models import Capability  # noqa: PLC0415
        from numbering.impacts import register_number_impact  # noqa: PLC0415
        from numbering.notices import ending_holds  # noqa: PLC0415
        from numbering.number_panels import Panel, register_panel  # noqa: PLC0415
        from numbering.ports import register_swapper  # noqa: PLC0415
        from services.numbers import answer_panel, call_panel, impacts, places, swaps  # noqa: PLC0415
        from services.numbers.shelves import SHELVES  # noqa: PLC0415
        from tenants.notices import register_deadlines  # noqa: PLC0415
        from tenants.person_extensions import (  # noqa: PLC0415
            register_places,
            register_removal_impact,
            register_unmark_impact,
        )

        register_places(places.of_people)
        register_removal_impact(impacts.of_removed_people)
        register_unmark_impact(impacts.of_uncallable)
        licences.register_removal_impact(impacts.of_licences, {Capability.PHONE_SYSTEM})
        licences.register_removal_effect(impacts.of_accounts, {Capability.PHONE_SYSTEM})
        register_number_impact(impacts.of_numbers)
        register_swapper(swaps.swap)
        register_panel(Panel(5, "service_numbers/_answer_panel.html", answer_panel.panel))
        register_panel(Panel(10, "service_numbers/_call_panel.html", call_panel.panel))
        for shelf in SHELVES:
            register_deadlines(partial(ending_holds, shelf=shelf))
