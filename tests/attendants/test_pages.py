"""Step 8 walked without JavaScript: list, make, one attendant, copy, delete; wrong input; who may."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from licensing.models import Assignment
from services.attendants import attendants
from services.attendants.models import Attendant
from services.attendants.setups import General, Script
from services.schedules.typed import ranges_of
from services.schedules.weekly import Week
from services.voice_apps.destinations import Leads
from services.voice_apps.models import VoiceApp
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.attendants.conftest import (
    END,
    SEATTLE,
    Action,
    ClientOf,
    callable_person,
    make_attendant,
    menu,
    stored,
    to,
    to_app,
    words,
)
from tests.attendants.test_checks import give_number
from tests.voice_apps.conftest import make_app

BASE = "/t/halden/attendants"
OFFICE = Week.of([ranges_of("8-12, 13-17:30"), *[()] * 4, ranges_of("all day"), ()])
GENERAL = {"name": "Main line", "language": "en-US", "time_zone": SEATTLE, "operator-action": ""}
ENDS = {"greeting-say": "", "then-action": "disconnect"}


def test_an_empty_step_teaches_and_leads_on(
    tenant: Tenant, browser_of_admin: Client, viewer: User, client_of: ClientOf
) -> None:
    assert "Make your first auto attendant" in words(browser_of_admin.get(f"{BASE}/"))
    assert "A tenant admin can make one." in words(client_of(viewer).get(f"{BASE}/"))


def test_making_one_asks_little_and_leads_on_to_what_callers_hear(
    tenant: Tenant, browser_of_admin: Client, anna: Person
) -> None:
    page = browser_of_admin.get(f"{BASE}/new/")
    assert "First what it is called" in words(page)
    form = {**GENERAL, "operator-action": "person", "operator-person": "Anna Berg"}
    answer = browser_of_admin.post(f"{BASE}/new/", form)
    with tenant_scope(tenant):
        app = VoiceApp.objects.get()
    assert answer["Location"] == f"{BASE}/{app.pk}/flow/open/"
    assert stored(tenant, app).general == General("Main line", "en-US", SEATTLE, to(anna))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Name the attendant."),
        ({"name": "x" * 65}, "at most 64"),
        ({"language": "xx"}, "Select a valid choice"),
        ({"time_zone": "Mars/X"}, "Select a valid choice"),
        ({"operator-action": "person", "operator-person": "Nobody"}, "Nobody in the directory is called"),
        ({"operator-action": "external", "operator-external": "12"}, "too few or too many digits"),
        ({"operator-action": "person", "operator-person": "ben okafor"}, "has no Phone System licence"),
        ({"name": "TAKEN"}, "Another auto attendant is called “TAKEN”."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    tenant: Tenant, admin: User, browser_of_admin: Client, wrong: dict[str, str], said: str
) -> None:
    make_attendant(tenant, admin, "Taken")
    callable_person(tenant, "ben.okafor")
    with tenant_scope(tenant):
        Assignment.objects.all().delete()
    answer = browser_of_admin.post(f"{BASE}/new/", {**GENERAL, "name": "Kept name", **wrong})
    assert answer.status_code == 422
    assert said in words(answer)
    assert "<title>Error: " in answer.content.decode()
    if "name" not in wrong:
        assert 'value="Kept name"' in answer.content.decode()


def test_the_list_shows_hours_numbers_and_health(
    tenant: Tenant, admin: User, browser_of_admin: Client, main: VoiceApp
) -> None:
    done = make_attendant(tenant, admin, "Night line", time_zone="Europe/Paris", language="fr-FR")
    for n in (1, 2, 3):
        give_number(tenant, done, n)
    with tenant_scope(tenant):
        attendants.set_script(done, "open", Script(leads=END), by=admin)
    text = words(browser_of_admin.get(f"{BASE}/"))
    assert "Main line English (United States) Open day and night Los Angeles none yet Not finished" in text
    assert (
        "Night line French (France) Open day and night Paris (206) 555-0001 (206) 555-0002 and 1 more Valid"
        in text
    )


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "NIGHT"}, {"Night line"}),
        ({"language": "fr-FR"}, {"Night line"}),
        ({"numbers": "yes"}, {"Night line"}),
        ({"numbers": "no"}, {"Main line"}),
        ({"health": "unfinished"}, {"Main line"}),
        ({"health": "broken"}, set()),
        ({"health": "valid", "language": "fr-FR"}, {"Night line"}),
        ({"sort": "-name", "after": "x", "q": "\x00"}, {"Main line", "Night line"}),
    ],
)
def test_filters_narrow_the_list(
    tenant: Tenant,
    admin: User,
    browser_of_admin: Client,
    main: VoiceApp,
    query: dict[str, str],
    names: set[str],
) -> None:
    night = make_attendant(tenant, admin, "Night line", language="fr-FR")
    give_number(tenant, night, 1)
    give_number(tenant, night, 2)
    with tenant_scope(tenant):
        attendants.set_hours(night, OFFICE, by=admin)
        for moment in ("open", "closed"):
            attendants.set_script(night, moment, Script(leads=END), by=admin)
    text = words(browser_of_admin.get(f"{BASE}/", query))
    assert {name for name in ("Main line", "Night line") if f"{name} " in text} == names
    assert text.count("Night line") <= 1


def test_capitals_do_not_matter_for_the_order(tenant: Tenant, admin: User, browser_of_admin: Client) -> None:
    for name in ("beta", "Alpha", "Gamma"):
        make_attendant(tenant, admin, name)
    for sort, order in (("", ["Alpha", "beta", "Gamma"]), ("-name", ["Gamma", "beta", "Alpha"])):
        text = words(browser_of_admin.get(f"{BASE}/", {"sort": sort}))
        assert sorted(order, key=text.rindex) == order


def test_no_match_is_not_nothing_yet(browser_of_admin: Client, main: VoiceApp) -> None:
    assert "No auto attendant matches" in words(browser_of_admin.get(f"{BASE}/", {"q": "zebra"}))


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    tenant: Tenant, admin: User, browser_of_admin: Client, anna: Person
) -> None:
    counts = []
    for name in ("One", "Two", "Three"):
        app = make_attendant(tenant, admin, name)
        give_number(tenant, app, len(counts) + 1)
        with tenant_scope(tenant):
            attendants.set_script(app, "open", menu({"1": to(anna)}), by=admin)
        browser_of_admin.get(f"{BASE}/")
        with CaptureQueriesContext(connection) as seen:
            browser_of_admin.get(f"{BASE}/")
        counts.append(len(seen))
    assert counts[0] == counts[2], counts


def test_problems_stand_on_the_page_with_their_doors(
    tenant: Tenant, admin: User, browser_of_admin: Client, main: VoiceApp, anna: Person
) -> None:
    with tenant_scope(tenant):
        attendants.set_script(main, "open", Script(leads=to(anna)), by=admin)
        Assignment.objects.all().delete()
    answer = browser_of_admin.get(f"{BASE}/{main.pk}/")
    assert "Calls are led to Anna Berg during business hours" in words(answer)
    assert f'href="{BASE}/{main.pk}/flow/open/"' in answer.content.decode()
    assert "1 problem" in words(browser_of_admin.get(f"{BASE}/"))


def test_what_leads_here_is_listed_and_keeps_it(
    tenant: Tenant, admin: User, browser_of_admin: Client, main: VoiceApp
) -> None:
    night = make_attendant(tenant, admin, "Night")
    with tenant_scope(tenant):
        attendants.set_script(main, "open", menu({"2": to_app(night)}), by=admin)
    text = words(browser_of_admin.get(f"{BASE}/{night.pk}/remove/"))
    assert "Auto attendant Main line, on key 2 during business hours" in text
    assert "Lead these somewhere else first" in text
    browser_of_admin.post(f"{BASE}/{night.pk}/remove/")
    assert "Calls still come to Night" in words(browser_of_admin.get(f"{BASE}/{night.pk}/"))
    assert "Delete Main line?" in words(browser_of_admin.get(f"{BASE}/{main.pk}/remove/"))
    answer = browser_of_admin.post(f"{BASE}/{main.pk}/remove/", follow=True)
    assert "“Main line” is deleted." in words(answer)
    with tenant_scope(tenant):
        assert [app.name for app in VoiceApp.objects.all()] == ["Night"]


def test_a_copy_is_made_and_opened(tenant: Tenant, browser_of_admin: Client, main: VoiceApp) -> None:
    answer = browser_of_admin.post(f"{BASE}/{main.pk}/copy/", follow=True)
    assert "“Main line (copy)” is a copy of “Main line”, without its numbers." in words(answer)


def test_unreadable_rows_are_shown_as_not_stated_and_can_be_mended(
    tenant: Tenant, browser_of_admin: Client, main: VoiceApp
) -> None:
    with tenant_scope(tenant):
        Attendant.objects.update(time_zone="Mars/X", hours={"mon": "x"})
    assert "not stated" in words(browser_of_admin.get(f"{BASE}/")).lower()
    text = words(browser_of_admin.get(f"{BASE}/{main.pk}/"))
    assert "Nobody knows the time zone “Mars/X”" in text
    for part in ("general", "hours", "flow/open", "flow/closed", "remove"):
        assert browser_of_admin.get(f"{BASE}/{main.pk}/{part}/").status_code == 200
    browser_of_admin.post(f"{BASE}/{main.pk}/general/", GENERAL)
    browser_of_admin.post(f"{BASE}/{main.pk}/hours/", {"mode": "always"})
    assert stored(tenant, main).week == Week.always()


def test_an_unknown_moment_and_a_queue_are_not_found(
    tenant: Tenant, browser_of_admin: Client, main: VoiceApp
) -> None:
    queue = make_app(tenant)
    assert browser_of_admin.get(f"{BASE}/{main.pk}/flow/dinner/").status_code == 404
    assert browser_of_admin.get(f"{BASE}/{queue.pk}/").status_code == 404


def test_a_viewer_reads_and_changes_nothing(
    tenant: Tenant, main: VoiceApp, viewer: User, stranger: User, client_of: ClientOf
) -> None:
    client = client_of(viewer)
    page = client.get(f"{BASE}/{main.pk}/")
    assert "Only a tenant admin can change attendants." in words(page)
    assert "/hours/" not in page.content.decode()
    for part in ("general", "hours", "flow/open", "copy", "remove"):
        assert client.post(f"{BASE}/{main.pk}/{part}/").status_code == 403
    assert client_of(stranger).get(f"{BASE}/{main.pk}/").status_code == 404


def test_the_operator_of_a_key_is_named(
    tenant: Tenant, admin: User, browser_of_admin: Client, main: VoiceApp, anna: Person
) -> None:
    with tenant_scope(tenant):
        attendants.change_general(main, General("Main line", "en-US", SEATTLE, to(anna)), by=admin)
        attendants.set_script(main, "open", menu({"0": Leads(Action.OPERATOR)}), by=admin)
    text = words(browser_of_admin.get(f"{BASE}/{main.pk}/"))
    assert "0 The operator: Anna Berg" in text
    assert "Whoever presses nothing three times reaches Anna Berg." in text
