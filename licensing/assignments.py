"""Giving licences to people and taking them away: one person or a hundred thousand, the same rules and record."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import Change, record_many
from database.bulk_writes import copy_rows, new_keys
from jobs.queue import enqueue
from licensing import followers, holdings, transitions
from licensing.checker import Verdict, capabilities, check_all
from licensing.findings import Outcome
from licensing.impacts import removal_effects, removal_impacts
from licensing.models import Assignment, LicenceChange, LicenceFile, Product
from tenants.models import Person, Tenant, User
from tenants.scoping import lock_tenant
from tenants.table_statistics import refresh_after
from ui.refusals import Refusal

PROVISION = "licensing.provision"
_NEW = (
    "id",
    "tenant",
    "person",
    "product",
    "state",
    "usage_location",
    "error",
    "requested_at",
    "assigned_by_name",
)


@dataclass(frozen=True)
class Preview:
    """What an act would do: a verdict per person, seats before, and what taking away breaks or changes further up.

    `losses` are the capabilities that each person would no longer have.
    """

    verdicts: list[Verdict]
    left: dict[str, int]
    breaks: list[str]
    effects: list[str]
    losses: Mapping[Person, Collection[str]]

    def of(self, outcome: Outcome) -> list[Verdict]:
        """The verdicts with this outcome, in order."""
        return [verdict for verdict in self.verdicts if verdict.outcome == outcome]

    def takes(self, product: Product) -> int:
        """Seats of `product` that the act takes, less those that it gives back."""
        changes = self.of(Outcome.CHANGES)
        taken = sum(product in verdict.add for verdict in changes)
        return taken - sum(product in v.remove and product in v.holder.held for v in changes)


@dataclass(frozen=True)
class Done:
    """What an act did. `change` is None when there was nothing to do."""

    preview: Preview
    change: LicenceChange | None

    @property
    def changed(self) -> int:
        """People whose licences changed."""
        return len(self.preview.of(Outcome.CHANGES))

    @property
    def refused(self) -> int:
        """People who were left out."""
        return len(self.preview.of(Outcome.REFUSED))


def preview(
    tenant: Tenant, people: Sequence[Person], *, add: Sequence[Product] = (), remove: Sequence[Product] = ()
) -> Preview:
    """What would happen now; writes nothing. A fixed number of queries for any number of people."""
    if both := {product.sku for product in add} & {product.sku for product in remove}:
        raise Refusal(_("%(sku)s is to be assigned and removed. Choose one.") % {"sku": min(both)})
    world = holdings.world(tenant)
    holders = holdings.holders_of(tenant, people, dict(world.products))
    verdicts = check_all(holders, add, remove, world)
    return outlook_of(tenant, verdicts, people, left=world.left)


def outlook_of(
    tenant: Tenant, verdicts: list[Verdict], people: Iterable[Person], *, left: Mapping[str, int]
) -> Preview:
    """What verdicts on these people come to: with what they would break, and `left`, the seats before."""
    losses = losses_of(verdicts, people)
    breaks, effects = removal_impacts(tenant, losses), removal_effects(tenant, losses)
    return Preview(verdicts, dict(left), breaks, effects, losses)


def losses_of(verdicts: Iterable[Verdict], people: Iterable[Person]) -> dict[Person, set[str]]:
    """The people who would no longer have something, each with the capabilities that go."""
    by_id = {person.pk: person for person in people}
    return {
        by_id[verdict.holder.key]: lost
        for verdict in verdicts
        if verdict.outcome == Outcome.CHANGES and (lost := _lost(verdict))
    }


def _lost(verdict: Verdict) -> set[str]:
    """Capabilities that the person no longer has afterwards."""
    if not verdict.remove:
        return set()
    gone = {product.sku for product in verdict.remove}
    kept = [product for product in verdict.holder.held if product.sku not in gone]
    return capabilities(verdict.holder.held) - capabilities([*kept, *verdict.add])


@transaction.atomic
def assign(
    tenant: Tenant,
    people: Iterable[Person],
    products: Sequence[Product],
    *,
    by: User,
    remove: Sequence[Product] = (),
    all_or_nothing: bool = False,
) -> Done:
    """Give the products to the people, and take `remove` from them in the same act.

    Each person gets all or nothing; people who were refused are left out, or stop the act with `all_or_nothing`. Seats
    are counted under the lock of the tenant, so they are never oversold. A worker sets up what was assigned.
    """
    lock_tenant(tenant)
    known = list(people)
    outlook = preview(tenant, known, add=products, remove=remove)
    if all_or_nothing and (refused := outlook.of(Outcome.REFUSED)):
        raise Refusal(_all_refused(refused, len(known)))
    return Done(outlook, carry_out(tenant, outlook, known, by=by))


def carry_out(
    tenant: Tenant,
    outlook: Preview,
    people: Iterable[Person],
    *,
    by: User,
    upload: LicenceFile | None = None,
) -> LicenceChange | None:
    """Write what the outlook changes, in the transaction and under the lock in which it was made.

    The one way by which licences are given and taken, whoever asks: a click, a file (`upload`), an undo. None when
    nothing changes.
    """
    changes = outlook.of(Outcome.CHANGES)
    if not changes:
        return None
    by_id = {person.pk: person for person in people}
    removed = _take_away(tenant, changes, by_id, by=by)
    added = _give(tenant, changes, by_id, by=by)
    followers.lost(tenant, outlook.losses)
    change = LicenceChange.objects.create(
        tenant=tenant, upload=upload, added=added, removed=removed, by_name=str(by)[:150]
    )
    if upload is None:  # a file does so for all its pieces
        refresh_after(Assignment, len(added) + len(removed))
    if added:
        _set_up(tenant, change, by=by)
    return change


def remove(
    tenant: Tenant,
    people: Iterable[Person],
    products: Sequence[Product],
    *,
    by: User,
    all_or_nothing: bool = False,
) -> Done:
    """Take the products from the people who hold them; refused where another product of theirs needs one."""
    return assign(tenant, people, (), by=by, remove=products, all_or_nothing=all_or_nothing)


@transaction.atomic
def retry(tenant: Tenant, failed: Iterable[Assignment], *, by: User) -> list[Done]:
    """Ask again for assignments that failed: one act per product. Each takes a seat again, so all checks are made."""
    rows = [row for row in failed if row.state == Assignment.State.FAILED]
    if not rows:
        raise Refusal(_("There is nothing to try again: no licence has failed."))
    people = Person.objects.filter(tenant=tenant, pk__in={row.person_id for row in rows})
    by_id = {person.pk: person for person in people.order_by("sort_key", "id")}
    return [
        assign(
            tenant, [by_id[row.person_id] for row in rows if row.product_id == product.sku], [product], by=by
        )
        for product in holdings.products_named(sorted({row.product_id for row in rows}))
    ]


def _all_refused(refused: Sequence[Verdict], total: int) -> str:
    first = refused[0].findings[0].sentence
    if total == 1:
        return first
    return _("%(sentence)s %(count)s") % {
        "sentence": first,
        "count": ngettext(
            "%(n)s of %(total)s people stands in the way.",
            "%(n)s of %(total)s people stand in the way.",
            len(refused),
        )
        % {"n": len(refused), "total": total},
    }


def _take_away(
    tenant: Tenant, changes: Sequence[Verdict], people: dict[int, Person], *, by: User
) -> list[list[int | str]]:
    pairs = [(v.holder.key, product.sku) for v in changes for product in v.remove]
    if not pairs:
        return []
    skus = {sku for _person, sku in pairs}
    wanted = set(pairs)
    rows = Assignment.objects.filter(tenant=tenant, person__in={key for key, _sku in pairs}, product__in=skus)
    doomed = [
        pk
        for pk, person_id, sku in rows.values_list("pk", "person_id", "product_id")
        if (person_id, sku) in wanted
    ]
    Assignment.objects.filter(pk__in=doomed).delete()
    record_many(
        [Change("licence.removed", people[key], before={"product": sku}) for key, sku in pairs],
        by=by,
        tenant=tenant,
    )
    held = {(v.holder.key, product.sku) for v in changes for product in v.holder.held}
    return [[key, sku] for key, sku in pairs if (key, sku) in held]


def _give(tenant: Tenant, changes: Sequence[Verdict], people: dict[int, Person], *, by: User) -> list[int]:
    again = [(v.holder.key, p.sku) for v in changes for p in v.add if p in v.holder.failed]
    fresh = [(v.holder, product.sku) for v in changes for product in v.add if product not in v.holder.failed]
    if not fresh:
        return _again(tenant, again, by=by)
    keys = new_keys(Assignment, len(fresh))
    now, name = timezone.now(), str(by)[:150]
    copy_rows(
        Assignment,
        _NEW,
        (
            (key, tenant.pk, holder.key, sku, Assignment.State.REQUESTED.value, holder.country, "", now, name)
            for key, (holder, sku) in zip(keys, fresh, strict=True)
        ),
    )
    record_many(
        (Change("licence.assigned", people[holder.key], after={"product": sku}) for holder, sku in fresh),
        by=by,
        tenant=tenant,
    )
    return [*keys, *_again(tenant, again, by=by)]


def _again(tenant: Tenant, pairs: Sequence[tuple[int, str]], *, by: User) -> list[int]:
    if not pairs:
        return []
    rows = Assignment.objects.filter(tenant=tenant, person__in={key for key, _sku in pairs})
    wanted = set(pairs)
    ids = [pk for pk, key, sku in rows.values_list("pk", "person_id", "product_id") if (key, sku) in wanted]
    return [row.pk for row in transitions.move(tenant, ids, Assignment.State.REQUESTED, by=by)]


def _set_up(tenant: Tenant, change: LicenceChange, *, by: User) -> None:
    total = len(change.added)
    enqueue(
        PROVISION,
        tenant=tenant,
        key=f"change-{change.pk}",
        title=ngettext("Set up %(n)s licence", "Set up %(n)s licences", total) % {"n": f"{total:,}"},
        payload={"change": change.pk},
        by=by,
        total=total,
    )
