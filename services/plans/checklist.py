"""What a plan holder's set-up needs, as one table: each row says by what a lack is known (rules 7, 2.2, 3.5, 11.4).

The conditions read the columns of `queries.holdings`, so that one statement finds the lacks of everybody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from countries.models import Country
from credits.balances import balance
from licensing.models import Assignment, Capability
from licensing.queries import giving
from numbering.models import PhoneNumber
from tenants.models import EmergencyAddress, EmergencyTerms, Tenant

Activation = PhoneNumber.Activation
BAD, TODO, WAIT = "bad", "todo", "wait"


@dataclass(frozen=True)
class Facts:
    """What holds for a whole organisation: `pays` when calls can be paid for by the minute, from credit or afterwards."""

    tenant: Tenant
    pays: bool


def facts(tenant: Tenant) -> Facts:
    """The organisation as the checks see it; one query, none where usage is paid afterwards (rules 12.2)."""
    return Facts(tenant, tenant.postpaid or balance(tenant) > 0)


@dataclass(frozen=True)
class Check:
    """One lack. `kind` is "bad" (a problem), "todo" (to be done) or "wait" (it goes on by itself).

    A check that does not `block` is a note: the set-up is complete all the same.
    """

    key: str
    kind: str
    label: StrPromise
    found: Callable[[Facts], Q]
    blocks: bool = True

    @property
    def column(self) -> str:
        """The annotation that carries it."""
        return f"lack_{self.key}"


def _direct_routing(known: Facts) -> Q:
    """Forbidden beside a plan (rules 2.2): the whole organisation calls so, or the person's number is of that supply."""
    if known.tenant.uses_direct_routing_only:
        return Q(pk__isnull=False)
    return Q(number_supply=PhoneNumber.Supply.DIRECT_ROUTING)


def _phone(_known: Facts) -> Q:
    return ~Q(person_id__in=giving(Capability.PHONE_SYSTEM).values("person_id"))


def _moved(_known: Facts) -> Q:
    return ~Q(location="") & ~Q(location=F("usage_location"))


def _terms(known: Facts) -> Q:
    return ~Q(usage_location__in=EmergencyTerms.objects.filter(tenant=known.tenant).values("country"))


def _elsewhere(_known: Facts) -> Q:
    return Q(number_pk__isnull=False) & ~Q(number_country=F("usage_location"))


def _address(_known: Facts) -> Q:
    """Asked for where the reference data states a moment; what is not stated is not asked for."""
    asking = Country.objects.exclude(emergency_address_moment="").values("iso2")
    valid = Q(address_validation=EmergencyAddress.Validation.VALIDATED, address_country=F("number_country"))
    return Q(number_country__in=asking) & (Q(address_pk__isnull=True) | ~valid)


def _credits(_known: Facts) -> Q:
    return ~Q(person_id__in=giving(Capability.COMMUNICATIONS_CREDITS).values("person_id"))


def _outgoing(known: Facts) -> Q:
    """Pay-As-You-Go has no minutes: each call out needs credit, and the licence that lets the person use it."""
    payg = Q(product__gives__contains=[Capability.PAYG.value])
    return payg & _credits(known) if known.pays else payg


DIRECT_ROUTING: Final = Check("direct_routing", BAD, _("Calls through Direct Routing"), _direct_routing)
SET_UP: Final = (
    Check("phone", TODO, _("No Phone System"), _phone),
    Check(
        "plan_pending",
        WAIT,
        _("Plan being set up"),
        lambda _facts: Q(state__in=Assignment.UNDER_WAY),
    ),
    Check("unmarked", TODO, _("Not marked for telephony"), lambda _facts: Q(person__needs_telephony=False)),
    Check("location", TODO, _("No usage location"), lambda _facts: Q(location="")),
    Check("moved", TODO, _("Moved to another country"), _moved),
    Check("terms", TODO, _("Terms not accepted"), _terms),
    Check("number", TODO, _("No number"), lambda _facts: Q(number_pk__isnull=True)),
    Check("elsewhere", TODO, _("Number in another country"), _elsewhere),
    Check("address", TODO, _("No emergency address"), _address),
    Check(
        "pending",
        WAIT,
        _("Number being activated"),
        lambda _facts: Q(number_activation=Activation.PENDING),
    ),
    Check("failed", BAD, _("Activation failed"), lambda _facts: Q(number_activation=Activation.FAILED)),
)
"""The checklist in its order. Somebody who calls through Direct Routing is not asked for any of it."""
CHECKS: Final = (DIRECT_ROUTING, *SET_UP)
OUTGOING: Final = Check("outgoing", TODO, _("Cannot call out"), _outgoing, blocks=False)
CREDITS: Final = Check("credits", TODO, _("No Communications Credits licence"), _credits, blocks=False)
NOTES: Final = (OUTGOING, CREDITS)
"""What the set-up does not wait for, but calls out do: all of them with Pay-As-You-Go, else those beyond the pool."""
BY_KEY: Final = {check.key: check for check in (*CHECKS, *NOTES)}
