"""A queue with agents, and slots that send calls to people: what leavers leave behind."""

from services.queues.models import Agent, Queue
from services.voice_apps import destinations
from services.voice_apps.destinations import Leads
from services.voice_apps.models import Destination, VoiceApp
from tenants.models import Group, GroupMember, Person, Tenant
from tenants.scoping import tenant_scope
from tests.voice_apps.conftest import make_app

Action = Destination.Action


def make_queue(tenant: Tenant, name: str, *people: Person, group: Group | None = None) -> VoiceApp:
    """A queue with these agents, in their order."""
    app = make_app(tenant, name)
    with tenant_scope(tenant):
        queue = Queue.objects.create(tenant=tenant, app=app)
        for position, person in enumerate(people):
            Agent.objects.create(tenant=tenant, queue=queue, person=person, position=position)
        if group:
            Agent.objects.create(tenant=tenant, queue=queue, group=group, position=len(people))
    return app


def make_group(tenant: Tenant, name: str, *people: Person) -> Group:
    """A group with these people in it."""
    with tenant_scope(tenant):
        group = Group.objects.create(tenant=tenant, name=name)
        for person in people:
            GroupMember.objects.create(tenant=tenant, group=group, person=person)
    return group


def send(app: VoiceApp, slot: str, to: Person, action: str = Action.PERSON) -> None:
    """Let a slot lead to a person."""
    with tenant_scope(app.tenant):
        destinations.write(app, {slot: Leads(action, person=to)})


def seats(app: VoiceApp) -> list[str]:
    """Who answers a queue, in order."""
    with tenant_scope(app.tenant):
        return [str(agent.person or agent.group) for agent in Agent.objects.filter(queue=app.pk)]
