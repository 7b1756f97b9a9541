"""The auto attendants of the demonstration."""

from typing import Final

from services.attendants import attendants
from services.attendants.models import Flow
from services.attendants.setups import General, Moment, Script
from services.schedules.typed import ranges_of
from services.schedules.weekly import Week
from services.sounds.prompts import Prompt
from services.voice_apps.destinations import Action, Leads
from services.voice_apps.models import VoiceApp
from tenants.models import Group, Person, Tenant, User

SEATTLE: Final = Week.of([ranges_of("08:00-12:00, 13:00-17:30")] * 5 + [()] * 2)
PARIS: Final = Week.of([ranges_of("09:00-12:30, 14:00-18:00")] * 5 + [()] * 2)
MENU: Final = Leads(Action.MENU)


def of_halden(tenant: Tenant, operator: Person, by: User) -> None:
    """A main line with hours and a menu, one that dials extensions, and one of Paris that is not finished."""
    queues = {app.name: Leads(Action.APP, target=app) for app in VoiceApp.objects.all()}
    extensions = attendants.add(
        tenant, General("Dial an extension", "en-US", "America/Los_Angeles", _to(operator)), by=by
    )
    attendants.set_script(
        extensions,
        Moment.OPEN,
        Script(
            leads=MENU,
            menu=Prompt(
                "Dial the extension of the person you want, or stay on the line for somebody who helps."
            ),
            directory=Flow.Directory.BY_EXTENSION,
        ),
        by=by,
    )
    _main_line(tenant, operator, {**queues, "extensions": Leads(Action.APP, target=extensions)}, by)
    paris = attendants.add(tenant, General("Accueil Paris", "fr-FR", "Europe/Paris"), by=by)
    attendants.set_hours(paris, PARIS, by=by)
    welcome = Script(Prompt("Bienvenue chez Halden Instruments. Ne quittez pas."), queues["Service desk"])
    attendants.set_script(paris, Moment.OPEN, welcome, by=by)


def _to(person: Person) -> Leads:
    return Leads(Action.PERSON, person=person)


def _main_line(tenant: Tenant, operator: Person, ways: dict[str, Leads], by: User) -> None:
    app = attendants.add(tenant, General("Main line", "en-US", "America/Los_Angeles", _to(operator)), by=by)
    attendants.set_hours(app, SEATTLE, by=by)
    keys = {
        "1": ways["Sales"],
        "2": ways["Service desk"],
        "3": Leads(Action.ANNOUNCEMENT, prompt=Prompt("You find us at 1201 Third Avenue in Seattle.")),
        "4": ways["extensions"],
        "0": Leads(Action.OPERATOR),
    }
    words = (
        "For Sales, press 1. For the service desk, press 2. To hear where we are, press 3. "
        "If you know the extension, press 4. For somebody who helps, press 0."
    )
    open_script = Script(Prompt("Welcome to Halden Instruments."), MENU, Prompt(words), keys)
    attendants.set_script(app, Moment.OPEN, open_script, by=by)
    mailbox = Leads(Action.SHARED_VOICEMAIL, group=Group.objects.get(name="Service desk"))
    closed = Prompt("Nobody is here now. Leave a message, and we call you back on the next working day.")
    attendants.set_script(app, Moment.CLOSED, Script(closed, mailbox), by=by)
