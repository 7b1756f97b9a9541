"""Groups: their verbs, what was pasted, their pages, and what else tells about them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Event
from tenants.groups import groups, uses
from tenants.groups.uses import Use
from tenants.models import Group, GroupMember, Person, Tenant, User
from tenants.people import typed_people
from tenants.scoping import all_tenants, tenant_scope
from tests.cast import make_person
from ui.refusals import Refusal

ClientOf = Callable[[User], Client]
AT = "/t/halden/groups/"


def text(answer: Any) -> str:
    return answer.content.decode()


def make_group(tenant: Tenant, name: str = "Service desk", *people: Person, email: str = "") -> Group:
    with tenant_scope(tenant):
        group = Group.objects.create(tenant=tenant, name=name, email=email)
        for person in people:
            GroupMember.objects.create(tenant=tenant, group=group, person=person)
    return group


def members_of(group: Group) -> set[str]:
    with all_tenants():
        return set(GroupMember.objects.filter(group=group).values_list("person__display_name", flat=True))


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Let every group be used in one place, which holds it or not."""

    def use(holds: bool) -> None:
        places = lambda found: {  # noqa: E731
            one.pk: [Use("Answers the call queue Sales.", "/sales/", holds=holds)] for one in found
        }
        monkeypatch.setattr(uses, "_registered", [places])

    return use


