"""Problems that come after saving, and advice; and how many queries they take."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from licensing.models import Assignment
from services.attendants import attendants
from services.attendants.checks import problems_of
from services.attendants.models import Attendant, Flow
from services.attendants.setups import General, Script
from services.schedules.typed import ranges_of
from services.schedules.weekly import Week
from services.sounds.prompts import Prompt
from services.voice_apps import destinations
from services.voice_apps.destinations import Leads
from services.voice_apps.models import Destination, ResourceAccount, VoiceApp
from services.voice_apps.problems import Weight, valid
from tenants.models import Group, Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.attendants.conftest import (
    END,
    SEATTLE,
    Action,
    callable_person,
    make_attendant,
    menu,
    read,
    to,
    to_app,
)
from tests.numbering_pages.conftest import own
from tests.service_numbers.conftest import pay

MONDAYS = Week.of([ranges_of("9-17"), *[()] * 6])
OUTSIDE = Leads(Action.EXTERNAL, external="+12065550199")


def said(tenant: Tenant, weight: Weight | None = None) -> list[str]:
    with tenant_scope(tenant):
        return [one.sentence for one in problems_of(tenant) if weight in (None, one.weight)]


def give_number(tenant: Tenant, app: VoiceApp, n: int = 1, **fields: Any) -> None:
    number = own(tenant, n, usage="voice_app", allowance="toll", status="assigned", **fields)
    with tenant_scope(tenant):
        ResourceAccount.objects.create(
            tenant=tenant, app=app, number=number, user_name=f"ra{n}@halden.example", display_name=f"RA {n}"
        )


def test_nothing_decided_is_unfinished_and_hours_ask_for_a_flow_after_them(
    tenant: Tenant, admin: User, main: VoiceApp
) -> None:
    assert said(tenant) == ["It is not decided what happens to calls during business hours."]
    with tenant_scope(tenant):
        attendants.set_script(main, "open", Script(leads=END), by=admin)
        assert problems_of(tenant) == []
        attendants.set_hours(main, MONDAYS, by=admin)
        (problem,) = problems_of(tenant)
        assert problem.sentence == "It is not decided what happens to calls after hours."
        assert (problem.weight, problem.url) == (
            Weight.UNFINISHED,
            f"/t/halden/attendants/{main.pk}/flow/closed/",
        )
        assert not valid([problem])


def test_a_target_that_loses_its_licence_is_a_problem_where_it_is_led_to(
    tenant: Tenant, admin: User, main: VoiceApp, anna: Person
) -> None:
    with tenant_scope(tenant):
        attendants.change_general(main, General("Main line", "en-US", SEATTLE, to(anna)), by=admin)
        attendants.set_script(main, "open", menu({"2": to(anna), "0": Leads(Action.OPERATOR)}), by=admin)
        assert problems_of(tenant) == []
        Assignment.objects.all().delete()
        found = problems_of(tenant)
        assert [one.weight for one in found] == [Weight.BROKEN] * 2
        assert found[0].sentence == (
            "Calls are led to Anna Berg as the operator, who has no Phone System licence: they reach nobody."
        )
        assert found[0].url.endswith("/general/")
        assert "on key 2 during business hours" in found[1].sentence
        assert found[1].url.endswith("/flow/open/")


def test_what_is_not_heard_any_more_is_no_problem(
    tenant: Tenant, admin: User, main: VoiceApp, anna: Person
) -> None:
    with tenant_scope(tenant):
        attendants.set_script(main, "open", Script(leads=END), by=admin)
        attendants.set_script(main, "closed", menu({"2": to(anna)}), by=admin)
        Assignment.objects.all().delete()
        assert problems_of(tenant) == []
        attendants.set_hours(main, MONDAYS, by=admin)
        assert any("Anna Berg" in one.sentence for one in problems_of(tenant))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda app: Flow.objects.filter(attendant=app.pk).update(menu_text=""), "says nothing to callers"),
        (
            lambda app: Destination.objects.filter(slot="open.1").delete(),
            "Callers can do nothing with the menu",
        ),
        (
            lambda app: Destination.objects.filter(slot="open.1").update(action="operator"),
            "nobody is the operator",
        ),
        (
            lambda app: Destination.objects.filter(slot="open.1").update(action="announcement"),
            "Nothing is announced",
        ),
        (
            lambda app: Attendant.objects.filter(pk=app.pk).update(time_zone="Mars/X"),
            "Nobody knows the time zone",
        ),
        (lambda app: Attendant.objects.filter(pk=app.pk).update(hours={"mon": "x"}), "hours cannot be read"),
        (lambda app: destinations.write(app, {"open": to_app(app)}), "Main line → Main line"),
    ],
)
def test_what_can_only_go_wrong_behind_the_verbs_is_still_found(
    tenant: Tenant, admin: User, main: VoiceApp, spoil: Any, words: str
) -> None:
    with tenant_scope(tenant):
        attendants.set_script(main, "open", menu(), by=admin)
        spoil(main)
    assert any(words in sentence for sentence in said(tenant, Weight.BROKEN)), said(tenant)


def test_a_group_that_lost_its_mailbox(tenant: Tenant, admin: User, main: VoiceApp) -> None:
    with tenant_scope(tenant):
        group = Group.objects.create(tenant=tenant, name="Front desk", email="desk@halden.example")
        attendants.set_script(
            main, "open", Script(leads=Leads(Action.SHARED_VOICEMAIL, group=group)), by=admin
        )
        Group.objects.update(email="")
    assert said(tenant, Weight.BROKEN) == ["Front desk has no shared mailbox: it has no e-mail address."]


def test_a_circle_that_two_changes_closed_is_found(tenant: Tenant, admin: User, main: VoiceApp) -> None:
    night = make_attendant(tenant, admin, "Night")
    with tenant_scope(tenant):
        destinations.write(main, {"open": to_app(night)})
        destinations.write(night, {"open": to_app(main)})
    assert said(tenant, Weight.BROKEN) == [
        "Calls can go round in a circle: Main line → Night → Main line.",
        "Calls can go round in a circle: Night → Main line → Night.",
    ]


def test_a_menu_without_operator_and_with_directory_and_keys_gets_advice(
    tenant: Tenant, admin: User, main: VoiceApp
) -> None:
    with tenant_scope(tenant):
        attendants.set_script(main, "open", menu(directory="by_extension"), by=admin)
        assert valid(problems_of(tenant))
    found = said(tenant, Weight.ADVICE)
    assert "presses nothing three times is cut off" in found[0]
    assert "get in each other's way" in found[1]
    assert "nobody can be dialled yet" in found[2]
    callable_person(tenant, extension="204")
    assert not any("nobody can be dialled" in sentence for sentence in said(tenant))


def test_words_and_keys_that_do_not_fit_get_advice(
    tenant: Tenant, admin: User, main: VoiceApp, anna: Person
) -> None:
    words = Prompt("For Sales, press 1. For Accounts, press 4.")
    with tenant_scope(tenant):
        attendants.change_general(main, General("Main line", "en-US", SEATTLE, to(anna)), by=admin)
        attendants.set_script(
            main, "open", menu({"1": END, "2": END, "0": Leads(Action.OPERATOR)}, menu=words), by=admin
        )
    assert said(tenant) == [
        "The words of the menu during business hours leave out keys that do something: 2, 0.",
        "The words of the menu during business hours name keys that do nothing: 4.",
    ]


def test_going_outside_asks_for_a_number_in_front_and_for_credit(
    tenant: Tenant, admin: User, main: VoiceApp
) -> None:
    front = make_attendant(tenant, admin, "Front")
    with tenant_scope(tenant):
        attendants.set_script(main, "open", Script(leads=OUTSIDE), by=admin)
        attendants.set_script(front, "open", menu({"1": to_app(main)}), by=admin)
    assert any("takes a number on the first attendant" in sentence for sentence in said(tenant))
    give_number(tenant, front)
    assert any("no credit to pay for calls that go outside" in sentence for sentence in said(tenant))
    pay(tenant, admin)
    assert not any("passed on to (206) 555-0199" in sentence for sentence in said(tenant))


def test_going_outside_over_an_own_trunk_needs_no_credit(tenant: Tenant, admin: User, main: VoiceApp) -> None:
    with tenant_scope(tenant):
        attendants.set_script(main, "open", Script(leads=OUTSIDE), by=admin)
    give_number(tenant, main, supply="direct_routing")
    assert said(tenant) == []


def test_problems_take_as_many_queries_for_three_attendants_as_for_one(
    tenant: Tenant, admin: User, main: VoiceApp, anna: Person
) -> None:
    script = menu({"1": to(anna), "2": OUTSIDE}, directory="by_name")
    counts = []
    for name in ("One", "Two", "Three"):
        app = make_attendant(tenant, admin, name)
        with tenant_scope(tenant):
            attendants.set_script(app, "open", script, by=admin)
            with CaptureQueriesContext(connection) as seen:
                problems_of(tenant)
        counts.append(len(seen))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 10


def test_what_no_attendant_uses_is_not_asked_for(
    tenant: Tenant, admin: User, main: VoiceApp, django_assert_num_queries: Any
) -> None:
    with tenant_scope(tenant):
        attendants.set_script(main, "open", menu(), by=admin)
        with django_assert_num_queries(5):  # the attendants, their three tables, ways between apps
            problems_of(tenant)


def test_setups_read_what_the_verbs_wrote(tenant: Tenant, main: VoiceApp) -> None:
    with tenant_scope(tenant):
        assert read(main).general == General("Main line", "en-US", SEATTLE)
