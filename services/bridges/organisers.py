"""Organisers: who can hold meetings that callers join, with which id, PIN and numbers (rules 6.4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import Actor, Change, record, record_many
from services.bridges import mails, pins, queries
from services.bridges.bridges import bridge_of, ensure
from services.bridges.conference_ids import new_id
from services.bridges.default_numbers import give, toll_for
from services.bridges.models import Bridge, BridgeNumber, Organiser
from tenants.models import Person, Tenant, User
from tenants.scoping import lock_tenant
from ui.formats import national
from ui.refusals import Refusal


@dataclass(frozen=True)
class Made:
    """A new organiser with the PIN, which is known now and never again."""

    organiser: Organiser
    pin: str


@transaction.atomic
def make(tenant: Tenant, people: Iterable[Person], *, by: Actor) -> list[Made]:
    """Make organisers of those of these people who hold an active licence and are none yet; the others stay as they are.

    Each gets an id, a PIN and a toll number by the rule of 6.2, and is mailed them unless mails are off. A fixed number
    of queries for any number of people.
    """
    bridge = ensure(tenant, by=by)
    lock_tenant(tenant)
    chosen = queries.ready_people(tenant).filter(pk__in=[person.pk for person in people])
    waiting = list(chosen.order_by("sort_key", "pk"))
    secrets = {person.pk: pins.new_pin(bridge.pin_length) for person in waiting}
    rows = _insert(bridge, waiting, secrets)
    record_many([Change("organiser.added", row, after=_facts(row)) for row in rows], by=by, tenant=tenant)
    made = [Made(row, secrets[row.person_id]) for row in rows]
    mails.welcome(bridge, [(one.organiser, one.pin) for one in made])
    return made


def _insert(bridge: Bridge, people: Sequence[Person], secrets: dict[int, str]) -> list[Organiser]:
    """The rows of these people. An id that somebody has anywhere is skipped by the database and drawn again."""
    numbers = list(BridgeNumber.objects.filter(bridge=bridge).order_by("e164"))
    waiting = list(people)
    while waiting:
        rows = [
            Organiser(
                tenant=bridge.tenant,
                person=person,
                conference_id=new_id(),
                pin_hash=pins.hashed(secrets[person.pk]),
                toll_number=toll_for(str(person.usage_location), numbers),
            )
            for person in waiting
        ]
        Organiser.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
        there = set(Organiser.objects.filter(person__in=waiting).values_list("person_id", flat=True))
        waiting = [person for person in waiting if person.pk not in there]
    ids = [person.pk for person in people]
    return list(queries.organisers().filter(person__in=ids).order_by("person__sort_key", "pk"))


def _facts(organiser: Organiser) -> dict[str, object]:
    return {"conference_id": organiser.conference_id, "toll_number": organiser.toll_number}


def make_one(tenant: Tenant, person: Person, *, by: User) -> Made:
    """Make one person an organiser; refuses with the reason."""
    made = make(tenant, [person], by=by)
    if made:
        return made[0]
    if Organiser.objects.filter(person=person).exists():
        raise Refusal(_("%(person)s is an organiser already.") % {"person": person})
    raise _no_licence(person, tenant)


def _no_licence(person: Person, tenant: Tenant) -> Refusal:
    url = f"{reverse('licensing:assign', args=[tenant.slug])}?person={person.pk}"
    if queries.is_being_set_up(person):
        return Refusal(
            _("The Audio Conferencing licence of %(person)s is being set up. The id comes by itself with it.")
            % {"person": person},
            url=reverse("people:detail", args=[tenant.slug, person.pk]),
            link=_("See how far it is"),
        )
    return Refusal(
        _("%(person)s has no Audio Conferencing licence.") % {"person": person},
        url=url,
        link=_("Give the licence"),
    )


@transaction.atomic
def reset_pin(organiser: Organiser, *, by: User) -> str:
    """Give an organiser a new PIN and return it: it is shown once. The old one stops working at once.

    `organiser` is the row as the admin saw it: a reset that somebody else was quicker at is refused, so that the same
    form sent twice resets once.
    """
    bridge = _bridge(organiser.tenant)
    _check_licence(organiser)
    pin = pins.new_pin(bridge.pin_length)
    seen = Organiser.objects.filter(pk=organiser.pk, pin_set_at=organiser.pin_set_at)
    if not seen.update(pin_hash=pins.hashed(pin), pin_set_at=timezone.now()):
        raise Refusal(
            _("The PIN of %(person)s has just been reset. It was shown then and cannot be shown again.")
            % {"person": organiser.person}
        )
    organiser.refresh_from_db(fields=["pin_hash", "pin_set_at"])
    record("organiser.pin_reset", by=by, tenant=organiser.tenant, obj=organiser)
    mails.pin_reset(bridge, organiser, pin)
    return pin


@transaction.atomic
def give_new_id(organiser: Organiser, *, by: User) -> str:
    """Give an organiser another conference id and return it. Invitations with the old one stop working.

    Refused when the id is no longer the one that the admin saw.
    """
    bridge = _bridge(organiser.tenant)
    _check_licence(organiser)
    was = organiser.conference_id
    changed = _write_new_id(organiser, was)
    while changed is None:
        changed = _write_new_id(organiser, was)
    if not changed:
        raise Refusal(
            _("The conference id of %(person)s has just been changed.") % {"person": organiser.person}
        )
    organiser.refresh_from_db(fields=["conference_id"])
    record(
        "organiser.changed",
        by=by,
        tenant=organiser.tenant,
        obj=organiser,
        before={"conference_id": was},
        after={"conference_id": organiser.conference_id},
    )
    mails.coordinates_changed(bridge, [organiser])
    return organiser.conference_id


def _write_new_id(organiser: Organiser, was: str) -> int | None:
    """How many rows changed; None when somebody has the id that was drawn."""
    try:
        with transaction.atomic():
            rows = Organiser.objects.filter(pk=organiser.pk, conference_id=was)
            return rows.update(conference_id=new_id())
    except IntegrityError:
        return None


@transaction.atomic
def change_numbers(
    organiser: Organiser, *, toll: BridgeNumber | None, toll_free: BridgeNumber | None, by: User
) -> bool:
    """Let an organiser's invitations print these numbers; returns whether anything was different.

    Any number of the bridge joins any meeting (rules 6.2): this only says which ones are printed. Refuses a toll-free
    number as toll number and the other way round, and no toll number where the bridge has one.
    """
    bridge = _bridge(organiser.tenant)
    lock_tenant(organiser.tenant)
    _check_kinds(toll, toll_free)
    if toll is None and bridge.numbers.exclude(kind="toll_free").exists():
        raise Refusal(_("An organiser needs a toll number. Choose one."), field="toll")
    columns = {"toll_number": toll, "toll_free_number": toll_free}
    return bool(give(bridge, [organiser], columns, by=by))


@transaction.atomic
def change_many(
    tenant: Tenant,
    chosen: Sequence[Organiser],
    *,
    by: User,
    toll: BridgeNumber | None = None,
    toll_free: BridgeNumber | None = None,
    no_toll_free: bool = False,
) -> int:
    """Let the invitations of many print other numbers; returns for how many anything was different.

    A number that is left out stays as it is; `no_toll_free` takes the toll-free number away. Refuses what
    `change_numbers` refuses, and to change nothing.
    """
    lock_tenant(tenant)
    _check_kinds(toll, toll_free)
    columns: dict[str, BridgeNumber | None] = {}
    if toll is not None:
        columns["toll_number"] = toll
    if toll_free is not None or no_toll_free:
        columns["toll_free_number"] = toll_free
    if not columns:
        raise Refusal(_("Choose at least one number that is to change."), field="toll")
    rows = list(queries.organisers().filter(pk__in=[one.pk for one in chosen]))
    return give(_bridge(tenant), rows, columns, by=by)


def _check_kinds(toll: BridgeNumber | None, toll_free: BridgeNumber | None) -> None:
    if toll is not None and toll.is_toll_free:
        raise Refusal(
            _("%(number)s is toll-free. Choose a toll number here.") % {"number": national(toll.e164)},
            field="toll",
        )
    if toll_free is not None and not toll_free.is_toll_free:
        raise Refusal(
            _("%(number)s is not toll-free.") % {"number": national(toll_free.e164)}, field="toll_free"
        )


@transaction.atomic
def remove(tenant: Tenant, chosen: Sequence[Organiser], *, by: User) -> int:
    """Take the conference away from organisers, for good: id and PIN are gone. Returns how many there were.

    Those who still hold a licence are mailed unless mails are off; the others were when the licence went.
    """
    lock_tenant(tenant)
    rows = list(queries.organisers().filter(pk__in=[one.pk for one in chosen]))
    Organiser.objects.filter(pk__in=[row.pk for row in rows]).delete()
    record_many([Change("organiser.removed", row, before=_facts(row)) for row in rows], by=by, tenant=tenant)
    bridge = bridge_of(tenant)
    if bridge is not None:
        mails.taken_away(bridge, [row for row in rows if row.is_licensed])
    return len(rows)


def send_info(organiser: Organiser) -> None:
    """Mail an organiser the id and the numbers, never the PIN. Refuses one without licence or without an address."""
    _check_licence(organiser)
    if not mails.info([organiser]):
        raise Refusal(
            _("%(person)s has no mail address: the user name %(user_name)s is none.")
            % {"person": organiser.person, "user_name": organiser.person.user_name}
        )


def send_info_to_many(chosen: Sequence[Organiser]) -> int:
    """The same for those of many who hold a licence and have an address; returns how many are mailed."""
    rows = queries.organisers().filter(pk__in=[one.pk for one in chosen], is_licensed=True)
    return mails.info(list(rows))


def _bridge(tenant: Tenant) -> Bridge:
    bridge = bridge_of(tenant)
    if bridge is None:
        raise TypeError("An organiser without a bridge is a bug: it is made with the first organiser.")
    return bridge


def licence_url(organiser: Organiser) -> str:
    """Where the organiser's licence is given again."""
    return f"{reverse('licensing:assign', args=[organiser.tenant.slug])}?person={organiser.person_id}"


def _check_licence(organiser: Organiser) -> None:
    if not queries.is_licensed(organiser):
        raise Refusal(
            _("%(person)s no longer holds an Audio Conferencing licence, so callers cannot join.")
            % {"person": organiser.person},
            url=licence_url(organiser),
            link=_("Give the licence again"),
        )
