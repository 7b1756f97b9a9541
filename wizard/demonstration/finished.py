"""An organisation whose ten steps are all done: it sees the overview in place of the list."""

from numbering.models import PhoneNumber, Usage
from services.attendants import attendants
from services.attendants.setups import General, Moment, Script
from services.queues import queues
from services.queues.models import Queue
from services.queues.settings import Settings
from services.schedules.typed import ranges_of
from services.schedules.weekly import Week
from services.sounds.prompts import Prompt
from services.voice_apps.destinations import Action, Leads
from tenants import addresses
from tenants.models import Person, Site, Tenant, User
from tenants.scoping import tenant_scope
from wizard.demonstration import parts

ZONE = "America/Denver"


def cedar(operator: User, desk: User) -> None:
    """Cedar Clinic in Denver: sixteen people, two queues behind a main line, a bridge, credit."""
    tenant = parts.organisation("cedar", "Cedar Clinic", country="US", time_zone=ZONE)
    with tenant_scope(tenant):
        admin = parts.members(tenant)
        denver = parts.site(
            tenant,
            "Denver",
            "US",
            ZONE,
            admin,
            house_number="1550",
            street="Wynkoop Street",
            city="Denver",
            state="CO",
            postal_code="80202",
        )
        parts.look_at_countries(tenant, admin)
        addresses.accept_terms(tenant, "US", by=admin)
        people = parts.staff(tenant, 16, [denver], admin, skip=240)
        parts.buy(tenant, {"ENTERPRISEPREMIUM": 20, "MCOPSTN1": 20, "MCOPSTNPP": 20}, operator)
        parts.licence(tenant, people, ["ENTERPRISEPREMIUM", "MCOPSTN1", "MCOPSTNPP"], admin)
        parts.pay(tenant, 200, operator)
        _numbers_of(people, denver, admin)
        _calls_of(tenant, people, admin)
        _answers_of(tenant, admin)


def _numbers_of(people: list[Person], site: Site, admin: User) -> None:
    query = parts.in_city("US", "Denver", "Colorado")
    owned = parts.numbers(site.tenant, query, len(people), Usage.USER, admin, address=site.emergency_address)
    parts.give(zip(owned, people, strict=True), admin)


def _calls_of(tenant: Tenant, people: list[Person], admin: User) -> None:
    """Reception takes what the menu sends it, Appointments helps out; after hours callers are told when to call."""
    reception = queues.add(
        tenant,
        Settings(
            name="Reception",
            language="en-US",
            greeting=Prompt("Thank you for calling. Somebody is with you shortly."),
            routing=Queue.Routing.SERIAL,
            timeout_seconds=180,
            leads={
                "overflow": Leads(Action.BUSY),
                "timeout": Leads(Action.VOICEMAIL, person=people[0]),
                "no_agents": Leads(Action.VOICEMAIL, person=people[0]),
            },
            agents=tuple(people[:3]),
        ),
        by=admin,
    )
    appointments = queues.add(
        tenant,
        Settings(
            name="Appointments",
            language="en-US",
            routing=Queue.Routing.LONGEST_IDLE,
            timeout_seconds=300,
            leads={
                "overflow": Leads(Action.APP, target=reception.app),
                "timeout": Leads(Action.APP, target=reception.app),
                "no_agents": Leads(Action.APP, target=reception.app),
            },
            agents=tuple(people[3:7]),
        ),
        by=admin,
    )
    main = attendants.add(
        tenant, General("Main line", "en-US", ZONE, Leads(Action.PERSON, person=people[0])), by=admin
    )
    attendants.set_hours(main, Week.of([ranges_of("08:00-12:00, 13:00-17:00")] * 5 + [()] * 2), by=admin)
    keys = {
        "1": Leads(Action.APP, target=appointments.app),
        "2": Leads(Action.APP, target=reception.app),
        "0": Leads(Action.OPERATOR),
    }
    menu = Prompt("To make an appointment, press 1. For Reception, press 2. For somebody who helps, press 0.")
    welcome = Script(Prompt("Welcome to Cedar Clinic."), Leads(Action.MENU), menu, keys)
    attendants.set_script(main, Moment.OPEN, welcome, by=admin)
    closed = Prompt("We are closed. Call again on a weekday between eight and five.")
    attendants.set_script(main, Moment.CLOSED, Script(closed, Leads(Action.DISCONNECT)), by=admin)


def _answers_of(tenant: Tenant, admin: User) -> None:
    """A main number, a direct one for appointments, one that is kept for later, and a toll-free one for the bridge."""
    query = parts.in_city("US", "Denver", "Colorado", user_grade=False)
    main, direct, spare = parts.numbers(tenant, query, 3, Usage.VOICE_APP, admin)
    toll_free: list[PhoneNumber] = parts.numbers(tenant, parts.toll_free("US"), 1, Usage.CONFERENCE, admin)
    parts.put_on_bridge(toll_free, admin)
    parts.let_answer({"Main line": main, "Appointments": direct}, admin)
    parts.park([spare], admin)
