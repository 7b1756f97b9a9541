"""The groups and call queues of the demonstration."""

from collections.abc import Sequence

from services.queues import agents, queues
from services.queues.models import Agent, Queue
from services.queues.settings import Settings
from services.sounds.models import Sound
from services.sounds.prompts import Prompt
from services.voice_apps.destinations import Action, Leads
from tenants.groups import groups
from tenants.models import Group, Person, Tenant, User


def of_halden(tenant: Tenant, callers: Sequence[Person], music: Sound, by: User) -> None:
    """Two queues, Sales and Service desk, that help one another out; one agent has opted out for now."""
    desk = _group(tenant, "Service desk", callers, by, email="desk@halden.example")
    sellers = [person for person in callers if person.department == "Sales"][:5]
    sales = queues.add(
        tenant,
        Settings(
            name="Sales",
            language="en-US",
            greeting=Prompt(
                text="Thank you for calling Halden Instruments. One of us will be with you shortly."
            ),
            music=music,
            routing=Queue.Routing.ROUND_ROBIN,
            timeout_seconds=300,
            service_level_seconds=30,
            leads={
                "overflow": Leads(Action.BUSY),
                "timeout": Leads(
                    Action.SHARED_VOICEMAIL, group=desk, prompt=Prompt(text="Leave your name and number.")
                ),
                "no_agents": Leads(Action.VOICEMAIL, person=sellers[0]),
            },
            agents=tuple(sellers),
        ),
        by=by,
    )
    queues.add(
        tenant,
        Settings(
            name="Service desk",
            language="en-US",
            routing=Queue.Routing.LONGEST_IDLE,
            overflow_threshold=20,
            timeout_seconds=600,
            leads={
                "overflow": Leads(Action.APP, target=sales.app),
                "timeout": Leads(Action.PERSON, person=sellers[1]),
                "no_agents": Leads(Action.WAIT),
            },
            agents=(desk, sellers[2]),
        ),
        by=by,
    )
    agents.set_opted_in(Agent.objects.get(queue=sales, person=sellers[3]), False, by=by)


def _group(tenant: Tenant, name: str, callers: Sequence[Person], by: User, *, email: str) -> Group:
    people = [person for person in callers if person.department == name]
    return groups.add(tenant, {"name": name, "email": email}, people=people, by=by)
