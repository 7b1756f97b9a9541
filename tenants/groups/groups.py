"""The verbs of groups: add, change, let people join and leave, remove."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from audit import log
from tenants.groups.uses import uses_of
from tenants.models import Group, GroupMember, Person, Tenant, User
from ui.refusals import Refusal

BATCH: Final = 1000
RECORDED: Final = 200  # names of an act that the record keeps; beyond it only how many


def add(tenant: Tenant, values: Mapping[str, Any], *, people: Sequence[Person] = (), by: User) -> Group:
    """A new group with these people. Raises Refusal on `name` when the name is taken."""
    group = Group(tenant=tenant, **values)
    with transaction.atomic():
        _save(group)
        after = {**values, "joined": _names(people)} if people else dict(values)
        log.record("group.added", by=by, obj=group, tenant=tenant, after=after)
        _enter(group, people)
    return group


def change(group: Group, values: Mapping[str, Any], *, by: User) -> bool:
    """Write what is different; False when nothing is. Raises Refusal as `add` does."""
    before = {name: getattr(group, name) for name, value in values.items() if getattr(group, name) != value}
    if not before:
        return False
    after = {name: values[name] for name in before}
    for name, value in after.items():
        setattr(group, name, value)
    with transaction.atomic():
        _save(group)
        log.record("group.changed", by=by, obj=group, tenant=group.tenant, before=before, after=after)
    return True


def _save(group: Group) -> None:
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        if "one_group_per_name" not in str(error):
            raise
        raise Refusal(_("Another group is called %(name)s.") % {"name": group.name}, field="name") from error


@transaction.atomic
def join(group: Group, people: Sequence[Person], *, by: User) -> list[Person]:
    """Let people join; those who are members already stay. Returns the new ones."""
    current = _locked(group)
    members = set(
        GroupMember.objects.filter(group=current, person__in=people).values_list("person_id", flat=True)
    )
    new = [person for person in people if person.pk not in members]
    if new:
        _enter(current, new)
        log.record("group.changed", by=by, obj=current, tenant=current.tenant, after={"joined": _names(new)})
    return new


@transaction.atomic
def leave(group: Group, people: Sequence[Person], *, by: User) -> list[Person]:
    """Take people out; those who are no members are passed over. Returns those who left."""
    current = _locked(group)
    rows = GroupMember.objects.filter(group=current, person__in=people)
    members = set(rows.values_list("person_id", flat=True))
    gone = [person for person in people if person.pk in members]
    if gone:
        rows.delete()
        log.record("group.changed", by=by, obj=current, tenant=current.tenant, before={"left": _names(gone)})
    return gone


@transaction.atomic
def remove(group: Group, *, by: User) -> None:
    """Delete a group. Raises Refusal while something must have it, with the places."""
    current = _locked(group)
    if holding := [use for use in uses_of([current]).get(current.pk, []) if use.holds]:
        raise Refusal(
            _("%(name)s cannot be deleted. %(uses)s Change that first.")
            % {"name": current.name, "uses": " ".join(use.sentence for use in holding)},
            url=holding[0].url,
            link=_("Go there"),
        )
    count = GroupMember.objects.filter(group=current).count()
    before = {"members": count, "email": current.email}
    log.record("group.removed", by=by, obj=current, tenant=current.tenant, before=before)
    try:
        with transaction.atomic():
            current.delete()
    except (ProtectedError, RestrictedError, IntegrityError) as error:
        raise Refusal(_("%(name)s is in use, so it cannot be deleted.") % {"name": current.name}) from error


def _locked(group: Group) -> Group:
    found = Group.objects.select_for_update(of=("self",)).select_related("tenant").filter(pk=group.pk).first()
    if found is None:
        raise Refusal(_("This group was deleted in the meantime."))
    return found


def _enter(group: Group, people: Sequence[Person]) -> None:
    rows = [GroupMember(tenant_id=group.tenant_id, group=group, person=person) for person in people]
    GroupMember.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def _names(people: Sequence[Person]) -> list[str] | int:
    return [str(person) for person in people] if len(people) <= RECORDED else len(people)
