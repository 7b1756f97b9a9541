"""Numbers and settings of the bridge as people read them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from numbering.models import PhoneNumber
from services.bridges.models import Bridge, BridgeNumber
from services.languages import LANGUAGES
from ui.formats import national

LANGUAGE_NAMES = dict(LANGUAGES)


def place_of(number: PhoneNumber | BridgeNumber) -> str:
    """ "Seattle, United States"; the country alone for a number that belongs to no city."""
    country = str(getattr(number.country, "name", number.country))
    return f"{number.city}, {country}" if number.city else country


def whose_label(number: BridgeNumber) -> str:
    """A number in a list of choices: the number, where it lies, and whose it is."""
    whose = _("shared") if number.is_shared else _("your own")
    return f"{national(number.e164)}, {place_of(number)}, {whose}"


def number_label(number: BridgeNumber) -> str:
    """The same, and whether it is the default."""
    words = whose_label(number)
    return _("%(number)s, the default") % {"number": words} if number.is_default else words


def languages_of(number: BridgeNumber) -> str:
    """The languages of a number in order."""
    return ", ".join(str(LANGUAGE_NAMES.get(code, code)) for code in number.languages)


def stops_words(numbers: Sequence[BridgeNumber]) -> str:
    """What stops without credit: the toll-free numbers that use it; empty when there is none."""
    if not numbers:
        return ""
    return ngettext(
        "Nobody gets through on the toll-free number %(number)s; toll numbers go on working.",
        "Nobody gets through on %(n)s toll-free numbers; toll numbers go on working.",
        len(numbers),
    ) % {"n": len(numbers), "number": national(numbers[0].e164)}


def settings_of(bridge: Bridge) -> list[tuple[str, str]]:
    """The settings as pairs of what and how, in the order of the form."""
    return [
        (_("Somebody joins or leaves"), _joining(bridge)),
        (_("Callers' numbers are hidden"), str(bridge.get_mask_display())),
        (_("A meeting begins"), _beginning(bridge)),
        (_("New PINs"), _("%(n)s digits") % {"n": bridge.pin_length}),
        (
            _("Mails to organisers"),
            _("When their conferencing changes") if bridge.send_mails else _("Switched off"),
        ),
    ]


def _joining(bridge: Bridge) -> str:
    if not bridge.notifications:
        return _("Nobody is told")
    if bridge.announcement == Bridge.Announcement.TONES:
        return _("A tone is heard")
    if bridge.record_names:
        return _("The name is told, which callers are asked to say")
    return _("The name or number is told; callers are not asked for it")


def _beginning(bridge: Bridge) -> str:
    if bridge.callers_may_start:
        return _("With the first caller")
    return _("When the organiser joins or types the PIN")
