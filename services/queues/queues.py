"""The verbs of call queues: add, change, copy, remove."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError, RestrictedError
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import log
from services.queues import rules
from services.queues.models import Agent, Queue
from services.queues.settings import Answering, Settings
from services.voice_apps import accounts, destinations, reach
from services.voice_apps.destinations import Leads
from services.voice_apps.impacts import refuse_while_led_to
from services.voice_apps.models import VoiceApp
from services.voice_apps.names import free_copy_name, refusing_taken_name
from tenants.models import Group, Person, Tenant, User
from tenants.scoping import lock_tenant
from ui.refusals import Refusal


class Overtaken(Refusal):
    """Somebody else changed the queue since it was read. `stored` is what it is now, `version` its version."""

    def __init__(self, stored: Settings, version: int) -> None:
        super().__init__(
            _(
                "Somebody else changed this queue in the meantime. Nothing of yours is lost: compare, then save."
            )
        )
        self.stored = stored
        self.version = version


def rows() -> Any:
    """Queues of the scope with their app, tenant and sounds; the sounds without their content."""
    related = ("app__tenant", "tenant", "greeting_sound", "music")
    return Queue.objects.select_related(*related).defer("greeting_sound__content", "music__content")


@transaction.atomic
def add(tenant: Tenant, wanted: Settings, *, by: User) -> Queue:
    """A new queue. Raises `rules.Broken`, or Refusal on `name` when the name is taken."""
    lock_tenant(tenant)  # two changes at a moment must not close a circle between them
    app = VoiceApp(tenant=tenant, kind=VoiceApp.Kind.QUEUE, name=wanted.name, language=wanted.language)
    rules.check(tenant, app, wanted)
    settings = wanted.settled()
    _hold(settings)
    with refusing_taken_name(app):
        app.save()
    queue = Queue.objects.create(tenant=tenant, app=app, **settings.columns())
    destinations.write(app, settings.leads)
    _write_agents(queue, settings.agents)
    log.record("queue.added", by=by, obj=queue, tenant=tenant, after=_recorded(settings))
    return queue


@transaction.atomic
def change(queue: Queue, wanted: Settings, *, version: int, by: User) -> bool:
    """Write what is different; False when nothing is.

    `version` is that of the settings which the admin saw. Raises `Overtaken` when they have changed since, and refuses
    as `add` does. What the console does not show of a destination, as a text before it, stays.
    """
    tenant = queue.app.tenant
    lock_tenant(tenant)
    current = _current(queue)
    before = Settings.of(current)
    wanted = replace(wanted, leads=_with_prompts(wanted.leads, before.leads))
    settings = wanted.settled()
    if settings == before:
        return False
    app = current.app
    if app.version != version:
        raise Overtaken(before, app.version)
    app.name, app.language = settings.name, settings.language
    rules.check(tenant, app, wanted, before)
    if not VoiceApp.objects.filter(pk=app.pk, version=version).update(version=F("version") + 1):
        raise Overtaken(before, version)
    app.changed_at = timezone.now()
    _hold(settings)
    with refusing_taken_name(app):
        app.save(update_fields=["name", "language", "changed_at"])
    accounts.follow_name(app, by=by)
    Queue.objects.filter(pk=current.pk).update(**settings.columns())
    told = destinations.write(app, settings.leads)
    _write_agents(current, settings.agents)
    _record_change(current, before, settings, told, by=by)
    return True


def _current(queue: Queue) -> Queue:
    found: Queue | None = rows().filter(pk=queue.pk).first()
    if found is None:
        raise Refusal(_("This queue was deleted in the meantime."))
    return found


def _with_prompts(wanted: Mapping[str, Leads], stored: Mapping[str, Leads]) -> dict[str, Leads]:
    """All stored slots, those of `wanted` instead where they are named; a slot that does the same keeps its text."""
    merged = dict(stored)
    for slot, leads in wanted.items():
        was = stored.get(slot)
        keeps = was is not None and was.action == leads.action and not leads.prompt
        merged[slot] = replace(leads, prompt=was.prompt) if was is not None and keeps else leads
    return merged


def _hold(settings: Settings) -> None:
    """Keep everybody whom the settings name from being deleted until they are written."""
    reach.hold(settings.leads)
    reach.keep(Person, settings.people)
    reach.keep(Group, settings.groups)


def _write_agents(queue: Queue, agents: tuple[Answering, ...]) -> None:
    """Let these answer, in this order. Who answered before keeps having opted in or out."""
    stored = {(row.person_id, row.group_id): row for row in Agent.objects.filter(queue=queue)}
    for position, one in enumerate(agents):
        key = (one.pk, None) if isinstance(one, Person) else (None, one.pk)
        row = stored.pop(key, None)
        if row is None:
            person, group = key
            Agent.objects.create(
                tenant_id=queue.tenant_id, queue=queue, person_id=person, group_id=group, position=position
            )
        elif row.position != position:
            Agent.objects.filter(pk=row.pk).update(position=position)
    Agent.objects.filter(pk__in=[row.pk for row in stored.values()]).delete()


def _recorded(settings: Settings) -> dict[str, Any]:
    """Settings as the record keeps them; where calls go on is told in words by whoever writes it."""
    return {
        "name": settings.name,
        "language": settings.language,
        **settings.columns(),
        "agents": [str(one) for one in settings.agents],
        **{slot: str(leads) for slot, leads in settings.leads.items()},
    }


def _record_change(
    queue: Queue, before: Settings, after: Settings, told: tuple[dict[str, str], dict[str, str]], *, by: User
) -> None:
    was, now = _recorded(before), _recorded(after)
    slots = {*before.leads, *after.leads}
    differ = [key for key in now if key not in slots and was.get(key) != now[key]]
    log.record(
        "queue.changed",
        by=by,
        obj=queue,
        tenant=queue.app.tenant,
        before={**{key: was[key] for key in differ}, **told[0]},
        after={**{key: now[key] for key in differ}, **told[1]},
    )


@transaction.atomic
def copy(queue: Queue, *, by: User) -> Queue:
    """Another queue with the same settings and agents, under a name of its own; nothing leads to it yet."""
    tenant = queue.app.tenant
    lock_tenant(tenant)
    original = _current(queue)
    settings = replace(Settings.of(original), name=free_copy_name(original.app))
    app = VoiceApp.objects.create(
        tenant=tenant, kind=VoiceApp.Kind.QUEUE, name=settings.name, language=settings.language
    )
    made = Queue.objects.create(tenant=tenant, app=app, **settings.columns())
    destinations.write(app, settings.leads)
    _write_agents(made, settings.agents)
    note = _("Copied from %(name)s.") % {"name": original.app.name}
    log.record("queue.added", by=by, obj=made, tenant=tenant, after=_recorded(settings), note=note)
    return made


@transaction.atomic
def remove(queue: Queue, *, by: User) -> None:
    """Delete a queue that nothing leads to. Raises Refusal with what leads to it (rules 8.3)."""
    tenant = queue.app.tenant
    lock_tenant(tenant)
    current = _current(queue)
    refuse_while_led_to(current.app)
    before = _recorded(Settings.of(current))
    log.record("queue.removed", by=by, obj=current, tenant=tenant, before=before)
    try:
        with transaction.atomic():
            current.app.delete()
    except (ProtectedError, RestrictedError, IntegrityError) as error:
        raise Refusal(
            _("Something leads to %(name)s since a moment ago, so it stays.") % {"name": current.app.name}
        ) from error
