"""What a licence for Audio Conferencing means here: who gets one becomes an organiser, who loses it is told (rules 6.4)."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import SYSTEM
from jobs.leases import Lease
from jobs.models import Job
from jobs.queue import enqueue
from services.bridges import mails, organisers, queries, shared_numbers
from services.bridges.bridges import bridge_of, ensure
from services.bridges.conference_ids import spaced
from services.bridges.models import Organiser
from tenants.models import Person, Tenant

KIND: Final = "bridges.organisers"
BATCH: Final = 500
NAMED: Final = 5  # people that a sentence names before it only counts


def gained(tenant: Tenant, people: Sequence[Person]) -> None:
    """Licences have become active: a worker makes organisers of those who are none yet."""
    new = set(
        queries.ready_people(tenant)
        .filter(pk__in=[person.pk for person in people])
        .values_list("pk", flat=True)
    )
    if not new:
        return
    title = ngettext("Make %(n)s organiser", "Make %(n)s organisers", len(new)) % {"n": f"{len(new):,}"}
    enqueue(
        KIND,
        tenant=tenant,
        key=uuid.uuid4().hex,
        title=title,
        payload={"people": sorted(new)},
        total=len(new),
    )


def do_make(job: Job, lease: Lease) -> dict[str, Any]:
    """Make the organisers in batches. Those who are organisers already, or have lost the licence, are left out."""
    shared_numbers.give_first(ensure(job.tenant, by=SYSTEM))
    ids = list(job.payload["people"])
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        people = list(Person.objects.filter(pk__in=batch))
        organisers.make(job.tenant, people, by=SYSTEM)
        lease.renew(done=start + len(batch), total=len(ids))
    return {"organisers": Organiser.objects.filter(person__in=ids).count()}


def lost(tenant: Tenant, people: Sequence[Person]) -> None:
    """Licences are gone: organisers among these people are mailed, unless mails are off."""
    bridge = bridge_of(tenant)
    if bridge is not None:
        rows = queries.organisers().filter(person__in=[person.pk for person in people])
        mails.taken_away(bridge, list(rows))


def losses(tenant: Tenant, people: Sequence[Person], capabilities: Collection[str]) -> list[str]:
    """What breaks when these people lose the licence: ids and PINs stop, and who is told."""
    rows = list(queries.organisers().filter(person__in=[person.pk for person in people]))
    if not rows:
        return []
    said = [
        _(
            "Callers can no longer join the meetings of %(person)s: conference id %(id)s and its PIN stop working."
        )
        % {"person": row.person, "id": spaced(row.conference_id)}
        for row in rows[:NAMED]
    ]
    if len(rows) > NAMED:
        more = len(rows) - NAMED
        said.append(
            ngettext("So it is with %(n)s more organiser.", "So it is with %(n)s more organisers.", more)
            % {"n": f"{more:,}"}
        )
    return [*said, _after(tenant, rows)]


def _after(tenant: Tenant, rows: Sequence[Organiser]) -> str:
    bridge = bridge_of(tenant)
    kept = _("The same id and PIN work again when the licence is given back.")
    if bridge is None or not bridge.send_mails:
        return kept
    told = ngettext("The organiser is told by mail.", "The organisers are told by mail.", len(rows))
    return f"{kept} {told}"
