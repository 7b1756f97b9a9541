"""Each lack is one sentence with one way to the page that mends it, and the way leads back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from licensing.models import Assignment
from numbering.models import PhoneNumber
from numbering.uses import UNBROKEN
from services.plans import queries
from services.plans.checklist import BY_KEY
from services.plans.lacks import Lack, Teller
from tenants.models import EmergencyTerms, Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.licensing.worlds import bought
from tests.plans import worlds

ClientOf = Callable[[User], Client]
BACK = "/t/halden/calling-plans/people/"


def spoil(tenant: Tenant, anna: Person, key: str) -> None:
    """Take away what the lack is about from somebody whose set-up is complete."""
    mine = Assignment.objects.filter(person=anna)
    numbers = PhoneNumber.objects.filter(person=anna)
    person = Person.objects.filter(pk=anna.pk)
    acts: dict[str, Callable[[], Any]] = {
        "direct_routing": lambda: numbers.update(supply="direct_routing", e164="+12065550199"),
        "phone": lambda: mine.filter(product_id="MCOEV").update(state="failed"),
        "plan_pending": lambda: mine.filter(product_id="MCOPSTN1").update(state="provisioning"),
        "unmarked": lambda: person.update(needs_telephony=False),
        "location": lambda: person.update(usage_location=""),
        "moved": lambda: person.update(usage_location="FR"),
        "terms": EmergencyTerms.objects.filter(tenant=tenant).delete,
        "number": numbers.delete,
        "elsewhere": lambda: numbers.update(country="FR", emergency_address=worlds.address(tenant, "FR")),
        "address": lambda: numbers.update(emergency_address=None),
        "pending": lambda: numbers.update(activation="pending"),
        "failed": lambda: numbers.update(activation="failed"),
        "outgoing": lambda: mine.filter(product_id="MCOPSTN1").update(product_id="MCOPSTN_PAYG_1"),
        "credits": lambda: mine.filter(product_id="MCOPSTNPP").delete(),
    }
    numbers.update(e164="+12065550199")
    acts[key]()


def told(tenant: Tenant, person: Person) -> tuple[list[Lack], list[Lack]]:
    teller = Teller(tenant, BACK)
    row = queries.holdings(tenant).select_related("person", "product").get(person=person)
    return teller.lacks(row), teller.notes(row)


NUMBER = "(206) 555-0199".translate(UNBROKEN)
SENTENCES = {
    "direct_routing": f"Calls through Direct Routing with {NUMBER}, and a plan cannot be held beside it.",
    "phone": "Has no Phone System, and the plan does nothing without it.",
    "plan_pending": "The plan is still being set up, which may take up to 24 hours.",
    "unmarked": "Is not marked for telephony, so step 3 gives no number.",
    "location": "Has no usage location.",
    "moved": "The plan is for United States, and the usage location is France now.",
    "terms": "Nobody has accepted the emergency-calling terms of United States yet.",
    "number": "Has no number in United States.",
    "elsewhere": f"{NUMBER} is in France, and the plan is for United States.",
    "address": f"{NUMBER} has no validated emergency address, which United States asks for.",
    "pending": f"{NUMBER} is still being activated.",
    "failed": f"{NUMBER} could not be activated. Take it away, then give it again.",
    "outgoing": "Takes calls but cannot call out: the plan has no minutes, and there is no credit.",
    "credits": "Calls beyond the pool fail: the licence that uses credit is missing.",
}


def test_every_check_has_its_sentence_here() -> None:
    assert SENTENCES.keys() == BY_KEY.keys()


@pytest.mark.parametrize("key", BY_KEY)
def test_a_lack_is_one_sentence_and_its_way_answers(
    tenant: Tenant, admin: User, client_of: ClientOf, key: str
) -> None:
    anna = worlds.ready(tenant, "anna", more=("MCOPSTNPP",))
    with tenant_scope(tenant):
        assert told(tenant, anna) == ([], [])
        spoil(tenant, anna, key)
        lacks, notes = told(tenant, anna)
    (lack,) = lacks or notes
    assert (lack.check.key, bool(lacks)) == (key, BY_KEY[key].blocks)
    assert lack.sentence == SENTENCES[key]
    assert "next=%2Ft%2Fhalden%2Fcalling-plans%2Fpeople%2F" in lack.url
    page = client_of(admin).get(lack.url)
    assert page.status_code == 200
    assert f'href="{BACK}"' in page.content.decode()


def test_an_organisation_of_direct_routing_only_is_told_so(tenant: Tenant) -> None:
    anna = worlds.holder(tenant, "anna")
    tenant.connectivity = "direct_routing"
    with tenant_scope(tenant):
        (lack,) = told(tenant, anna)[0]
    assert lack.sentence == "Halden calls through Direct Routing only, so nobody can hold a Calling Plan."
    assert "/licences/remove/?person=" in lack.url


def test_who_cannot_call_out_is_not_told_about_the_pool_as_well(tenant: Tenant) -> None:
    anna = worlds.ready(tenant, "anna", "MCOPSTN_PAYG_1")
    with tenant_scope(tenant):
        (note,) = told(tenant, anna)[1]
    assert note.sentence.endswith("and the licence that uses credit is missing.")
    assert note.action == "Give the credits licence"


def test_what_is_given_or_set_leads_back_to_the_list(
    tenant: Tenant, admin: User, client_of: ClientOf, reference_data: None
) -> None:
    client = client_of(admin)
    bought(tenant, admin, MCOPSTNPP=1)
    anna = worlds.holder(tenant, "anna", usage_location="US")
    free = worlds.number(tenant, emergency_address=(place := worlds.address(tenant)))
    base = f"/t/{tenant.slug}"
    posts = [
        (f"{base}/sites/terms/US/", {"agree": "on"}),
        (
            f"{base}/numbers/assign/{anna.pk}/",
            {"number": str(free.pk), "emergency_address": str(place.pk)},
        ),
        (f"{base}/licences/assign/", {"person": str(anna.pk), "product": "MCOPSTNPP", "confirm": "1"}),
        (f"{base}/people/mark/", {"person": str(anna.pk)}),
        (f"{base}/people/set/location/", {"person": str(anna.pk), "value": "FR"}),
        (f"{base}/calling-plans/move/", {"person": str(anna.pk), "confirm": "1"}),
        (f"{base}/numbers/{free.pk}/unassign/", {}),
    ]
    for url, sent in posts:
        answer = client.post(url, {**sent, "next": BACK})
        assert (answer.status_code, answer.get("Location")) == (302, BACK), (url, answer.content[:3000])
    with tenant_scope(tenant):
        assert queries.figures(tenant).countries == ["FR"]
