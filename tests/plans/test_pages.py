"""The pages of step 5: who sees what, how the list narrows, what many people cost, and what strangers get."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from licensing.models import Assignment
from numbering.models import PhoneNumber
from services.plans.queries import figures
from services.plans.todos import Ways, todos
from tenants.models import EmergencyTerms, Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.licensing.worlds import bought
from tests.plans import worlds

ClientOf = Callable[[User], Client]


def at(tenant: Tenant, rest: str = "") -> str:
    return f"/t/{tenant.slug}/calling-plans/{rest}"


def text(answer: Any) -> str:
    """The words of a page: no tags, blanks collapsed."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def cast(tenant: Tenant) -> dict[str, Person]:
    """Anna and Jean are set up, Ben has no number, Cleo takes calls only, Dora is to have a telephone and has no plan."""
    return {
        "anna": worlds.ready(tenant, "anna.berg", department="Sales"),
        "jean": worlds.ready(tenant, "jean.roux", "MCOPSTN2", country="FR", more=("MCOPSTNPP",)),
        "ben": worlds.holder(tenant, "ben.tanaka"),
        "cleo": worlds.ready(tenant, "cleo.voss", "MCOPSTN_PAYG_1", country="GB"),
        "dora": make_person(tenant, "dora.lima", usage_location="PE"),
    }


def test_the_overview_says_how_things_stand_with_all_figures(
    tenant: Tenant, admin: User, cast: dict[str, Person], client_of: ClientOf
) -> None:
    words = text(client_of(admin).get(at(tenant)))
    assert "3 of 4 people with a Calling Plan are completely set up. 1 of them has no number." in words
    assert "1 person has no number 1 in United States. No number is free for them." in words
    assert "Find a number for 1 person" in words
    assert "3 of 4 people with a plan lack the Communications Credits licence" in words
    assert "There is no credit now, so these calls fail for everybody." in words
    assert "1 person with Pay-As-You-Go cannot call out at all." in words
    assert "1 person is to have a telephone and holds no plan" in words
    assert "Peru: 1 person No Calling Plan is sold there" in words


def test_the_arithmetic_of_each_pool_is_shown(
    tenant: Tenant, admin: User, cast: dict[str, Person], client_of: ClientOf
) -> None:
    words = text(client_of(admin).get(at(tenant)))
    assert re.search(r"United States Domestic Calling Plan MCOPSTN1 1 2 .* 3,000 6,000 2", words)
    assert re.search(r"France .* 1,200 or 600 international 1,200 or 600 international 0", words)
    assert re.search(r"United Kingdom Pay-As-You-Go .* none none 1", words)
    assert "the pool is used up by whichever ends first" in words
    assert "Pay-As-You-Go takes calls without limit" in words
    assert "Domestic minutes a month 7,200" in words


