"""The pages of step 2: who may do what, what is said, what is refused, and how many queries it takes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from jobs import sweeps
from licensing import assignments, gaps, queries, step, transitions
from licensing.models import Assignment, LicenceChange
from tenants.models import Person, Tenant, User
from tenants.person_extensions import removal_impacts
from tenants.scoping import tenant_scope
from tenants.steps import StepStatus
from tests.cast import make_person, make_site
from tests.licensing.worlds import E5, PLAN, bought

ClientOf = Callable[[User], Client]


@pytest.fixture
def anna(tenant: Tenant) -> Person:
    make_site(tenant)
    return make_person(tenant)


def url(tenant: Tenant, rest: str = "") -> str:
    return f"/t/{tenant.slug}/licences/{rest}"


def seats_left(tenant: Tenant, sku: str) -> int:
    with tenant_scope(tenant):
        return queries.seats_left(tenant)[sku]


def test_the_way_from_nothing_to_a_person_who_can_call(
    tenant: Tenant, admin: User, anna: Person, client_of: ClientOf
) -> None:
    client = client_of(admin)
    for sku in ("ENTERPRISEPREMIUM", "MCOPSTN1"):
        assert client.post(url(tenant, "buy/"), {"product": sku, "quantity": "2"}).status_code == 302
    page = client.get(url(tenant))
    assert b"1 person has no base plan yet" in page.content
    address = url(tenant, "assign/?missing=base&product=ENTERPRISEPREMIUM&product=MCOPSTN1")
    check = client.get(address)
    assert check.status_code == 200
    assert b"Assign licences to 1 person" in check.content
    assert seats_left(tenant, "MCOPSTN1") == 2
    sent = {"missing": "base", "product": ["ENTERPRISEPREMIUM", "MCOPSTN1"], "confirm": "1"}
    done = client.post(url(tenant, "assign/"), sent)
    assert done.status_code == 302
    assert done["Location"] == f"/t/{tenant.slug}/people/{anna.pk}/"
    sweeps.sweep(grace_seconds=0)
    with tenant_scope(tenant):
        assert step.state(tenant).status == StepStatus.COMPLETED
        change = LicenceChange.objects.get()
    assert client.post(url(tenant, f"changes/{change.pk}/undo/")).status_code == 302
    assert seats_left(tenant, "MCOPSTN1") == 2


def test_the_check_names_what_lacks_and_where_to_get_it(
    tenant: Tenant, admin: User, anna: Person, client_of: ClientOf
) -> None:
    bought(tenant, admin, ENTERPRISEPACK=1, MCOPSTN1=1)
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna], queries_products("ENTERPRISEPACK"), by=admin)
    page = client_of(admin).post(url(tenant, "assign/"), {"person": anna.pk, "product": "MCOPSTN1"})
    assert page.status_code == 200
    assert b"you lack 1 Phone System seat: buy 1, or choose someone else" in page.content
    assert b"product=MCOEV&amp;quantity=1" in page.content
    confirmed = client_of(admin).post(
        url(tenant, "assign/"), {"person": anna.pk, "product": "MCOPSTN1", "confirm": "1"}, follow=True
    )
    assert b"you lack 1 Phone System seat" in confirmed.content
    assert seats_left(tenant, "MCOPSTN1") == 1


def queries_products(*skus: str) -> list:  # type: ignore[type-arg]
    from tests.licensing.worlds import PRODUCTS  # noqa: PLC0415 - beside its one use

    return [PRODUCTS[sku] for sku in skus]


def test_removing_phone_system_offers_to_remove_the_plan_as_well(
    tenant: Tenant, admin: User, anna: Person, client_of: ClientOf
) -> None:
    bought(tenant, admin, ENTERPRISEPREMIUM=1, MCOPSTN1=1)
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna], [E5, PLAN], by=admin)
    client = client_of(admin)
    page = client.get(url(tenant, f"remove/?person={anna.pk}&product=ENTERPRISEPREMIUM"))
    assert b"Check with Domestic Calling Plan as well" in page.content
    sent = {"person": anna.pk, "product": ["ENTERPRISEPREMIUM", "MCOPSTN1"], "confirm": "1"}
    assert client.post(url(tenant, "remove/"), sent).status_code == 302
    assert seats_left(tenant, "MCOPSTN1") == 1


def test_nothing_chosen_comes_back_with_a_sentence(
    tenant: Tenant, admin: User, anna: Person, client_of: ClientOf
) -> None:
    page = client_of(admin).post(url(tenant, "assign/"), {"person": anna.pk, "check": "1"})
    assert page.status_code == 422
    assert b"Choose at least one product." in page.content


@pytest.mark.parametrize(
    "sent",
    [
        {"product": "\x00", "check": "1"},
        {"product": "NO_SUCH", "confirm": "1"},
        {"person": "9" * 40, "product": "MCOEV"},
        {"missing": "\x00"},
        {"everyone": "1", "filters": "q=%00"},
    ],
)
def test_garbage_is_answered(
    tenant: Tenant, admin: User, anna: Person, sent: dict, client_of: ClientOf
) -> None:  # type: ignore[type-arg]
    for what in ("assign/", "remove/"):
        for extra in ({}, {"person": anna.pk}):
            assert client_of(admin).post(url(tenant, what), {**extra, **sent}).status_code in (200, 302, 422)
            assert client_of(admin).get(url(tenant, what), {**extra, **sent}).status_code == 200


@pytest.mark.parametrize("quantity", ["0", "-3", "x", "9999999999999", ""])
def test_a_bad_number_of_seats_comes_back(
    tenant: Tenant, billing: User, quantity: str, client_of: ClientOf
) -> None:
    page = client_of(billing).post(url(tenant, "buy/"), {"product": "MCOEV", "quantity": quantity})
    assert page.status_code == 422
    assert b"There is a problem" in page.content


def test_a_double_click_buys_once(tenant: Tenant, billing: User, client_of: ClientOf) -> None:
    sent = {"product": "MCOEV", "quantity": "5", "once": "00000000-0000-4000-8000-000000000001"}
    for _time in range(2):
        assert client_of(billing).post(url(tenant, "buy/"), sent).status_code == 302
    assert seats_left(tenant, "MCOEV") == 5


def test_seats_are_not_bought_where_the_sandbox_is_off(
    tenant: Tenant, admin: User, client_of: ClientOf, settings: Settings
) -> None:
    settings.SANDBOX_PAYMENT = False
    assert b"Ask your provider" in client_of(admin).get(url(tenant, "buy/")).content
    assert client_of(admin).post(url(tenant, "buy/"), {"product": "MCOEV"}).status_code == 404


def test_a_viewer_looks_and_does_not_touch(
    tenant: Tenant, viewer: User, billing: User, anna: Person, client_of: ClientOf
) -> None:
    page = client_of(viewer).get(url(tenant))
    assert page.status_code == 200
    assert b"Only a tenant admin can assign licences." in page.content
    assert client_of(viewer).get(url(tenant, "products/")).status_code == 200
    assert client_of(viewer).get(url(tenant, "buy/")).status_code == 403
    for what in ("assign/", "remove/", "retry/"):
        assert client_of(billing).post(url(tenant, what)).status_code == 403


def test_a_stranger_finds_nothing(tenant: Tenant, stranger: User, client_of: ClientOf) -> None:
    for what in ("", "products/", "buy/", "assign/", "remove/"):
        assert client_of(stranger).get(url(tenant, what)).status_code == 404


def test_people_of_another_tenant_cannot_be_named(
    tenant: Tenant, other_tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    sten = make_person(other_tenant, "sten")
    page = client_of(admin).get(url(tenant, f"assign/?person={sten.pk}&product=MCOEV"))
    assert b"Nobody is chosen." in page.content


def test_the_directory_shows_licences_and_what_deleting_frees(
    tenant: Tenant, admin: User, anna: Person, client_of: ClientOf
) -> None:
    bought(tenant, admin, ENTERPRISEPREMIUM=1)
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna], [E5], by=admin)
        assert "1 seat of Enterprise E5 becomes free." in removal_impacts([anna])
    page = client_of(admin).get(f"/t/{tenant.slug}/people/{anna.pk}/")
    assert b"Enterprise E5" in page.content
    assert b"Requested" in page.content
    assert b"Enterprise E5" in client_of(admin).get(f"/t/{tenant.slug}/people/").content


def test_failed_licences_are_a_problem_and_can_be_tried_again(
    tenant: Tenant, admin: User, anna: Person, client_of: ClientOf
) -> None:
    bought(tenant, admin, ENTERPRISEPREMIUM=1)
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna], [E5], by=admin)
        ids = list(Assignment.objects.values_list("pk", flat=True))
        transitions.move(tenant, ids, Assignment.State.FAILED, by=admin, error="The directory said no.")
        assert step.state(tenant).status == StepStatus.PROBLEM
        assert step.state(tenant).reason == (
            "1 licence could not be set up. 0 of 1 person marked for telephony holds Phone System and a Calling Plan."
        )
    assert b"The directory said no." in client_of(admin).get(url(tenant)).content
    assert client_of(admin).post(url(tenant, "retry/"), {"assignment": ids[0]}).status_code == 302
    sweeps.sweep(grace_seconds=0)
    with tenant_scope(tenant):
        assert Assignment.objects.get().state == Assignment.State.ACTIVE


def test_the_step_says_where_it_stands(tenant: Tenant, admin: User) -> None:
    with tenant_scope(tenant):
        assert step.state(tenant).status == StepStatus.BLOCKED
    make_site(tenant)
    with tenant_scope(tenant):
        assert step.state(tenant).reason == "Nobody is marked for telephony yet."
    people = [make_person(tenant, f"p{n}") for n in range(3)]
    bought(tenant, admin, ENTERPRISEPREMIUM=3, MCOPSTN1=3)
    with tenant_scope(tenant):
        assert step.state(tenant).status == StepStatus.NOT_STARTED
        assignments.assign(tenant, people[:2], [E5, PLAN], by=admin)
        assert step.state(tenant).status == StepStatus.IN_PROGRESS
        assert step.state(tenant).reason == (
            "2 of 3 people marked for telephony hold Phone System and a Calling Plan. 4 licences are being set up."
        )
        Assignment.objects.update(requested_at=timezone.now() - timedelta(hours=25))
        assert step.state(tenant).reason.startswith("4 licences have taken more than 24 hours. 2 of 3")


def test_direct_routing_needs_no_plan(tenant: Tenant, admin: User, anna: Person) -> None:
    tenant.connectivity = Tenant.Connectivity.DIRECT_ROUTING
    tenant.save()
    bought(tenant, admin, ENTERPRISEPREMIUM=1, MCOPSTN1=1)
    with tenant_scope(tenant):
        assert gaps.figures(tenant).gaps == {"base": 1, "phone": 0}
        assert assignments.assign(tenant, [anna], [E5, PLAN], by=admin).refused == 1
        assignments.assign(tenant, [anna], [E5], by=admin)
        sweeps.sweep(grace_seconds=0)
        assert step.state(tenant).status == StepStatus.COMPLETED
        assert list(queries.people_needing_numbers(tenant)) == [anna]


def test_operator_records_purchases(tenant: Tenant, operator: User, client_of: ClientOf) -> None:
    client, address = client_of(operator), f"/operator/licences/{tenant.slug}/"
    form = {
        "product": "MCOEV",
        "quantity": "25",
        "reference": "PO-9",
        "bought_on": "2026-11-20",
        "amount": "90",
    }
    assert client.post(address, form).status_code == 302
    assert client.post(address, form).status_code == 302
    assert seats_left(tenant, "MCOEV") == 25
    again = client.post(address, {**form, "quantity": "30"})
    assert again.status_code == 422
    assert b"PO-9 belongs to a purchase of 25 seats" in again.content
    below = client.post(address, {**form, "quantity": "-26", "reference": "PO-10"})
    assert below.status_code == 422
    assert b"25 seats can be given up" in below.content
    assert b"PO-9" in client.get(address).content
    assert client.get("/operator/licences/nobody/").status_code == 404


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_pages_take_as_many_queries_for_one_as_for_three(
    tenant: Tenant, admin: User, operator: User, client_of: ClientOf
) -> None:
    make_site(tenant)
    client, provider = client_of(admin), client_of(operator)
    bought(tenant, admin, ENTERPRISEPREMIUM=9, MCOPSTN1=9)
    addresses = ["", "products/", "buy/", "assign/?missing=base&product=ENTERPRISEPREMIUM&product=MCOPSTN1"]
    counts = []
    for round_ in range(2):
        for n in range(1 + round_):
            make_person(tenant, f"w{round_}{n}")
            served = make_person(tenant, f"s{round_}{n}")
            with tenant_scope(tenant):
                assignments.assign(tenant, [served], [E5], by=admin)
            bought(tenant, admin, MCOEV=1, MCOPSTN2=1)
        with tenant_scope(tenant):
            everybody = "&".join(f"person={pk}" for pk in Person.objects.values_list("pk", flat=True))
        places = [*addresses, f"remove/?{everybody}&product=ENTERPRISEPREMIUM"]
        client.get(url(tenant))
        provider.get(f"/operator/licences/{tenant.slug}/")
        counts.append([queries_of(client, url(tenant, place)) for place in places])
        counts[-1].append(queries_of(provider, f"/operator/licences/{tenant.slug}/"))
        counts[-1].append(queries_of(client, f"/t/{tenant.slug}/people/"))
    assert counts[0] == counts[1]


def test_the_part_that_polls_is_small_and_stops(
    tenant: Tenant, admin: User, anna: Person, client_of: ClientOf
) -> None:
    bought(tenant, admin, ENTERPRISEPREMIUM=1)
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna], [E5], by=admin)
    client = client_of(admin)
    headers = {"HX-Request": "true", "HX-Target": "under-way"}
    waiting = client.get(url(tenant), headers=headers).content
    assert b"1 licence is being set up" in waiting
    assert b"<html" not in waiting
    assert b"every 4s" in waiting
    sweeps.sweep(grace_seconds=0)
    assert b"every" not in client.get(url(tenant), headers=headers).content
    place = url(tenant, f"people/{anna.pk}/")
    assert b"Active" in client.get(place, headers={"HX-Request": "true"}).content
    assert client.get(place)["Location"] == f"/t/{tenant.slug}/people/{anna.pk}/"


@pytest.mark.parametrize("garbage", ["9" * 5000, "9" * 19, "\u0663", "\u00b2", "-1", "x"])
def test_ids_that_are_none_name_nobody(
    garbage: str, tenant: Tenant, admin: User, anna: Person, client_of: ClientOf
) -> None:
    client = client_of(admin)
    assert client.post(url(tenant, "retry/"), {"assignment": garbage}).status_code == 302
    assert client.post(url(tenant, "assign/"), {"person": garbage}).status_code == 200
    assert client.get(url(tenant, "assign/"), {"person": garbage}).status_code == 200
    assert client.post(f"/t/{tenant.slug}/people/mark/", {"person": garbage}).status_code == 302


def test_the_page_says_which_seats_are_lacking_for_everybody_and_leads_to_buy_them(
    tenant: Tenant, admin: User, billing: User, viewer: User, anna: Person, client_of: ClientOf
) -> None:
    """Seats that two gaps share are counted once: one plan for each of three people, of which one is left."""
    ben, carla = make_person(tenant, "ben.tanaka"), make_person(tenant, "carla.roy")
    bought(tenant, admin, ENTERPRISEPREMIUM=2, MCOPSTN1=1)
    with tenant_scope(tenant):
        assignments.assign(tenant, [ben, carla], [E5], by=admin)
    for user, may_buy in ((admin, True), (billing, True), (viewer, False)):
        page = client_of(user).get(url(tenant)).content.decode()
        assert "For all of them you lack 1 seat of Enterprise E5." in page
        assert "For all of them you lack 2 seats of Domestic Calling Plan." in page
        assert ("buy/?product=MCOPSTN1&amp;quantity=2" in page) == may_buy
    bought(tenant, admin, ENTERPRISEPREMIUM=1, MCOPSTN1=2)
    assert "you lack" not in client_of(admin).get(url(tenant)).content.decode()


def test_an_empty_directory_is_not_told_to_be_marked(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    page = client_of(admin).get(url(tenant)).content.decode()
    assert "There is nobody in the directory yet." in page
    make_person(tenant, needs_telephony=False)
    assert "Nobody is marked for telephony yet." in client_of(admin).get(url(tenant)).content.decode()
