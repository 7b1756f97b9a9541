"""Taking back an act of assigning or removing, while nothing else is built on it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from licensing import assignments
from licensing.checker import Verdict
from licensing.findings import Outcome
from licensing.holdings import products_named
from licensing.impacts import removal_impacts
from licensing.models import Assignment, LicenceChange
from tenants.models import Person, Tenant, User
from tenants.scoping import lock_tenant
from ui.refusals import Refusal


@transaction.atomic
def undo(tenant: Tenant, change: LicenceChange, *, by: User) -> int:
    """Take the whole change back; returns how many people it touched.

    Refuses a change that was taken back before, whose licences have been changed since, on which something else is
    built (another licence, a number), or whose seats have gone to others.
    """
    lock_tenant(tenant)
    change = LicenceChange.objects.select_for_update(of=("self",)).get(pk=change.pk, tenant=tenant)
    if change.undone_at:
        raise Refusal(_("This has been taken back already."))
    plan = _plan(tenant, change)
    for (add, remove), ids in plan.items():
        people = list(Person.objects.filter(pk__in=ids).order_by("sort_key", "id"))
        if len(people) != len(ids):
            raise Refusal(_("Somebody of this change has left the directory, so it stays as it is."))
        _apply(tenant, people, sorted(add), sorted(remove), by=by)
    LicenceChange.objects.filter(pk=change.pk).update(undone_at=timezone.now())
    return sum(len(ids) for ids in plan.values())


Plan = dict[tuple[frozenset[str], frozenset[str]], list[int]]


def _plan(tenant: Tenant, change: LicenceChange) -> Plan:
    """People grouped by what they get back and what they lose again."""
    rows = list(
        Assignment.objects.filter(tenant=tenant, pk__in=change.added).values_list("person_id", "product_id")
    )
    if len(rows) != len(change.added):
        raise Refusal(_("These licences have been changed since, so this cannot be taken back."))
    add: dict[int, set[str]] = {}
    remove: dict[int, set[str]] = {}
    for person_id, sku in rows:
        remove.setdefault(person_id, set()).add(sku)
    for person_id, sku in change.removed:
        add.setdefault(person_id, set()).add(sku)
    plan: Plan = {}
    for person_id in add.keys() | remove.keys():
        key = frozenset(add.get(person_id, ())), frozenset(remove.get(person_id, ()))
        plan.setdefault(key, []).append(person_id)
    return plan


def _apply(tenant: Tenant, people: list[Person], add: list[str], remove: list[str], *, by: User) -> None:
    gets, loses = products_named(add), products_named(remove)
    outlook = assignments.preview(tenant, people, add=gets, remove=loses)
    if built := removal_impacts(tenant, outlook.losses, stopping_undo=True):
        raise Refusal(
            _("This cannot be taken back, because something is built on it: %(what)s")
            % {"what": " ".join(built)}
        )
    stuck: list[Verdict] = outlook.of(Outcome.REFUSED)
    if stuck:
        raise Refusal(_("This cannot be taken back: %(why)s") % {"why": stuck[0].findings[0].sentence})
    assignments.assign(tenant, people, gets, remove=loses, by=by, all_or_nothing=True)
