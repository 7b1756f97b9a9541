"""Licences that consume credit: licensing stands below credit, so credit asks it itself."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from credits.consumers import Use, register
from licensing.models import Assignment, Capability
from licensing.queries import giving
from tenants.models import Tenant


def register_all() -> None:
    """Called once, when Django starts."""
    register(20, pay_as_you_go)
    register(30, conferencing_by_the_minute)
    register(40, holders)


def pay_as_you_go(tenant: Tenant) -> Use | None:
    """Pay-As-You-Go plans include no minutes: each call out is paid from credit."""
    count = _people(giving(Capability.PAYG).filter(tenant=tenant))
    return _use(
        tenant,
        count,
        lambda n: ngettext(
            "%(n)s person has a Pay-As-You-Go plan.", "%(n)s people have a Pay-As-You-Go plan.", n
        ),
        lambda n: ngettext(
            "%(n)s person with a Pay-As-You-Go plan cannot call out.",
            "%(n)s people with a Pay-As-You-Go plan cannot call out.",
            n,
        ),
    )


def conferencing_by_the_minute(tenant: Tenant) -> Use | None:
    """Audio Conferencing paid by the minute: a product that gives conferencing and needs credit (rules 2.2)."""
    rows = giving(Capability.AUDIO_CONFERENCING).filter(
        tenant=tenant, product__needs__contains=[Capability.COMMUNICATIONS_CREDITS.value]
    )
    return _use(
        tenant,
        _people(rows),
        lambda n: ngettext(
            "%(n)s person has Audio Conferencing by the minute.",
            "%(n)s people have Audio Conferencing by the minute.",
            n,
        ),
        lambda n: ngettext(
            "Nobody can dial into the meetings of %(n)s person with Audio Conferencing by the minute.",
            "Nobody can dial into the meetings of %(n)s people with Audio Conferencing by the minute.",
            n,
        ),
    )


def holders(tenant: Tenant) -> Use | None:
    """People who hold the licence may call beyond their plan (rules 12.1)."""
    count = _people(giving(Capability.COMMUNICATIONS_CREDITS).filter(tenant=tenant))
    return _use(
        tenant,
        count,
        lambda n: ngettext(
            "%(n)s person may call beyond the plan with Communications Credits.",
            "%(n)s people may call beyond their plan with Communications Credits.",
            n,
        ),
        lambda n: ngettext(
            "%(n)s person cannot make calls that the plan does not include.",
            "%(n)s people cannot make calls that their plan does not include.",
            n,
        ),
    )


def _people(rows: QuerySet[Assignment]) -> int:
    return rows.values("person").distinct().count()


def _use(tenant: Tenant, n: int, words: Callable[[int], str], stops: Callable[[int], str]) -> Use | None:
    if not n:
        return None
    figure = {"n": f"{n:,}"}
    return Use(words(n) % figure, stops(n) % figure, reverse("licensing:overview", args=[tenant.slug]))
