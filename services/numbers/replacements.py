"""Putting one person in the place of another everywhere: for leavers, whose places had to be hunted by hand (rules 8.3)."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import Change, record_many
from services.numbers.places import seats_of, slot_place
from services.queues.models import Agent
from services.voice_apps.destinations import leading_to
from services.voice_apps.models import Destination, VoiceApp
from services.voice_apps.voice_enabled import check_callable
from tenants.models import Person, User
from tenants.scoping import lock_tenant
from ui.refusals import Refusal


@transaction.atomic
def replace_everywhere(old: Person, new: Person, *, by: User) -> int:
    """Let `new` be where `old` is: wherever calls go on, and as an agent of queues; returns how many places that was.

    Where both are agents of a queue, `old` leaves it. Refuses somebody who cannot be called, and who is in no place.
    """
    if old.pk == new.pk:
        raise Refusal(_("Choose somebody else than %(person)s.") % {"person": old}, field="person")
    check_callable(new, field="person")
    tenant = lock_tenant(old.tenant)
    rows, seats = list(leading_to(people=[old])), seats_of([old])
    if not rows and not seats:
        raise Refusal(_("%(person)s is in no queue and no attendant.") % {"person": old})
    changes = [*_slots(rows, old, new), *_agents(seats, old, new)]
    apps = {change.obj.pk for change in changes}
    VoiceApp.objects.filter(pk__in=apps).update(version=F("version") + 1, changed_at=timezone.now())
    record_many(changes, by=by, tenant=tenant)
    return len(changes)


def _slots(rows: Sequence[Destination], old: Person, new: Person) -> list[Change]:
    Destination.objects.filter(pk__in=[row.pk for row in rows]).update(person=new)
    return [_change(row.app, slot_place(row), old, new) for row in rows]


def _agents(seats: Sequence[Agent], old: Person, new: Person) -> list[Change]:
    queues = [seat.queue_id for seat in seats]
    there = set(Agent.objects.filter(queue__in=queues, person=new).values_list("queue_id", flat=True))
    Agent.objects.filter(pk__in=[seat.pk for seat in seats if seat.queue_id in there]).delete()
    moved = [seat.pk for seat in seats if seat.queue_id not in there]
    Agent.objects.filter(pk__in=moved).update(person=new, opted_in=True)
    return [_change(seat.queue.app, _("agents"), old, new) for seat in seats]


def _change(app: VoiceApp, what: str, old: Person, new: Person) -> Change:
    note = _("%(old)s was replaced everywhere by %(new)s.") % {"old": old, "new": new}
    return Change(f"{app.kind}.changed", app, before={what: str(old)}, after={what: str(new)}, note=note)
