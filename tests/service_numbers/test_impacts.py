"""Taking away a person, a licence or a number shows what queues and attendants lose, on every path."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from licensing import assignments, undo
from licensing.models import Assignment, LicenceChange, Product
from numbering import releases
from services.numbers import impacts, places
from services.voice_apps import accounts, destinations
from services.voice_apps.destinations import Leads
from services.voice_apps.models import VoiceApp
from tenants.models import Person, Tenant, User
from tenants.people import people
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.numbering_pages.conftest import own
from tests.service_numbers.conftest import ClientOf, buy, give, toll
from tests.service_numbers.leavers import Action, make_group, make_queue, send
from tests.voice_apps.conftest import make_app
from tests.voice_apps.test_allowances import people_with
from tests.voice_apps.test_voice_enabled import make_callable
from ui.refusals import Refusal


@pytest.fixture
def anna(tenant: Tenant, reference_data: None) -> Person:
    return make_callable(tenant)


@pytest.fixture
def sales(tenant: Tenant, anna: Person) -> VoiceApp:
    """A queue that Anna alone answers, and that sends calls which wait too long to her."""
    app = make_queue(tenant, "Sales", anna)
    send(app, "timeout", anna)
    return app


@pytest.fixture
def client(admin: User, client_of: ClientOf) -> Client:
    return client_of(admin)


LOST = (
    "Anna Berg is an agent of call queue Sales, which will call them no more.",
    "Call queue Sales, when a call has waited too long: calls go to Anna Berg, and will reach nobody.",
    "Call queue Sales will have no agent left.",
)


def test_the_page_that_takes_licences_says_what_queues_lose(
    tenant: Tenant, client: Client, anna: Person, sales: VoiceApp
) -> None:
    answer = client.post(
        f"/t/{tenant.slug}/licences/remove/", {"person": anna.pk, "product": "MCOEV", "check": "1"}
    )
    page = answer.content.decode()
    assert "What this breaks" in page
    for sentence in LOST:
        assert sentence in page


def test_taking_the_mark_for_telephony_says_it_too_for_one_for_many_and_by_a_file(
    tenant: Tenant, client: Client, anna: Person, sales: VoiceApp
) -> None:
    base = f"/t/{tenant.slug}/people"
    values = {"display_name": "Anna Berg", "user_name": anna.user_name, "usage_location": "US"}
    page = client.post(f"{base}/{anna.pk}/edit/", values, follow=True)
    assert f"Saved. {LOST[0]}" in page.content.decode()
    client.post(f"{base}/mark/", {"person": anna.pk})
    page = client.post(f"{base}/unmark/", {"person": anna.pk}, follow=True)
    assert f"1 person was changed. {LOST[0]}" in page.content.decode()
    client.post(f"{base}/mark/", {"person": anna.pk})
    lines = f"User Name,Display Name,Telephony\n{anna.user_name},Anna Berg,no\n"
    file = SimpleUploadedFile("people.csv", lines.encode(), "text/csv")
    page = client.post(f"{base}/files/", {"file": file}, follow=True)
    assert "What this breaks" in page.content.decode()
    for sentence in LOST:
        assert sentence in page.content.decode()


def test_a_licence_that_calls_are_not_taken_with_breaks_nothing(
    tenant: Tenant, client: Client, anna: Person, sales: VoiceApp
) -> None:
    with tenant_scope(tenant):
        Assignment.objects.create(
            tenant=tenant, person=anna, product_id="MCOPSTNPP", state="active", usage_location="US"
        )
    answer = client.post(
        f"/t/{tenant.slug}/licences/remove/", {"person": anna.pk, "product": "MCOPSTNPP", "check": "1"}
    )
    assert "1 person loses what you chose." in answer.content.decode()
    assert "What this breaks" not in answer.content.decode()


def test_giving_a_licence_cannot_be_taken_back_once_a_queue_counts_on_it(
    tenant: Tenant, admin: User, reference_data: None
) -> None:
    buy(tenant, 5)
    buy(tenant, 5, "STANDARDPACK")
    ben = make_person(tenant, "ben.okafor")
    with tenant_scope(tenant):
        products = list(Product.objects.filter(pk__in=["STANDARDPACK", "MCOEV"]))
        assignments.assign(tenant, [ben], products, by=admin)
    make_queue(tenant, "Sales", ben)
    with tenant_scope(tenant), pytest.raises(Refusal, match="Ben Okafor is an agent of call queue Sales"):
        undo.undo(tenant, LicenceChange.objects.get(), by=admin)


def test_somebody_who_answers_in_a_group_is_told_as_well(tenant: Tenant, anna: Person) -> None:
    make_queue(tenant, "Service", group=make_group(tenant, "Front desk", anna))
    with tenant_scope(tenant):
        assert impacts.of_licences(tenant, [anna], {"phone_system"}) == [
            "Anna Berg answers call queue Service in the group Front desk, and will be called no more."
        ]


def test_the_free_licences_of_accounts_shrink_with_the_people(
    tenant: Tenant, admin: User, reference_data: None
) -> None:
    found = people_with(tenant, 20)
    numbers = give(tenant, admin, *[toll(n) for n in range(27)])
    with tenant_scope(tenant):
        assert impacts.of_accounts(tenant, found, {"phone_system"}) == []
        accounts.connect_many(numbers[:26], make_app(tenant), by=admin)
        assert impacts.of_accounts(tenant, found[:1], {"phone_system"}) == [
            "26 resource account licences are free then, instead of 27, and 26 are in use."
        ]
        accounts.connect(numbers[26], VoiceApp.objects.get(), by=admin)
        said = [
            "25 resource account licences are free then, instead of 27, and 27 are in use. 2 must be bought."
        ]
        assert impacts.of_accounts(tenant, found[:11], {"phone_system"}) == said
        assert impacts.of_removed_people(found[:11]) == said
        assert impacts.of_removed_people([make_person(tenant, "no.licence")]) == []


def test_a_persons_page_and_the_page_that_deletes_link_to_every_place(
    tenant: Tenant, client: Client, anna: Person, sales: VoiceApp
) -> None:
    menu = make_app(tenant, "Menu", "attendant")
    send(menu, "open.3", anna, Action.VOICEMAIL)
    ben = make_person(tenant, "ben.okafor")
    for answer in (
        client.get(f"/t/{tenant.slug}/people/{anna.pk}/"),
        client.post(f"/t/{tenant.slug}/people/remove/", {"person": [anna.pk, ben.pk]}),
    ):
        page = answer.content.decode()
        for words in (
            "Call queue Sales, when a call has waited too long",
            "Auto attendant Menu, on key 3 during business hours, to the voicemail",
            "Agent of call queue Sales",
            "Call queue Sales will have no agent left.",
            f"/t/{tenant.slug}/service-numbers/people/{anna.pk}/replace/",
        ):
            assert words in page, words


def test_deleting_many_is_refused_while_calls_go_to_one_of_them(
    tenant: Tenant, client: Client, anna: Person, sales: VoiceApp
) -> None:
    ben = make_person(tenant, "ben.okafor")
    answer = client.post(f"/t/{tenant.slug}/people/remove/", {"person": [anna.pk, ben.pk], "confirmed": "2"})
    assert answer.status_code == 422
    assert (
        "Anna Berg is still in use: call queue Sales, when a call has waited too long. "
        "Change that first, then delete."
    ) in answer.content.decode()
    with tenant_scope(tenant):
        assert Person.objects.count() == 2


def test_somebody_who_is_only_an_agent_is_deleted_and_leaves_the_queue(
    tenant: Tenant, admin: User, anna: Person
) -> None:
    make_queue(tenant, "Sales", anna, make_callable(tenant, "ben.okafor"))
    with tenant_scope(tenant):
        assert impacts.of_removed_people([anna]) == []
        people.remove([anna], tenant=tenant, by=admin)
        assert [str(one.person) for one in places.seats_of(list(Person.objects.all()))] == ["Ben Okafor"]


def test_a_number_that_an_app_calls_as_an_outside_one_is_told_where_it_is_taken_away(
    tenant: Tenant, admin: User, client: Client, sales: VoiceApp
) -> None:
    number = own(tenant, 7)
    with tenant_scope(tenant):
        destinations.write(sales, {"overflow": Leads(Action.EXTERNAL, external=number.e164)})
    said = "Call queue Sales, when too many calls wait: calls go to (206) 555-0007, and will reach nobody."
    assert said in client.get(f"/t/{tenant.slug}/numbers/{number.pk}/").content.decode()
    for act in ("release", "usage"):
        page = client.post(f"/t/{tenant.slug}/numbers/bulk/", {"pick": number.pk, "act": act})
        assert said in page.content.decode(), act
    kept = client.post(f"/t/{tenant.slug}/numbers/bulk/", {"pick": number.pk, "act": "block"})
    assert said not in kept.content.decode()


def test_a_number_that_leads_somewhere_is_released_on_no_path(
    tenant: Tenant, admin: User, client: Client, reference_data: None
) -> None:
    buy(tenant, 1)
    app, numbers = make_app(tenant), give(tenant, admin, toll(0), toll(1))
    with tenant_scope(tenant):
        accounts.connect(numbers[0], app, by=admin)
        with pytest.raises(Refusal, match="assigned to call queue Sales, so none was released"):
            releases.release(numbers, by=admin)
    sent = {"pick": [number.pk for number in numbers], "act": "release"}
    page = client.post(f"/t/{tenant.slug}/numbers/bulk/", sent)
    assert "1 of them is in use, so nothing can be done with any of them." in page.content.decode()
    assert "call queue Sales" in page.content.decode()
    assert client.post(f"/t/{tenant.slug}/numbers/bulk/", {**sent, "confirmed": "1"}).status_code == 422


def test_more_than_five_of_a_kind_are_counted(tenant: Tenant, reference_data: None) -> None:
    crowd = [make_callable(tenant, f"p{n}") for n in range(8)]
    make_queue(tenant, "Sales", *crowd, make_callable(tenant, "left.behind"))
    with tenant_scope(tenant):
        said = impacts.of_licences(tenant, crowd, {"phone_system"})
    assert len(said) == 6
    assert said[-1] == "And 3 more like these."


def test_three_people_cost_what_one_costs(tenant: Tenant, reference_data: None) -> None:
    counts = []
    for size in (1, 3):
        crowd = [make_callable(tenant, f"p{size}-{n}") for n in range(size)]
        app = make_queue(tenant, f"Sales {size}", *crowd, group=make_group(tenant, f"All {size}", *crowd))
        send(app, "timeout", crowd[0])
        with tenant_scope(tenant), CaptureQueriesContext(connection) as seen:
            impacts.of_licences(tenant, crowd, {"phone_system"})
            impacts.of_accounts(tenant, crowd, {"phone_system"})
            impacts.of_removed_people(crowd)
            places.of_people(crowd)
        counts.append(len(seen))
    assert counts[0] == counts[1]
