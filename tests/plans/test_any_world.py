"""Whatever an organisation looks like: one statement finds for everybody what a look at each person's rows finds."""

from collections import Counter
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countries.models import Country
from credits.payments import record_payment
from licensing.models import Assignment, Capability
from numbering.models import PhoneNumber
from services.plans import queries
from services.plans.checklist import BY_KEY
from tenants.models import EmergencyAddress, EmergencyTerms, Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.plans import worlds

PLACES = ("US", "FR", "PE", "")
STATES = ("active", "active", "provisioning", "requested", "failed")
person_like = st.fixed_dictionaries(
    {
        "location": st.sampled_from(PLACES),
        "licensed_in": st.sampled_from(PLACES),
        "marked": st.booleans(),
        "plan": st.sampled_from(["", "MCOPSTN1", "MCOPSTN2", "MCOPSTN_PAYG_1", "BUSINESS_VOICE"]),
        "plan_state": st.sampled_from(STATES),
        "phone": st.sampled_from(["", "MCOEV", "ENTERPRISEPREMIUM"]),
        "phone_state": st.sampled_from(STATES),
        "credits": st.booleans(),
        "number": st.sampled_from(["", "US", "FR", "PE"]),
        "supply": st.sampled_from(["calling_plan", "calling_plan", "direct_routing"]),
        "activation": st.sampled_from(["activated", "activated", "pending", "failed"]),
        "address": st.sampled_from(["none", "valid", "draft", "elsewhere"]),
    }
)


@pytest.fixture
def paying(other_tenant: Tenant, operator: User) -> Tenant:
    """A tenant with credit: its ledger is append-only, so this is done once."""
    with tenant_scope(other_tenant):
        record_payment(
            other_tenant,
            amount=Decimal(50),
            reference="W",
            paid_at=timezone.now(),
            source="operator",
            by=operator,
        )
    return other_tenant


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.lists(person_like, min_size=1, max_size=5),
    accepted=st.sets(st.sampled_from(["US", "FR", "PE"])),
    trunk_only=st.booleans(),
    postpaid=st.booleans(),
    paid=st.booleans(),
)
def test_the_statement_finds_what_a_look_at_each_row_finds(
    tenant: Tenant,
    paying: Tenant,
    people: list[dict],  # type: ignore[type-arg]
    accepted: set[str],
    trunk_only: bool,
    postpaid: bool,
    paid: bool,
) -> None:
    tenant = paying if paid else tenant
    tenant.connectivity = "direct_routing" if trunk_only else "calling_plans"
    tenant.postpaid = postpaid
    with tenant_scope(tenant):
        begin_anew()
        worlds.accept(tenant, *accepted)
        for n, wanted in enumerate(people):
            settle(tenant, f"p{n}", wanted)
        rows = list(queries.holdings(tenant).order_by("pk"))
        expected = [row for row in Assignment.objects.order_by("pk") if is_plan(row)]
        assert [row.pk for row in rows] == [row.pk for row in expected]
        found = [{key for key, check in BY_KEY.items() if getattr(row, check.column)} for row in rows]
        assert found == [lacks_of(row, tenant, pays=postpaid or paid) for row in expected]
        count_them(tenant, expected, found)
        without_a_plan(tenant)


def begin_anew() -> None:
    for model in (Assignment, PhoneNumber, Person, EmergencyAddress, EmergencyTerms):
        model.objects.all().delete()


