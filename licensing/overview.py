"""What the pages of step 2 show: pools as bars, gaps as things to do, products in words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from licensing import gaps
from licensing.mends import buy_url, buy_words
from licensing.models import Assignment, Capability, Product
from licensing.queries import Pool
from tenants.models import Tenant
from ui.sums import Segment

FAILED_SHOWN = 50


@dataclass(frozen=True)
class DrawnPool:
    """A pool with its bar."""

    pool: Pool
    segments: list[Segment]
    label: str


@dataclass(frozen=True)
class ToDo:
    """A gap as something to do: how many people, why, and the link that assigns what they lack to all of them."""

    title: str
    text: str
    url: str
    action: str


@dataclass(frozen=True)
class Lack:
    """Seats that the things to do take more than are left, of one product, with the way to buy them."""

    product: Product
    seats: int
    url: str
    action: str


@dataclass(frozen=True)
class Explained:
    """A product in words."""

    pool: Pool
    gives: str
    needs: str
    excludes: str


def drawn(pool: Pool) -> DrawnPool:
    """A pool as a bar: used seats, and those that are being set up."""
    label = _("%(product)s: %(used)s of %(bought)s seats used") % {
        "product": pool.product,
        "used": f"{pool.used:,}",
        "bought": f"{pool.bought:,}",
    }
    segments = [Segment("a", pool.used - pool.under_way), Segment("c", pool.under_way)]
    return DrawnPool(pool, segments, label)


def bar_key() -> list[Segment]:
    """What the colours of the bars mean."""
    return [Segment("a", 1, _("used")), Segment("c", 1, _("used, being set up"))]


def missing(tenant: Tenant, pools: Sequence[Pool], found: gaps.Figures) -> list[ToDo]:
    """One thing to do for each gap that has people in it."""
    return [_to_do(tenant, gap, count, pools) for gap, count in found.gaps.items() if count]


def _to_do(tenant: Tenant, gap: str, count: int, pools: Sequence[Pool]) -> ToDo:
    products = gaps.remedy(gap, pools, direct_routing=tenant.uses_direct_routing_only)
    left = {pool.product.sku: pool.left for pool in pools}
    named = _(" and ").join(
        ngettext("%(product)s (%(n)s seat left)", "%(product)s (%(n)s seats left)", left[product.sku])
        % {"product": product, "n": f"{left[product.sku]:,}"}
        for product in products
    )
    query = urlencode([("missing", gap), *(("product", product.sku) for product in products)])
    return ToDo(
        _title(gap, count),
        _("To be given: %(products)s.") % {"products": named}
        if named
        else _("The catalogue has no product for them."),
        f"{reverse('licensing:assign', args=[tenant.slug])}?{query}",
        ngettext("Give it to %(n)s person", "Give it to all %(n)s", count) % {"n": f"{count:,}"},
    )


def lacking(tenant: Tenant, pools: Sequence[Pool], found: gaps.Figures) -> list[Lack]:
    """Of which products too few seats are left for everybody in a gap, all gaps together."""
    needed: Counter[str] = Counter()
    for gap, count in found.gaps.items():
        for product in gaps.remedy(gap, pools, direct_routing=tenant.uses_direct_routing_only):
            needed[product.sku] += count
    return [
        Lack(pool.product, short, buy_url(tenant, pool.product.sku, short), buy_words(short))
        for pool in pools
        if (short := needed[pool.product.sku] - max(0, pool.left)) > 0
    ]


def _title(gap: str, count: int) -> str:
    titles = {
        "base": ngettext("%(n)s person has no base plan yet", "%(n)s people have no base plan yet", count),
        "phone": ngettext("%(n)s person has no Phone System", "%(n)s people have no Phone System", count),
        "plan": ngettext("%(n)s person has no Calling Plan", "%(n)s people have no Calling Plan", count),
    }
    return titles[gap] % {"n": f"{count:,}"}


def under_way(tenant: Tenant) -> dict[str, object]:
    """What is being set up, and what failed: two queries. `pending` keeps the page asking."""
    rows = Assignment.objects.filter(tenant=tenant)
    counts = rows.aggregate(
        requested=Count("pk", filter=Q(state=Assignment.State.REQUESTED)),
        provisioning=Count("pk", filter=Q(state=Assignment.State.PROVISIONING)),
        failed=Count("pk", filter=Q(state=Assignment.State.FAILED)),
    )
    failed = rows.filter(state=Assignment.State.FAILED).select_related("person", "product")
    return {
        **counts,
        "pending": counts["requested"] + counts["provisioning"],
        "failures": list(failed.order_by("person__sort_key", "pk")[:FAILED_SHOWN]),
    }


def explained(pool: Pool) -> Explained:
    """A product's gifts, needs and exclusions as words."""
    product = pool.product
    needs = _words(product.needs, _(" and "))
    one_of = _words(product.needs_one_of, _(" or "))
    return Explained(
        pool,
        _words(product.gives, ", "),
        _(" and ").join(part for part in (needs, one_of) if part),
        _words(product.excludes, ", "),
    )


def _words(capabilities: Sequence[str], joint: str) -> str:
    return joint.join(str(Capability(word).label) for word in capabilities)