def test_what_is_not_stated_reads_so_and_a_conflict_of_the_source_is_told(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    worlds.ready(tenant, "bruce", country="AU")
    worlds.ready(tenant, "rosa", country="PR")
    words = text(client_of(admin).get(at(tenant)))
    assert re.search(r"Australia Domestic Calling Plan MCOPSTN1 1 1 .* not stated not stated 1", words)
    assert "in 1 pool, 1 more not stated" in words
    assert "Puerto Rico: The source contradicts itself: it lists 1,200 minutes, but elsewhere" in words


def test_credit_and_payment_afterwards_are_told(
    tenant: Tenant, admin: User, cast: dict[str, Person], client_of: ClientOf
) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(postpaid=True)
    words = text(client_of(admin).get(at(tenant)))
    assert "You pay for usage afterwards, so no credit is needed." in words


def test_nobody_with_a_plan_teaches_the_way(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    client = client_of(admin)
    words = text(client.get(at(tenant)))
    assert "Give the first Calling Plan" in words
    assert "Nobody holds a plan yet" in text(client.get(at(tenant, "people/")))
    assert client.get(at(tenant, "people/export.csv")).status_code == 200


def test_direct_routing_only_needs_none(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(connectivity="direct_routing")
    make_person(tenant)
    words = text(client_of(admin).get(at(tenant)))
    assert "You need no Calling Plan" in words
    assert "holds no plan" not in words


def test_those_who_read_see_all_and_are_led_nowhere(
    tenant: Tenant, viewer: User, billing: User, cast: dict[str, Person], client_of: ClientOf
) -> None:
    for user in (viewer, billing):
        client = client_of(user)
        words = client.get(at(tenant)).content.decode()
        assert "Only a tenant admin can mend this." in words
        assert "Find a number for 1 person" not in words
        listed = client.get(at(tenant, "people/")).content.decode()
        assert "Has no number in United States." in listed
        assert "Choose a number" not in listed
        assert "Give licences" not in listed
        assert client.get(at(tenant, "move/")).status_code == 403


def names(answer: Any) -> list[str]:
    return [row.person.display_name.split()[0] for row in answer.context["page"].rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Anna", "Ben", "Cleo", "Jean"]),
        ("?q=sal+ann", ["Anna"]),
        ("?q=5550", ["Anna", "Cleo", "Jean"]),
        ("?country=FR", ["Jean"]),
        ("?plan=MCOPSTN1", ["Anna", "Ben"]),
        ("?state=incomplete", ["Ben"]),
        ("?state=complete", ["Anna", "Cleo", "Jean"]),
        ("?lack=number", ["Ben"]),
        ("?lack=credits&state=complete", ["Anna", "Cleo"]),
        ("?lack=outgoing", ["Cleo"]),
        ("?country=FR&lack=number", []),
        ("?country=ZZ&plan=NONE&lack=%00&state=maybe&sort=;--&after=x", ["Anna", "Ben", "Cleo", "Jean"]),
    ],
)
def test_the_list_narrows(
    tenant: Tenant, admin: User, cast: dict[str, Person], client_of: ClientOf, query: str, found: list[str]
) -> None:
    answer = client_of(admin).get(at(tenant, f"people/{query}"))
    assert answer.status_code == 200
    assert sorted(names(answer)) == found


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("", ["Anna", "Ben", "Cleo", "Jean"]),
        ("-name", ["Jean", "Cleo", "Ben", "Anna"]),
        ("-plan", ["Cleo", "Jean", "Ben", "Anna"]),
    ],
)
def test_the_list_sorts(
    tenant: Tenant, admin: User, cast: dict[str, Person], client_of: ClientOf, sort: str, found: list[str]
) -> None:
    assert names(client_of(admin).get(at(tenant, f"people/?sort={sort}"))) == found


def test_a_search_as_you_type_swaps_the_table_alone(
    tenant: Tenant, admin: User, cast: dict[str, Person], client_of: ClientOf
) -> None:
    asked = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "people"}
    answer = client_of(admin).get(at(tenant, "people/?q=anna"), **asked)  # type: ignore[arg-type]
    assert b"Anna Berg" in answer.content
    assert b"<h1" not in answer.content


@pytest.mark.parametrize(("rest", "most"), [("", 80), ("people/", 80), ("people/export.csv", 15)])
def test_a_page_takes_the_same_queries_for_any_number_of_people(
    tenant: Tenant, admin: User, client_of: ClientOf, rest: str, most: int
) -> None:
    client, taken = client_of(admin), []
    for people in (1, 2):
        for n in range(people):
            worlds.ready(tenant, f"p{people}{n}", more=("MCOPSTNPP",))
            worlds.holder(tenant, f"q{people}{n}")
        read(client.get(at(tenant, rest)))
        with CaptureQueriesContext(connection) as queries:
            read(client.get(at(tenant, rest)))
        taken.append(len(queries))
    assert taken[0] == taken[1] <= most


def read(answer: Any) -> str:
    body: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8-sig")


