"""The directory's pages: who may do what, search, bulk acts with their undo, bad input, a fixed number of queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from tenants import person_extensions
from tenants.models import Person, Tenant, User
from tenants.people import people
from tenants.person_extensions import Column, Panel, Place
from tenants.scoping import tenant_scope
from tests.cast import make_person, make_site
from ui.refusals import Refusal

ClientOf = Callable[[User], Client]
FROM_LIST = {"Referer": "http://testserver/t/halden/people/"}


def text(answer: Any) -> str:
    return answer.content.decode()


def valid(**changes: str) -> dict[str, str]:
    return {"display_name": "Anna Berg", "user_name": "anna@x.example", **changes}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_number_of_queries_for_any_number_of_people(
    tenant: Tenant, admin: User, client_of: ClientOf, count: int
) -> None:
    site = make_site(tenant)
    for number in range(count):
        make_person(tenant, f"p{number}@x.example", site=site, department=f"D{number}")
    client = client_of(admin)
    client.get(f"/t/{tenant.slug}/people/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/t/{tenant.slug}/people/?q=p").status_code == 200
    assert len(captured) <= 16
    same = getattr(
        test_the_list_costs_the_same_number_of_queries_for_any_number_of_people, "seen", len(captured)
    )
    test_the_list_costs_the_same_number_of_queries_for_any_number_of_people.seen = len(captured)  # type: ignore[attr-defined]
    assert len(captured) == same


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=eric", {"eric"}),
        ("?q=LE+GOFF+eric", {"eric"}),
        ("?q=0042", {"zoe"}),
        ("?q=finance", {"zoe"}),
        ("?q=%25", set()),
        ("?site=none", {"eric"}),
        ("?department=Finance", {"zoe"}),
        ("?location=--", {"eric"}),
        ("?location=US", {"zoe"}),
        ("?telephony=no", {"zoe"}),
        ("?telephony=nonsense&site=9999999999999999999999", {"eric", "zoe"}),
        ("?sort=-user_name", {"eric", "zoe"}),
        ("?sort=password&after=garbage&before=%00", {"eric", "zoe"}),
        ("?q=%00", {"eric", "zoe"}),
        ("?q=%ff%fe", set()),
        ("?q=" + "x" * 5000, {"eric", "zoe"}),
    ],
)
def test_search_and_filters_find_whom_they_should_and_shrug_off_garbage(
    tenant: Tenant, viewer: User, client_of: ClientOf, query: str, found: set[str]
) -> None:
    make_person(tenant, "eric@x.example", display_name="Éric LE GOFF", usage_location="")
    make_person(
        tenant,
        "zoe@x.example",
        display_name="Zoe",
        department="Finance",
        extension="0042",
        site=make_site(tenant),
        needs_telephony=False,
    )
    answer = client_of(viewer).get(f"/t/{tenant.slug}/people/{query}")
    assert answer.status_code == 200
    assert {name for name in ("eric", "zoe") if f"{name}@x.example" in text(answer)} == found


def test_search_as_you_type_gets_the_table_alone(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    make_person(tenant)
    headers = {"HX-Request": "true", "HX-Target": "people"}
    answer = text(client_of(admin).get(f"/t/{tenant.slug}/people/?q=anna", headers=headers))
    assert "Anna Berg" in answer
    assert "<h1>" not in answer


def test_a_viewer_sees_people_and_no_buttons(tenant: Tenant, viewer: User, client_of: ClientOf) -> None:
    person = make_person(tenant)
    client = client_of(viewer)
    page = text(client.get(f"/t/{tenant.slug}/people/"))
    assert "Anna Berg" in page
    assert 'name="person"' not in page
    assert "Delete this person" not in text(client.get(f"/t/{tenant.slug}/people/{person.pk}/"))
    assert client.post(f"/t/{tenant.slug}/people/new/", valid()).status_code == 403


def test_a_stranger_reaches_nobody(
    tenant: Tenant, other_tenant: Tenant, stranger: User, client_of: ClientOf
) -> None:
    person = make_person(tenant)
    client = client_of(stranger)
    assert client.get(f"/t/{tenant.slug}/people/").status_code == 404
    assert client.get(f"/t/{other_tenant.slug}/people/{person.pk}/").status_code == 404
    client.post(f"/t/{other_tenant.slug}/people/remove/", {"person": person.pk, "confirmed": "1"})
    client.post(f"/t/{other_tenant.slug}/people/unmark/", {"person": person.pk})
    with tenant_scope(tenant):
        assert Person.objects.get().needs_telephony


def test_a_person_is_added_and_changed_with_a_record(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    client = client_of(admin)
    answer = client.post(
        f"/t/{tenant.slug}/people/new/",
        valid(user_name="ANNA@X.example", usage_location="DE", needs_telephony="on"),
    )
    assert answer.status_code == 302
    with tenant_scope(tenant):
        person = Person.objects.get()
    assert (person.user_name, person.usage_location.code) == ("anna@x.example", "DE")
    edit = f"/t/{tenant.slug}/people/{person.pk}/edit/"
    assert client.post(edit, valid(extension="42", needs_telephony="on")).status_code == 302
    event = Event._base_manager.filter(action="person.changed").get()
    assert (event.before, event.after) == (
        {"usage_location": "DE", "extension": ""},
        {"usage_location": "", "extension": "42"},
    )
    assert client.post(edit, valid(extension="42", needs_telephony="on")).status_code == 302
    assert Event._base_manager.filter(action="person.changed").count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"display_name": ""}, "Type the display name."),
        ({"user_name": "no blank@x.example"}, "Type it like anna.berg@example.com"),
        ({"user_name": "noat"}, "Type it like anna.berg@example.com"),
        ({"user_name": "a" * 260 + "@x"}, "at most 254"),
        ({"user_name": "İ" * 200 + "@x.example"}, "more than 254"),
        ({"user_name": "TAKEN@x.example"}, "taken@x.example is already in the directory."),
        ({"extension": "7"}, "Type 2 to 10 digits"),
        ({"extension": "٤٢"}, "Type 2 to 10 digits"),
        ({"extension": "77"}, "Extension 77 belongs to Taken."),
        ({"display_name": "x\0y"}, "Null characters are not allowed"),
        ({"usage_location": "Atlantis"}, "Select a valid choice"),
        ({"site": "99999999999999999999999"}, "Select a valid choice"),
        ({"alternate_email": "nope"}, "Enter an e-mail address, as in name@example.com."),
    ],
)
def test_bad_input_comes_back_with_a_sentence_and_nothing_lost(
    tenant: Tenant, admin: User, client_of: ClientOf, changes: dict[str, str], sentence: str
) -> None:
    make_person(tenant, "taken@x.example", display_name="Taken", extension="77")
    answer = client_of(admin).post(f"/t/{tenant.slug}/people/new/", valid(department="Kept", **changes))
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert 'value="Kept"' in text(answer)
    with tenant_scope(tenant):
        assert Person.objects.count() == 1


@pytest.mark.parametrize("name", ["🦊 Fuchs", "שלום עולם", "ﷺ" * 256, "<script>alert(1)</script>", "İ" * 256])
def test_unusual_names_are_kept_and_shown_as_they_are(
    tenant: Tenant, admin: User, client_of: ClientOf, name: str
) -> None:
    client = client_of(admin)
    answer = client.post(f"/t/{tenant.slug}/people/new/", valid(display_name=name), follow=True)
    assert answer.status_code == 200
    with tenant_scope(tenant):
        assert Person.objects.get().display_name == name
    assert "<script>alert" not in text(client.get(f"/t/{tenant.slug}/people/"))


def test_marking_and_its_undo_touch_only_those_who_still_have_what_was_set(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    ids = [make_person(tenant, f"p{n}@x.example", needs_telephony=n == 0).pk for n in range(3)]
    client = client_of(admin)
    page = text(client.post(f"/t/{tenant.slug}/people/mark/", {"person": ids}, follow=True))
    assert "2 people were changed." in page
    with tenant_scope(tenant):
        Person.objects.filter(pk=ids[1]).update(needs_telephony=False)
    from_page = page.split('action="', 1)[1]
    undo = next(part.split('"')[0] for part in page.split('action="') if "/undo/" in part.split('"')[0])
    assert from_page
    assert "Undone for 1 person." in text(client.post(undo, follow=True, headers=FROM_LIST))
    assert "undone before" in text(client.post(undo, follow=True, headers=FROM_LIST))
    with tenant_scope(tenant):
        marks = list(Person.objects.order_by("pk").values_list("needs_telephony", flat=True))
    assert marks == [True, False, False]


def test_everyone_who_matches_is_set_and_nobody_else(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    site = make_site(tenant)
    for number in range(60):
        make_person(tenant, f"p{number:02}@x.example", department="Sales" if number else "Finance")
    client = client_of(admin)
    url, data = f"/t/{tenant.slug}/people/set/site/", {"everyone": "1", "filters": "department=Sales"}
    assert "Set the site of 59 people" in text(client.post(url, data))
    client.post(url, {**data, "value": site.pk})
    with tenant_scope(tenant):
        assert Person.objects.filter(site=site).count() == 59
    assert client.post(url, {**data, "value": "7777777"}).status_code == 422
    client.post(f"/t/{tenant.slug}/people/set/location/", {**data, "value": "FR"})
    with tenant_scope(tenant):
        assert Person.objects.filter(usage_location="FR").count() == 59
    assert client.post(f"/t/{tenant.slug}/people/set/password/", data).status_code == 404


@pytest.mark.parametrize(
    "data", [{}, {"person": ["x", "-1", "9" * 40]}, {"everyone": "1", "filters": "q=%00nobody&x"}]
)
def test_selecting_nobody_is_answered(
    tenant: Tenant, admin: User, client_of: ClientOf, data: dict[str, Any]
) -> None:
    answer = client_of(admin).post(f"/t/{tenant.slug}/people/mark/", data, follow=True, headers=FROM_LIST)
    assert "Nobody is selected" in text(answer)


def test_deleting_shows_what_it_breaks_and_asks_again_when_the_number_of_people_has_changed(
    tenant: Tenant, admin: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person_extensions, "_impacts", [lambda people: [f"{len(people)} chairs get empty."]])
    make_person(tenant, "a@x.example")
    client, url, data = client_of(admin), f"/t/{tenant.slug}/people/remove/", {"everyone": "1", "filters": ""}
    assert "1 chairs get empty." in text(client.post(url, data))
    make_person(tenant, "b@x.example")
    assert "Delete 2 people?" in text(client.post(url, {**data, "confirmed": "1"}))
    assert "2 people were deleted." in text(client.post(url, {**data, "confirmed": "2"}, follow=True))
    assert Event._base_manager.filter(action="person.removed").count() == 2


def test_a_person_in_use_is_not_deleted_and_every_place_is_a_link(
    tenant: Tenant, admin: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, ben = make_person(tenant), make_person(tenant, "ben.okafor")
    places = [
        Place(anna.pk, "chair 4", "/chairs/4/"),
        *(Place(anna.pk, f"desk {n}", f"/desks/{n}/", holds=True) for n in range(5)),
    ]
    monkeypatch.setattr(person_extensions, "_places", [lambda people: places if anna in people else []])
    client, url = client_of(admin), f"/t/{tenant.slug}/people/remove/"
    for page in (
        client.post(url, {"person": [anna.pk, ben.pk]}),
        client.get(f"/t/{tenant.slug}/people/{anna.pk}/"),
    ):
        assert '<a href="/desks/4/">Desk 4</a>' in text(page)
        assert '<a href="/chairs/4/">Chair 4</a>' in text(page)
    answer = client.post(url, {"person": [anna.pk, ben.pk], "confirmed": "2"})
    assert answer.status_code == 422
    assert (
        "Anna Berg is still in use: desk 0; desk 1; desk 2 and 2 more. Change that first, then delete."
        in text(answer)
    )
    assert "aria-disabled" in text(answer)
    assert "1 person was deleted." in text(
        client.post(url, {"person": ben.pk, "confirmed": "1"}, follow=True)
    )
    with tenant_scope(tenant):
        assert Person.objects.get() == anna


def test_the_refusal_counts_the_people_who_are_held(
    tenant: Tenant, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [make_person(tenant), make_person(tenant, "ben.okafor")]
    monkeypatch.setattr(
        person_extensions, "_places", [lambda people: [Place(p.pk, "a desk", holds=True) for p in people]]
    )
    with (
        tenant_scope(tenant),
        pytest.raises(Refusal, match=r"^2 of these people are still in use, Anna Berg"),
    ):
        people.remove(both, tenant=tenant, by=admin)


def test_columns_and_panels_of_other_apps_are_shown(
    tenant: Tenant, viewer: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_person(tenant)
    column = Column(1, "Shoe size", lambda people: {one.pk: "42" for one in people})
    panel = Panel(1, "ui/note.html", lambda one: {"text": f"A panel about {one}"})
    monkeypatch.setattr(person_extensions, "_columns", [column])
    monkeypatch.setattr(person_extensions, "_panels", [panel])
    client = client_of(viewer)
    assert 'data-l="Shoe size">42<' in text(client.get(f"/t/{tenant.slug}/people/"))
    assert "A panel about Anna Berg" in text(client.get(f"/t/{tenant.slug}/people/{person.pk}/"))


def test_two_who_take_the_same_name_at_once_get_a_sentence(tenant: Tenant, admin: User) -> None:
    with tenant_scope(tenant):
        people.add(tenant, {"user_name": "a@x.example", "display_name": "A", "extension": "11"}, by=admin)
        with pytest.raises(Refusal, match="already in the directory"):
            people.add(tenant, {"user_name": "A@x.example", "display_name": "B"}, by=admin)
        with pytest.raises(Refusal, match="Extension 11 belongs to A"):
            people.add(tenant, {"user_name": "b@x.example", "display_name": "B", "extension": "11"}, by=admin)
        assert Person.objects.count() == 1


def test_an_edit_leads_back_to_the_page_that_asked_for_it(
    tenant: Tenant, admin: User, client_of: Callable[[User], Client]
) -> None:
    anna = make_person(tenant)
    client, url = client_of(admin), f"/t/{tenant.slug}/people/{anna.pk}/edit/"
    back = f"/t/{tenant.slug}/licences/"
    page = client.get(url, {"next": back}).content.decode()
    assert f'<input type="hidden" name="next" value="{back}">' in page
    sent = {"display_name": "Anna Berg", "user_name": anna.user_name, "next": back}
    assert client.post(url, sent)["Location"] == back
    assert client.post(url, {**sent, "next": "//elsewhere.example/"})["Location"] == url.removesuffix("edit/")
    chosen = {"person": anna.pk, "value": "FR", "next": back}
    assert client.post(f"/t/{tenant.slug}/people/set/location/", chosen)["Location"] == back
