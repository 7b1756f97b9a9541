"""Taking back an act of assigning or removing, while nothing else is built on it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from licensing import assignments, holdings
from licensing.checker import World, check_each
from licensing.findings import Outcome
from licensing.impacts import removal_impacts
from licensing.models import Assignment, LicenceChange, Product
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
    people = list(Person.objects.filter(tenant=tenant, pk__in=plan).order_by("sort_key", "id"))
    if len(people) != len(plan):
        raise Refusal(_("Somebody of this change has left the directory, so it stays as it is."))
    _apply(tenant, people, plan, by=by)
    LicenceChange.objects.filter(pk=change.pk).update(undone_at=timezone.now())
    return len(people)


Plan = dict[int, tuple[set[str], set[str]]]
"""For each person the SKUs that come back, and those that go again."""


def _plan(tenant: Tenant, change: LicenceChange) -> Plan:
    rows = list(
        Assignment.objects.filter(tenant=tenant, pk__in=change.added).values_list("person_id", "product_id")
    )
    if len(rows) != len(change.added):
        raise Refusal(_("These licences have been changed since, so this cannot be taken back."))
    plan: Plan = {}
    for person_id, sku in rows:
        plan.setdefault(person_id, (set(), set()))[1].add(sku)
    for person_id, sku in change.removed:
        plan.setdefault(person_id, (set(), set()))[0].add(sku)
    return plan


def _apply(tenant: Tenant, people: list[Person], plan: Plan, *, by: User) -> None:
    """Do all of it or nothing: a seat that one person gives up may be the one that another gets back."""
    world = holdings.world(tenant)
    holders = holdings.holders_of(tenant, people, dict(world.products))
    wanted = [
        (holder, _named(plan[holder.key][0], world), _named(plan[holder.key][1], world)) for holder in holders
    ]
    verdicts = check_each(wanted, world, dict(world.left), together=True)
    outlook = assignments.outlook_of(tenant, verdicts, people, left=world.left)
    if built := removal_impacts(tenant, outlook.losses, stopping_undo=True):
        raise Refusal(
            _("This cannot be taken back, because something is built on it: %(what)s")
            % {"what": " ".join(built)}
        )
    if stuck := outlook.of(Outcome.REFUSED):
        raise Refusal(_("This cannot be taken back: %(why)s") % {"why": stuck[0].findings[0].sentence})
    assignments.carry_out(tenant, outlook, people, by=by)


def _named(skus: set[str], world: World) -> list[Product]:
    return sorted((world.products[sku] for sku in skus), key=lambda product: product.position)
