"""Numbers that the carrier gives to every bridge of a country by itself, and shares between organisations (rules 6.2)."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import SYSTEM, Actor, Change, record_many
from carriers.base import CarrierError, Offer, carrier
from countries.models import Country
from countries.queries import country_codes_of
from jobs.leases import Lease
from jobs.models import Job
from jobs.queue import enqueue
from jobs.registry import JobFailed, RetryLater
from jobs.runner import MAX_ATTEMPTS
from services.bridges import default_numbers
from services.bridges.models import Bridge, BridgeNumber
from services.languages import language_of
from tenants.models import Tenant, User
from tenants.scoping import lock_tenant

KIND: Final = "bridges.shared_numbers"
RETRY_SECONDS: Final = 5.0
STATED_WITHOUT: Final = ("no", "not_applicable")


def countries_of_bridge(tenant: Tenant) -> list[str]:
    """Where the bridge should answer: the organisation's own country and those of its sites, as sorted codes."""
    return sorted({str(tenant.country), *country_codes_of(tenant)})


def countries_without(codes: Sequence[str]) -> list[Country]:
    """Of these countries, those that are stated to have no shared number; not stated does not count."""
    return list(Country.objects.filter(pk__in=codes, auto_assigned_conference_number__in=STATED_WITHOUT))


def key_of(codes: Sequence[str]) -> str:
    """The key under which shared numbers of these countries are asked for once."""
    return hashlib.sha256(",".join(codes).encode()).hexdigest()[:40]


def ask(bridge: Bridge, *, by: Actor) -> Job:
    """Have the carrier give the shared numbers of the bridge's countries: one job for each set of countries."""
    codes = countries_of_bridge(bridge.tenant)
    return enqueue(
        KIND,
        tenant=bridge.tenant,
        key=key_of(codes),
        title=_("Get shared conference numbers"),
        payload={"countries": codes},
        by=by if isinstance(by, User) else None,
    )


def do_give(job: Job, lease: Lease) -> dict[str, Any]:
    """Ask the carrier and write what it gives. Run twice, nothing is added the second time."""
    bridge = Bridge.objects.get(tenant=job.tenant)
    bridge.tenant = job.tenant
    codes = job.payload["countries"]
    try:
        _give(bridge, codes)
    except CarrierError as error:
        if error.retryable and job.attempts < MAX_ATTEMPTS:
            raise RetryLater(RETRY_SECONDS * 2 ** min(job.attempts - 1, 5), error.sentence) from error
        raise JobFailed(error.sentence) from error
    lease.renew()
    given = BridgeNumber.objects.filter(bridge=bridge, number=None, country__in=codes)
    return {"numbers": given.filter(added_at__gte=job.created_at).count()}


def give_first(bridge: Bridge) -> None:
    """Ask at once where the bridge has no number, so that its first organisers are told one and not written to twice.

    A carrier that does not answer is left to the job.
    """
    if not BridgeNumber.objects.filter(bridge=bridge).exists():
        with suppress(CarrierError):
            _give(bridge, countries_of_bridge(bridge.tenant))


def _give(bridge: Bridge, codes: Sequence[str]) -> None:
    """Ask the carrier, outside the transaction, and write what is new. Raises CarrierError."""
    offers = carrier().shared_conference_numbers(codes)
    with transaction.atomic():
        lock_tenant(bridge.tenant)
        _add(bridge, offers)
        default_numbers.settle(bridge, by=SYSTEM)


def _add(bridge: Bridge, offers: Sequence[Offer]) -> None:
    mine = BridgeNumber.objects.filter(bridge=bridge)
    before = set(mine.values_list("e164", flat=True))
    rows = [
        BridgeNumber(
            tenant=bridge.tenant,
            bridge=bridge,
            e164=offer.e164,
            country=offer.country,
            city=offer.city,
            kind=offer.kind.value,
            language=language_of(offer.country),
        )
        for offer in offers
        if offer.e164 not in before
    ]
    BridgeNumber.objects.bulk_create(rows)
    record_many(
        [Change("bridge.number_added", row, after={"shared": True, "city": row.city}) for row in rows],
        by=SYSTEM,
        tenant=bridge.tenant,
    )
