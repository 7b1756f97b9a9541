"""Queues, the people who answer them, and what a form of a queue posts."""

from typing import Any

from services.queues import queues
from services.queues.models import Queue
from services.queues.settings import Settings
from tenants.models import Group, GroupMember, Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.voice_apps.test_voice_enabled import make_callable

AT = "/t/halden/queues/"


def text(answer: Any) -> str:
    """The page of an answer."""
    return answer.content.decode()


def settings(name: str = "Sales", **changes: Any) -> Settings:
    """Settings with the usual values."""
    return Settings(**{"name": name, "language": "en-US", **changes})


def make_queue(tenant: Tenant, by: User, name: str = "Sales", **changes: Any) -> Queue:
    """A queue, made by its verb."""
    with tenant_scope(tenant):
        return queues.add(tenant, settings(name, **changes), by=by)


def agent(tenant: Tenant, user_name: str = "anna.berg", **fields: Any) -> Person:
    """Somebody who can answer."""
    return make_callable(tenant, user_name, **fields)


def make_group(tenant: Tenant, name: str = "Service desk", *people: Person, email: str = "") -> Group:
    """A group with these people."""
    with tenant_scope(tenant):
        group = Group.objects.create(tenant=tenant, name=name, email=email)
        GroupMember.objects.bulk_create(
            [GroupMember(tenant=tenant, group=group, person=person) for person in people]
        )
    return group


def stored(queue: Queue) -> Settings:
    """What is in the database now."""
    with tenant_scope(queue.app.tenant):
        return Settings.of(queues.rows().get(pk=queue.pk))


def posted(queue: Queue | None = None, **changes: Any) -> dict[str, Any]:
    """What the form sends when nothing but `changes` was typed; underscores in names stand for the first dash."""
    fields: dict[str, Any] = {
        "queue-version": queue.app.version if queue else 0,
        "queue-name": queue.app.name if queue else "Sales",
        "queue-language": "en-US",
        "queue-routing": "attendant",
        "queue-presence_based": "on",
        "queue-may_opt_out": "on",
        "queue-conference_mode": "on",
        "queue-alert_seconds": "30",
        "queue-overflow_threshold": "50",
        "queue-timeout_seconds": "1200",
        "queue-no_agents_apply": "all",
        "queue-service_level_seconds": "",
        "greeting-say": "",
        "music-say": "",
        "overflow-action": "busy",
        "timeout-action": "disconnect",
        "no_agents-action": "wait",
        "save": "1",
    }
    return {**fields, **changes}


def only(tenant: Tenant) -> Queue:
    with tenant_scope(tenant):
        return Queue.objects.select_related("app__tenant").get()


def refs(page: str) -> list[str]:
    """The agents of a form's page, in their order."""
    return [piece.split('"')[0] for piece in page.split('name="agents-who" value="')[1:]]