def test_a_long_list_is_paged_by_key_and_everybody_is_on_one_page(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    with tenant_scope(tenant):
        people = Person.objects.bulk_create(
            Person(
                tenant=tenant,
                user_name=f"p{n}",
                display_name=f"P {n:03}",
                sort_key=f"p {n % 40:03}",
                usage_location="US",
            )
            for n in range(120)
        )
        Assignment.objects.bulk_create(
            Assignment(
                tenant=tenant, person=person, product_id="MCOPSTN1", state="active", usage_location="US"
            )
            for person in people
        )
    client, url, seen = client_of(admin), at(tenant, "people/"), []
    while url:
        page = client.get(url).context["page"]
        seen += [row.person_id for row in page.rows]
        url = page.next_url
    assert (len(seen), set(seen)) == (120, {person.pk for person in people})


def test_the_file_has_what_the_list_has_with_its_filters(
    tenant: Tenant, admin: User, cast: dict[str, Person], client_of: ClientOf
) -> None:
    client = client_of(admin)
    answer = client.get(at(tenant, "people/export.csv?lack=credits"))
    assert answer["Content-Disposition"].startswith('attachment; filename="calling-plans-halden-')
    rows = list(csv.DictReader(io.StringIO(read(answer))))
    assert [row["Name"] for row in rows] == ["Anna Berg", "Ben Tanaka", "Cleo Voss"]
    anna, ben, cleo = rows
    assert (anna["Plan"], anna["Kind"], anna["Set-up"], anna["What is missing"]) == (
        "Domestic Calling Plan",
        "Domestic",
        "complete",
        "",
    )
    assert (anna["Domestic minutes a month"], anna["International minutes a month"]) == ("3000", "none")
    assert (ben["Set-up"], ben["What is missing"]) == ("incomplete", "Has no number in United States.")
    assert cleo["Domestic minutes a month"] == "none"
    assert cleo["Calls out"].startswith("Takes calls but cannot call out")
    (jean,) = csv.DictReader(io.StringIO(read(client.get(at(tenant, "people/export.csv?country=FR")))))
    assert (jean["International minutes a month"], jean["Communications Credits licence"]) == ("600", "yes")


def test_a_bulk_mend_gives_the_credits_licence_to_exactly_those_who_lack_it(
    tenant: Tenant, admin: User, cast: dict[str, Person], client_of: ClientOf
) -> None:
    bought(tenant, admin, MCOPSTNPP=10)
    client = client_of(admin)
    page = client.get(at(tenant)).content.decode()
    (url,) = re.findall(r'href="(/t/halden/licences/assign/\?everyone=1[^"]*)"', page)
    check = client.get(url.replace("&amp;", "&"))
    assert "3 people get what you chose. Nothing has been assigned yet." in text(check)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', check.content.decode()))
    fields.pop("csrfmiddlewaretoken", "")
    done = client.post(f"/t/{tenant.slug}/licences/assign/", {**fields, "confirm": "1"})
    assert done["Location"] == at(tenant)
    with tenant_scope(tenant):
        holders = Assignment.objects.filter(product_id="MCOPSTNPP").values_list("person_id", flat=True)
        assert set(holders) == {cast[name].pk for name in ("anna", "ben", "cleo", "jean")}


def test_bulk_forms_mark_and_locate_exactly_those_who_lack_it(
    tenant: Tenant, admin: User, cast: dict[str, Person], client_of: ClientOf
) -> None:
    client, base = client_of(admin), f"/t/{tenant.slug}/people"
    with tenant_scope(tenant):
        Person.objects.filter(pk=cast["anna"].pk).update(needs_telephony=False)
        Person.objects.filter(pk=cast["jean"].pk).update(usage_location="")
    page = text(client.get(at(tenant)))
    assert "1 person with a plan is not marked for telephony" in page
    everyone = {"everyone": "1", "listing": "plans", "next": at(tenant)}
    assert client.post(f"{base}/mark/", {**everyone, "filters": "lack=unmarked"})["Location"] == at(tenant)
    asked = client.post(f"{base}/set/location/", {**everyone, "filters": "lack=location"})
    assert "Set the usage location of 1 person" in text(asked)
    assert 'name="listing" value="plans"' in asked.content.decode()
    sent = {**everyone, "filters": "lack=location", "value": "FR"}
    assert client.post(f"{base}/set/location/", sent)["Location"] == at(tenant)
    with tenant_scope(tenant):
        assert Person.objects.get(pk=cast["anna"].pk).needs_telephony
        assert str(Person.objects.get(pk=cast["jean"].pk).usage_location) == "FR"


@pytest.mark.parametrize(
    "sent",
    [
        {"listing": "plans", "filters": "lack=nothing%00"},
        {"listing": "plans", "filters": "&" * 3000},
        {"listing": "no such list", "filters": ""},
        {"listing": "", "filters": ""},
    ],
)
def test_a_list_that_cannot_be_read_breaks_nothing(
    tenant: Tenant, admin: User, cast: dict[str, Person], client_of: ClientOf, sent: dict[str, str]
) -> None:
    answer = client_of(admin).post(f"/t/{tenant.slug}/licences/remove/", {"everyone": "1", **sent})
    assert answer.status_code in (200, 400, 409)


def test_the_move_shows_whose_licences_go_and_whose_stay_before_it_moves_any(
    tenant: Tenant, admin: User, cast: dict[str, Person], client_of: ClientOf
) -> None:
    client, url = client_of(admin), at(tenant, "move/")
    assert "There is nothing to take along" in text(client.get(url))
    with tenant_scope(tenant):
        Person.objects.filter(pk=cast["anna"].pk).update(usage_location="FR")
        Person.objects.filter(pk=cast["ben"].pk).update(usage_location="PE")
    everyone = {"everyone": "1", "listing": "plans", "filters": "lack=moved", "next": at(tenant, "people/")}
    words = text(client.get(url, everyone))
    assert "Take the licences of 1 person along?" in words
    assert "Domestic Calling Plan cannot be had in Peru, where Ben Tanaka is." in words
    assert "1 number does not go along" in words
    with tenant_scope(tenant):
        assert not Assignment.objects.filter(person=cast["anna"], usage_location="FR").exists()
    answer = client.post(url, {**everyone, "confirm": "1"}, follow=True)
    assert "The licences of 1 person are where the person is now. 1 person was left out." in text(answer)
    with tenant_scope(tenant):
        assert set(
            Assignment.objects.filter(person=cast["anna"]).values_list("usage_location", flat=True)
        ) == {"FR"}


def test_a_stranger_finds_and_moves_nothing(
    tenant: Tenant, stranger: User, other_tenant: Tenant, cast: dict[str, Person], client_of: ClientOf
) -> None:
    client, anna = client_of(stranger), cast["anna"]
    for rest in ("", "people/", "people/export.csv", "move/"):
        assert client.get(at(tenant, rest)).status_code == 404
    with tenant_scope(tenant):
        Person.objects.filter(pk=anna.pk).update(usage_location="FR")
    client.post(at(other_tenant, "move/"), {"person": str(anna.pk), "confirm": "1"})
    with tenant_scope(tenant):
        assert not Assignment.objects.filter(usage_location="FR", person=anna).exists()
    assert "Anna" not in text(client.get(at(other_tenant, "people/")))


def test_the_page_of_a_person_has_the_plan_its_pool_and_what_is_missing(
    tenant: Tenant, admin: User, viewer: User, cast: dict[str, Person], client_of: ClientOf
) -> None:
    def page(user: User, who: str) -> str:
        return text(client_of(user).get(f"/t/{tenant.slug}/people/{cast[who].pk}/"))

    ben = page(admin, "ben")
    assert "Pool of 2 people 6,000" in ben
    assert "Has no number in United States. Choose a number" in ben
    assert "Has no number in United States." in page(viewer, "ben")
    assert "Choose a number" not in page(viewer, "ben")
    assert "none for calls out" in page(admin, "cleo")
    assert "Is to have a telephone and holds no plan." in page(admin, "dora")
    worlds.number(tenant, cast["dora"], country="PE", supply="direct_routing")
    assert "holds no plan" not in page(admin, "dora")


def test_lacks_that_are_alike_are_one_thing_to_do(tenant: Tenant) -> None:
    with tenant_scope(tenant):
        for n in range(3):
            worlds.holder(tenant, f"us{n}")
        worlds.holder(tenant, "fr", country="FR")
        worlds.accept(tenant, "US", "FR")
        worlds.number(tenant, worlds.holder(tenant, "dr"), supply="direct_routing")
        found = todos(figures(tenant), Ways(tenant, {"US": 2}))
        assert [item.title for item in found] == [
            "1 person holds a plan and calls through Direct Routing",
            "4 people have no number",
        ]
        assert found[1].text == "3 in United States and 1 in France. Free: 2 in United States."
        assert found[1].action == "Give numbers to 4 people"
        assert "product=MCOPSTN1" in found[0].url
        EmergencyTerms.objects.all().delete()
        PhoneNumber.objects.all().delete()
        titles = [item.title for item in todos(figures(tenant), Ways(tenant))]
        assert titles == [
            "Nobody has accepted the emergency-calling terms of United States",
            "Nobody has accepted the emergency-calling terms of France",
            "5 people have no number",
        ]
