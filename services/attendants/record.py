"""The parts of an attendant as the record shows them: words by field, and only what differs."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from services.attendants.models import Flow
from services.attendants.setups import General, Script
from services.languages import LANGUAGES
from services.voice_apps.destinations import slot_words

Values = dict[str, str]


def general(part: General) -> Values:
    """Name, language, time zone and operator."""
    return {
        "name": part.name,
        "language": str(dict(LANGUAGES).get(part.language, part.language)),
        "time_zone": part.time_zone,
        "operator": str(part.operator) if part.operator is not None else _("nobody"),
    }


def script(moment: str, part: Script) -> Values:
    """Greeting, action, menu and keys of one moment."""
    when = slot_words(moment)
    values = {_("greeting %(when)s") % {"when": when}: str(part.greeting), when: str(part.leads or "")}
    if part.has_menu:
        values[_("menu %(when)s") % {"when": when}] = str(part.menu)
    if part.has_directory:
        values[_("dial somebody %(when)s") % {"when": when}] = str(Flow.Directory(part.directory).label)
    if part.force_listen:
        values[_("keys count only after the menu %(when)s") % {"when": when}] = _("yes")
    return values | {slot_words(f"{moment}.{key}"): str(leads) for key, leads in part.keys.items()}


def different(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Values, Values]:
    """Of both, the fields that are not the same; what one side lacks is empty there."""
    names = [name for name in {**before, **after} if before.get(name, "") != after.get(name, "")]
    return {name: before.get(name, "") for name in names}, {name: after.get(name, "") for name in names}
