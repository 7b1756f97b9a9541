"""The verbs of the directory: add, change, set for many, take back, remove."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import log
from tenants.models import PeopleChange, Person, Site, Tenant, User
from tenants.person_extensions import Place, places_of
from tenants.scoping import lock_tenant
from ui.refusals import Refusal
from ui.templatetags.ui import thousands

SETTABLE: Final = ("needs_telephony", "usage_location", "site_id")
BATCH: Final = 1000
PLACES_NAMED: Final = 3  # that a refusal names before it only counts


def add(tenant: Tenant, values: Mapping[str, Any], *, by: User) -> Person:
    """A new person. Raises Refusal on `user_name` or `extension` when somebody has it already."""
    person = Person(tenant=tenant, **values)
    with transaction.atomic():
        _save(person)
        log.record("person.added", by=by, obj=person, tenant=tenant, after=dict(values))
    return person


def change(person: Person, values: Mapping[str, Any], *, by: User) -> bool:
    """Write what is different; False when nothing is. Raises Refusal as `add` does."""
    before = {name: getattr(person, name) for name, value in values.items() if getattr(person, name) != value}
    if not before:
        return False
    after = {name: values[name] for name in before}
    for name, value in after.items():
        setattr(person, name, value)
    with transaction.atomic():
        _save(person)
        log.record("person.changed", by=by, obj=person, tenant=person.tenant, before=before, after=after)
    return True


def _save(person: Person) -> None:
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise _taken(person, str(error)) from error


def _taken(person: Person, reason: str) -> Exception:
    """The refusal for a user name or an extension that somebody else has, also when both came at the same moment."""
    if "one_person_per_user_name" in reason:
        name = person.user_name
        return Refusal(_("%(name)s is already in the directory.") % {"name": name}, field="user_name")
    if "one_person_per_extension" in reason:
        others = Person.objects.filter(tenant_id=person.tenant_id, extension=person.extension).exclude(
            pk=person.pk
        )
        owner = others.values_list("display_name", flat=True).first() or _("somebody else")
        words = {"extension": person.extension, "owner": owner}
        return Refusal(_("Extension %(extension)s belongs to %(owner)s.") % words, field="extension")
    return IntegrityError(reason)


@transaction.atomic
def set_for_many(
    people: QuerySet[Person], field: str, value: Any, *, tenant: Tenant, by: User
) -> PeopleChange | None:
    """Set a field of `SETTABLE` for all of `people`; what is returned undoes it, None when nothing was different."""
    if field not in SETTABLE:
        raise ValueError(f"{field} is not set for many.")
    if field == "site_id" and value is not None and not Site.objects.filter(pk=value, tenant=tenant).exists():
        raise Refusal(_("This site no longer exists."))
    lock_tenant(tenant)
    different = [person for person in people.exclude(**{field: value}) if getattr(person, field) != value]
    if not different:
        return None
    made = PeopleChange.objects.create(
        tenant=tenant,
        field=field,
        before={str(person.pk): _plain(getattr(person, field)) for person in different},
        after=value,
        made_by_name=str(by)[:150],
    )
    _write(different, field, {person.pk: value for person in different}, tenant=tenant, by=by)
    return made


@transaction.atomic
def undo(made: PeopleChange, *, by: User) -> int:
    """Put back what was there, for those who still have what was set; returns how many. Only once."""
    lock_tenant(made.tenant)
    if not PeopleChange.objects.filter(pk=made.pk, undone_at=None).update(undone_at=timezone.now()):
        raise Refusal(_("This was undone before."))
    ids = [int(pk) for pk in made.before]
    kept = list(Person.objects.filter(pk__in=ids, **{made.field: made.after}))
    if made.field == "site_id":
        sites = set(Site.objects.values_list("pk", flat=True))
        kept = [person for person in kept if made.before[str(person.pk)] in sites | {None}]
    values = {person.pk: made.before[str(person.pk)] for person in kept}
    _write(kept, made.field, values, tenant=made.tenant, by=by)
    return len(kept)


def _write(
    people: Sequence[Person], field: str, values: Mapping[int, Any], *, tenant: Tenant, by: User
) -> None:
    """Set each person's field, in one statement per value and batch, and record it person by person."""
    changes = [
        log.Change(
            "person.changed",
            person,
            before={field: _plain(getattr(person, field))},
            after={field: values[person.pk]},
        )
        for person in people
    ]
    for value in set(values.values()):
        ids = [pk for pk, wanted in values.items() if wanted == value]
        for start in range(0, len(ids), BATCH):
            Person.objects.filter(pk__in=ids[start : start + BATCH]).update(**{field: value})
    log.record_many(changes, by=by, tenant=tenant)


def _plain(value: Any) -> Any:
    return (
        value if isinstance(value, bool | int) or value is None else str(getattr(value, "code", value) or "")
    )


@transaction.atomic
def remove(people: Sequence[Person], *, tenant: Tenant, by: User) -> int:
    """Take people out of the directory, for good. Raises Refusal while somebody is in use somewhere that holds them.

    The rows are locked first, so that nobody gets a new place between the look and the act.
    """
    rows = list(
        Person.objects.select_for_update(of=("self",))
        .filter(pk__in=[person.pk for person in people], tenant=tenant)
        .order_by("pk")
    )
    if held := [place for place in places_of(rows) if place.holds]:
        raise _in_use(rows, held)
    changes = [
        log.Change(
            "person.removed", person, before={"user_name": person.user_name, "extension": person.extension}
        )
        for person in rows
    ]
    Person.objects.filter(pk__in=[person.pk for person in rows]).delete()
    log.record_many(changes, by=by, tenant=tenant)
    return len(rows)


def _in_use(people: Sequence[Person], held: Sequence[Place]) -> Refusal:
    names = {person.pk: person.display_name for person in people}
    holders = list(dict.fromkeys(place.person_id for place in held))
    first = [place for place in held if place.person_id == holders[0]]
    shown = "; ".join(place.words for place in first[:PLACES_NAMED])
    if len(first) > PLACES_NAMED:
        shown = _("%(places)s and %(n)s more") % {"places": shown, "n": thousands(len(first) - PLACES_NAMED)}
    words = {"count": thousands(len(holders)), "person": names[holders[0]], "places": shown}
    return Refusal(
        ngettext(
            "%(person)s is still in use: %(places)s. Change that first, then delete.",
            "%(count)s of these people are still in use, %(person)s among them: %(places)s. "
            "Change that first, then delete.",
            len(holders),
        )
        % words,
        url=first[0].url,
        link=_("Go there") if first[0].url else "",
    )
