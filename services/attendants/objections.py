"""What is refused when a part of an attendant is saved, all of it at once and each at its place (rules 9.1 to 9.4).

What is only unwise, or goes wrong later, is said by `checks`.
"""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from services.attendants.setups import KEYS, OPERATOR_SLOT, General, Script, Setup, known_zone
from services.languages import LANGUAGES
from services.sounds.prompts import LONGEST_TEXT, Prompt
from services.voice_apps import circles, reach
from services.voice_apps.destinations import Leads, slot_words
from services.voice_apps.models import Destination
from services.voice_apps.names import LONGEST as LONGEST_NAME
from ui.refusals import Refusal

Action = Destination.Action
REDIRECTS: Final = (Action.PERSON, Action.VOICEMAIL, Action.APP, Action.EXTERNAL, Action.SHARED_VOICEMAIL)
"""Whom a call can be passed on to (rules 9.4); with an operator it is the same list (rules 9.1)."""
THEN: Final = (Action.MENU, *REDIRECTS, Action.DISCONNECT)
"""What can follow the greeting (rules 9.2)."""
ON_A_KEY: Final = (Action.OPERATOR, *REDIRECTS, Action.ANNOUNCEMENT, Action.DISCONNECT)
"""What a key of a menu can do (rules 9.3)."""

Objections = dict[str, Refusal]
"""Refusals by their place: "name", "operator", "greeting", "then", "menu", "keys", or a key."""


def on_key(place: str, words: str) -> str:
    """A sentence about a place of a script; of ten keys it says which: "Key 3: Choose the person."."""
    return _("Key %(key)s: %(words)s") % {"key": place, "words": words} if place in KEYS else words


def refuse_first(found: Objections) -> None:
    """Raise the first of these, if there is any."""
    for place, refusal in found.items():
        words = on_key(place, refusal.sentence)
        raise Refusal(words, url=refusal.url, link=refusal.link, field=refusal.field)


def to_general(general: General, setup: Setup | None = None) -> Objections:
    """What stands in the way of these; `setup` is the attendant as it is, None for a new one. One query at most."""
    found: Objections = {}
    if not general.name.strip():
        found["name"] = Refusal(_("Name the attendant."), field="name")
    elif len(general.name) > LONGEST_NAME:
        words = {"most": LONGEST_NAME, "n": len(general.name)}
        said = _("The name has %(n)s characters; at most %(most)s are possible.") % words
        found["name"] = Refusal(said, field="name")
    if general.language not in dict(LANGUAGES):
        found["language"] = Refusal(_("Choose the language."), field="language")
    if known_zone(general.time_zone) is None:
        found["time_zone"] = Refusal(_("Choose the time zone."), field="time_zone")
    if refusal := _to_operator(general.operator, setup):
        found["operator"] = refusal
    return found


def _to_operator(operator: Leads | None, setup: Setup | None) -> Refusal | None:
    if operator is None:
        if setup is not None and (places := operator_keys(setup)):
            said = _(
                "A caller is still sent to the operator %(places)s. Choose somebody, or change that first."
            )
            return Refusal(said % {"places": ", ".join(places)}, field="operator")
        return None
    if operator.action not in REDIRECTS:
        return Refusal(_("Choose who the operator is."), field="operator")
    if setup is not None and operator.target == setup.app:
        return Refusal(_("An attendant cannot be its own operator."), field="target")
    return reach.objections({OPERATOR_SLOT: operator}).get(OPERATOR_SLOT)


def operator_keys(setup: Setup) -> list[str]:
    """Where a key leads to the operator, in words: "on key 0 during business hours"."""
    return [
        slot_words(f"{moment}.{key}")
        for moment, script in setup.scripts.items()
        for key, leads in script.keys.items()
        if leads.action == Action.OPERATOR
    ]


def to_script(setup: Setup, moment: str, script: Script) -> Objections:
    """What stands in the way of this script at that moment. Three queries at most."""
    found = {**_to_action(script), **_to_menu(setup, script)}
    if (greeting := _too_long(script.greeting)) is not None:
        found["greeting"] = greeting
    for slot, refusal in reach.objections(script.slots(moment)).items():
        found.setdefault(_place(slot), refusal)
    if "then" not in found:
        try:
            circles.check(setup.app, {moment: script.leads}, field="target")
        except Refusal as refusal:
            found["then"] = refusal
    return found


def _place(slot: str) -> str:
    _moment, _dot, key = slot.partition(".")
    return key or "then"


def _to_action(script: Script) -> Objections:
    if script.leads is None or script.leads.action not in THEN:
        return {"then": Refusal(_("Choose what happens after the greeting."), field="action")}
    return {}


def _to_menu(setup: Setup, script: Script) -> Objections:
    if not script.has_menu:
        return {}
    found: Objections = {}
    if not script.menu:
        found["menu"] = Refusal(_("Say the menu to callers: type its words or choose a sound."))
    elif (refusal := _too_long(script.menu)) is not None:
        found["menu"] = refusal
    if not script.keys and not script.has_directory:
        found["keys"] = Refusal(
            _(
                "With this menu callers can do nothing. Let at least one key lead somewhere, or let them dial somebody."
            )
        )
    for key, leads in script.keys.items():
        if key not in KEYS or leads.action not in ON_A_KEY:
            found[key] = Refusal(_("Choose what it does."), field="action")
        elif leads.action == Action.OPERATOR and setup.general.operator is None:
            found[key] = _no_operator(setup)
    return found


def _no_operator(setup: Setup) -> Refusal:
    return Refusal(
        _("It leads to the operator, and nobody is the operator yet."),
        url=reverse("attendants:general", args=[setup.app.tenant.slug, setup.app.pk]),
        link=_("Choose the operator"),
        field="action",
    )


def _too_long(prompt: Prompt) -> Refusal | None:
    if len(prompt.text) <= LONGEST_TEXT:
        return None
    words = {"n": len(prompt.text), "most": LONGEST_TEXT}
    return Refusal(_("The text has %(n)s characters; at most %(most)s are read out.") % words, field="text")