def settle(tenant: Tenant, name: str, wanted: dict) -> None:  # type: ignore[type-arg]
    """One person with licences, a number and an address, as they were drawn."""
    person = make_person(tenant, name, usage_location=wanted["location"], needs_telephony=wanted["marked"])
    for sku, state in ((wanted["plan"], wanted["plan_state"]), (wanted["phone"], wanted["phone_state"])):
        if sku:
            worlds.hold(tenant, person, sku, country=wanted["licensed_in"], state=state)
    if wanted["credits"]:
        worlds.hold(tenant, person, "MCOPSTNPP", country=wanted["licensed_in"])
    if here := wanted["number"]:
        place = None
        if wanted["address"] != "none":
            there = {"US": "FR"}.get(here, "US") if wanted["address"] == "elsewhere" else here
            place = worlds.address(tenant, there, validated=wanted["address"] != "draft")
        worlds.number(
            tenant,
            person,
            country=here,
            supply=wanted["supply"],
            activation=wanted["activation"],
            emergency_address=place,
        )


def is_plan(row: Assignment) -> bool:
    return row.state != "failed" and Capability.CALLING_PLAN in row.product.gives


def holds(person: Person, capability: str) -> bool:
    rows = Assignment.objects.filter(person=person).select_related("product")
    return any(row.state != "failed" and capability in row.product.gives for row in rows)


def lacks_of(row: Assignment, tenant: Tenant, *, pays: bool) -> set[str]:
    """The checklist of one person, read row by row as rules 7 have it."""
    person, found = row.person, set()
    number = PhoneNumber.objects.filter(person=person).first()
    if tenant.uses_direct_routing_only or (number and number.supply == "direct_routing"):
        return {"direct_routing"}
    credit = holds(person, Capability.COMMUNICATIONS_CREDITS)
    found |= {"phone"} if not holds(person, Capability.PHONE_SYSTEM) else set()
    found |= {"plan_pending"} if row.state in ("requested", "provisioning") else set()
    found |= {"unmarked"} if not person.needs_telephony else set()
    found |= {"location"} if not person.usage_location else set()
    found |= (
        {"moved"} if person.usage_location and str(person.usage_location) != row.usage_location else set()
    )
    found |= {"terms"} if not EmergencyTerms.objects.filter(country=row.usage_location).exists() else set()
    found |= {"credits"} if not credit else set()
    payg = Capability.PAYG in row.product.gives
    found |= {"outgoing"} if payg and not (credit and pays) else set()
    if number is None:
        return found | {"number"}
    found |= {"elsewhere"} if str(number.country) != row.usage_location else set()
    found |= {"pending"} if number.activation == "pending" else set()
    found |= {"failed"} if number.activation == "failed" else set()
    asked = bool(Country.objects.get(pk=str(number.country)).emergency_address_moment)
    place = number.emergency_address
    good = place is not None and place.is_valid and place.country == number.country
    return found | ({"address"} if asked and not good else set())


def count_them(tenant: Tenant, rows: list[Assignment], found: list[set[str]]) -> None:
    """The figures are what a count of the rows gives."""
    figures = queries.figures(tenant)
    blocking = [any(BY_KEY[key].blocks for key in lacks) for lacks in found]
    assert (figures.total, figures.ready) == (len(rows), blocking.count(False))
    assert queries.holdings(tenant).filter(queries.incomplete()).count() == blocking.count(True)
    for key in BY_KEY:
        assert figures.lack(key) == sum(key in lacks for lacks in found)
        places = Counter(row.usage_location for row, lacks in zip(rows, found, strict=True) if key in lacks)
        assert figures.by(lambda cell: cell.country, key) == places
    assert figures.by(lambda cell: (cell.country, cell.sku)) == Counter(
        (row.usage_location, row.product_id) for row in rows
    )


def without_a_plan(tenant: Tenant) -> None:
    """Those who are marked and hold no plan, but for those with a number of the organisation's own trunk."""
    wanting, direct = Counter(), 0  # type: ignore[var-annotated]
    for person in Person.objects.filter(needs_telephony=True):
        if holds(person, Capability.CALLING_PLAN):
            continue
        if PhoneNumber.objects.filter(person=person, supply="direct_routing").exists():
            direct += 1
        else:
            wanting[str(person.usage_location or "")] += 1
    found = queries.without_plan(tenant)
    assert (found.by_country, found.direct) == (dict(wanting), direct)