def test_a_group_is_made_with_its_people_and_recorded(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    make_person(tenant, "anna.berg")
    make_person(tenant, "ben.okafor")
    data = {"name": "Service desk", "many": "anna.berg@halden.example\nBen Okafor; ANNA BERG"}
    answer = client_of(admin).post(f"{AT}new/", data)
    with tenant_scope(tenant):
        group = Group.objects.get()
    assert answer["Location"] == f"{AT}{group.pk}/"
    assert members_of(group) == {"Anna Berg", "Ben Okafor"}
    assert Event._base_manager.get(action="group.added").after["joined"] == ["Anna Berg", "Ben Okafor"]


def test_words_that_name_nobody_or_several_are_all_told_and_nothing_is_written(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    make_person(tenant, "kim.1", display_name="Kim Park")
    make_person(tenant, "kim.2", display_name="Kim Park")
    typed = "kim park, zed\nyara"
    answer = client_of(admin).post(f"{AT}new/", {"name": "Desk", "many": typed})
    assert answer.status_code == 422
    page = text(answer)
    assert "2 entries name nobody in the directory: “zed”, “yara”." in page
    assert "Several people are called “kim park”." in page
    assert typed in page
    with tenant_scope(tenant):
        assert not Group.objects.exists()


def test_a_paste_of_too_many_is_refused_with_both_figures(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    typed = "\n".join(f"p{number}" for number in range(5_001))
    answer = client_of(admin).post(f"{AT}new/", {"name": "Desk", "many": typed})
    assert "These are 5,001 people; 5,000 can be added at a time." in text(answer)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("a@x.example, b@x.example", ["a@x.example", "b@x.example"]),
        ("Berg, Anna (anna@x.example)\nBen", ["Berg, Anna (anna@x.example)", "Ben"]),
        ("Anna (a@x.example), Ben (b@x.example)", ["Anna (a@x.example)", "Ben (b@x.example)"]),
        (" a ;; a\t b \r\n,", ["a", "b"]),
        ("\x00", []),
    ],
)
def test_a_paste_is_taken_apart(typed: str, found: list[str]) -> None:
    assert typed_people.entries(typed) == found


@given(st.lists(st.text("abzÉß09.@-", min_size=1, max_size=8), max_size=12))
def test_what_is_joined_by_lines_comes_apart_again(words: list[str]) -> None:
    assert typed_people.entries("\n".join(words)) == list(dict.fromkeys(words))


def test_a_user_name_wins_over_somebody_elses_name_and_extensions_do_as_well(tenant: Tenant) -> None:
    by_user_name = make_person(tenant, "2001@x.example")
    by_extension = make_person(tenant, "zoe", extension="2001")
    with tenant_scope(tenant):
        typed = typed_people.read("2001@x.example, 2001, Zoé")
    assert typed.people == [by_user_name, by_extension]
    assert typed.unknown == []


def test_joining_twice_changes_and_records_nothing(tenant: Tenant, admin: User) -> None:
    anna = make_person(tenant)
    group = make_group(tenant)
    with tenant_scope(tenant):
        assert groups.join(group, [anna], by=admin) == [anna]
        assert groups.join(group, [anna], by=admin) == []
        assert groups.leave(group, [anna], by=admin) == [anna]
        assert groups.leave(group, [anna], by=admin) == []
    assert Event._base_manager.filter(action="group.changed").count() == 2


def test_people_join_and_leave_on_the_page_and_each_is_undone(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    anna, ben = make_person(tenant), make_person(tenant, "ben.okafor")
    group = make_group(tenant, "Desk", ben)
    client, at = client_of(admin), f"{AT}{group.pk}/"
    page = text(
        client.post(f"{at}people/", {"person": "Anna Berg", "many": "ben.okafor@halden.example"}, follow=True)
    )
    assert "1 person joined Desk. 1 was in it already." in page
    assert members_of(group) == {"Anna Berg", "Ben Okafor"}
    client.post(f"{at}people/out/?undo=1&person={anna.pk}")
    assert members_of(group) == {"Ben Okafor"}
    page = text(client.post(f"{at}people/out/", {"person": [ben.pk, "9" * 30, "x"]}, follow=True))
    assert "1 person is no longer in the group." in page
    assert f"{at}people/back/?undo=1&amp;person={ben.pk}" in page
    client.post(f"{at}people/back/?undo=1&person={ben.pk}")
    assert members_of(group) == {"Ben Okafor"}


def test_nobody_typed_and_nobody_ticked_are_said(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    group = make_group(tenant)
    client = client_of(admin)
    answer = client.post(f"{AT}{group.pk}/people/", {"person": "", "many": " "})
    assert answer.status_code == 422
    assert "Type who joins the group." in text(answer)
    assert "Nobody is selected." in text(client.post(f"{AT}{group.pk}/people/out/", {}, follow=True))


def test_two_groups_are_not_called_the_same(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    make_group(tenant, "Sales")
    other = make_group(tenant, "Service")
    client = client_of(admin)
    for at in (f"{AT}new/", f"{AT}{other.pk}/edit/"):
        answer = client.post(at, {"name": "SALES"})
        assert answer.status_code == 422
        assert "Another group is called SALES." in text(answer)
    assert "Saved." in text(
        client.post(f"{AT}{other.pk}/edit/", {"name": "Desk", "email": "d@x.example"}, follow=True)
    )
    assert Event._base_manager.get(action="group.changed").after == {"name": "Desk", "email": "d@x.example"}


def test_a_group_that_something_must_have_stays_and_says_where(
    tenant: Tenant, admin: User, client_of: ClientOf, held: Callable[[bool], None]
) -> None:
    group = make_group(tenant)
    client = client_of(admin)
    held(True)
    assert "Answers the call queue Sales." in text(client.get(f"{AT}{group.pk}/remove/"))
    answer = client.post(f"{AT}{group.pk}/remove/")
    assert answer.status_code == 422
    assert "Service desk cannot be deleted. Answers the call queue Sales. Change that first." in text(answer)
    held(False)
    assert client.post(f"{AT}{group.pk}/remove/").status_code == 302
    with tenant_scope(tenant):
        assert not Group.objects.exists()
    with tenant_scope(tenant), pytest.raises(Refusal, match="deleted in the meantime"):
        groups.join(group, [], by=admin)


def test_a_person_tells_its_groups_and_what_leaving_means(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    anna = make_person(tenant)
    group = make_group(tenant, "Desk", anna)
    page = text(client_of(admin).get(f"/t/halden/people/{anna.pk}/"))
    assert f'href="{AT}{group.pk}/"' in page
    assert "1 group loses people." in page


def test_a_viewer_reads_and_changes_nothing_and_strangers_reach_nothing(
    tenant: Tenant, viewer: User, other_tenant: Tenant, stranger: User, client_of: ClientOf
) -> None:
    group = make_group(tenant, "Desk", make_person(tenant))
    client = client_of(viewer)
    page = text(client.get(f"{AT}{group.pk}/"))
    assert "Anna Berg" in page
    assert "Add people" not in page
    assert 'name="person"' not in page
    assert client.post(f"{AT}{group.pk}/people/out/").status_code == 403
    assert client_of(stranger).get(f"/t/kestrel/groups/{group.pk}/").status_code == 404


def test_the_database_refuses_a_member_of_another_tenant(tenant: Tenant, other_tenant: Tenant) -> None:
    group, foreign = make_group(tenant), make_person(other_tenant)
    with all_tenants():
        GroupMember.objects.bulk_create([GroupMember(tenant=tenant, group=group, person_id=foreign.pk)])
    with pytest.raises(IntegrityError):
        connection.check_constraints()


def test_lists_cost_the_same_number_of_queries_at_one_and_at_three_items(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    client, counts = client_of(admin), []
    first = make_group(tenant, "Group 0", make_person(tenant, "p0"))
    client.get(AT)
    for more in (0, 2):
        for number in range(more):
            person = make_person(tenant, f"p{more}{number}")
            make_group(tenant, f"Group {more}{number}", person)
            with tenant_scope(tenant):
                GroupMember.objects.create(tenant=tenant, group=first, person=person)
        for at in (AT, f"{AT}{first.pk}/"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(at).status_code == 200
            counts.append(len(captured))
    assert counts[:2] == counts[2:]


@pytest.mark.parametrize(
    ("query", "found"), [("?q=desk", True), ("?q=DÉSK+serv", True), ("?q=zz", False), ("?q=%00", True)]
)
def test_groups_are_found_by_the_words_of_their_name(
    tenant: Tenant, viewer: User, client_of: ClientOf, query: str, found: bool
) -> None:
    make_group(tenant)
    page = text(client_of(viewer).get(AT + query))
    assert ("Service desk</bdi>" in page) is found
    assert ("No group matches" in page) is not found
