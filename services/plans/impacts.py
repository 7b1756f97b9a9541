"""What plans tell the apps below: the minutes that go when licences or people go."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.plans.minutes import Minutes
from services.plans.pools import Pool, pools, reference
from services.plans.queries import figures, holdings
from tenants.models import Person, Tenant
from ui.templatetags.ui import thousands


def minutes_lost(tenant: Tenant, people: Sequence[Person], _lost: Collection[str] = ()) -> list[str]:
    """A sentence for each pool that shrinks when these people lose their plans: by how much, and to what.

    Five queries; silent where nobody of them holds a plan.
    """
    mine = holdings(tenant).filter(person__in=people).order_by()
    going = [(str(row.usage_location), row.product_id) for row in mine]
    if not going:
        return []
    found = figures(tenant)
    leaving = {key: going.count(key) for key in set(going)}
    return [
        _sentence(pool, leaving[pool.country, pool.product.sku])
        for pool in pools(found, reference(found.countries))
        if (pool.country, pool.product.sku) in leaving
    ]


def of_people(people: Sequence[Person]) -> list[str]:
    """The same for people who leave the directory."""
    return minutes_lost(people[0].tenant, people) if people else []


def _sentence(pool: Pool, leaving: int) -> str:
    words = {
        "plan": pool.product.name,
        "country": pool.country_name,
        "n": thousands(leaving),
        "left": thousands(pool.people - leaving),
    }
    if pool.each.is_stated:
        after = pool.each.times(pool.people - leaving)
        words |= {"before": in_figures(pool.total), "after": in_figures(after)}
        return (
            _("%(plan)s in %(country)s: the pool shrinks from %(before)s to %(after)s minutes a month.")
            % words
        )
    if pool.people == leaving:
        return _("%(plan)s in %(country)s: nobody holds it any more.") % words
    return (
        ngettext(
            "%(plan)s in %(country)s: %(left)s person still holds it.",
            "%(plan)s in %(country)s: %(left)s people still hold it.",
            pool.people - leaving,
        )
        % words
    )


def in_figures(minutes: Minutes) -> str:
    """ "129,000", or "36,000 (or 18,000 international)" where either figure ends the pool."""
    if minutes.international is None:
        return thousands(minutes.domestic)
    return _("%(domestic)s (or %(international)s international)") % {
        "domestic": thousands(minutes.domestic),
        "international": thousands(minutes.international),
    }
