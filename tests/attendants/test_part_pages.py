"""The parts of an attendant edited without JavaScript: hours, menu, greeting, wrong input, two who edit at once."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from services.attendants import attendants
from services.attendants.setups import Script
from services.schedules.typed import ranges_of
from services.schedules.weekly import Week
from services.sounds.models import Sound
from services.voice_apps.models import VoiceApp
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.attendants.conftest import (
    END,
    SEATTLE,
    menu,
    stored,
    to,
    words,
)
from tests.sounds.made import upload, wav

BASE = "/t/halden/attendants"
GENERAL = {"name": "Main line", "language": "en-US", "time_zone": SEATTLE, "operator-action": ""}
ENDS = {"greeting-say": "", "then-action": "disconnect"}
MENU = {
    "greeting-say": "text",
    "greeting-text": "Welcome to Halden.",
    "then-action": "menu",
    "menu-say": "text",
    "menu-text": "For Anna, press 1.",
    "key1-action": "person",
    "key1-person": "anna berg",
    "dial-directory": "none",
}
WEEKLY = {"mode": "weekly", "mon": "8-12, 13-17:30", "sat": "all day"}
OFFICE = Week.of([ranges_of("8-12, 13-17:30"), *[()] * 4, ranges_of("all day"), ()])


def test_hours_are_typed_and_stored(tenant: Tenant, browser_of_admin: Client, main: VoiceApp) -> None:
    answer = browser_of_admin.post(f"{BASE}/{main.pk}/hours/", WEEKLY)
    assert answer["Location"] == f"{BASE}/{main.pk}/"
    assert stored(tenant, main).week == OFFICE
    text = words(browser_of_admin.get(f"{BASE}/{main.pk}/"))
    assert "Mon 08:00 to 12:00 and 13:00 to 17:30, Sat all day." in text


def test_a_wrong_line_comes_back_as_it_was_typed_with_the_day_named(
    tenant: Tenant, browser_of_admin: Client, main: VoiceApp
) -> None:
    answer = browser_of_admin.post(f"{BASE}/{main.pk}/hours/", {**WEEKLY, "thu": "09:10-17:00"})
    assert answer.status_code == 422
    assert "Thursday: “09:10-17:00” is not on a quarter of an hour." in words(answer)
    assert 'value="09:10-17:00"' in answer.content.decode()
    assert stored(tenant, main).week == Week.always()


def test_monday_is_copied_without_saving(tenant: Tenant, browser_of_admin: Client, main: VoiceApp) -> None:
    answer = browser_of_admin.post(f"{BASE}/{main.pk}/hours/", {**WEEKLY, "copy": "weekdays"})
    assert answer.status_code == 200
    assert answer.content.decode().count('value="8-12, 13-17:30"') == 5
    assert stored(tenant, main).week == Week.always()


def test_what_is_being_typed_is_drawn_and_not_saved(
    tenant: Tenant, browser_of_admin: Client, main: VoiceApp
) -> None:
    answer = browser_of_admin.post(f"{BASE}/{main.pk}/hours/look/", WEEKLY)
    assert "Open Mon 08:00 to 12:00 and 13:00 to 17:30, Sat all day." in words(answer)
    assert "<h1" not in answer.content.decode()
    assert '<rect class="a" x="480" width="240"' in answer.content.decode()
    wrong = browser_of_admin.post(f"{BASE}/{main.pk}/hours/look/", {**WEEKLY, "sun": "x"})
    assert "Sunday: “x” cannot be read" in words(wrong)
    assert stored(tenant, main).week == Week.always()


def test_a_menu_is_made_and_told_in_words_and_in_order(
    tenant: Tenant, browser_of_admin: Client, main: VoiceApp, anna: Person
) -> None:
    form = {
        **MENU,
        "key5-action": "announcement",
        "says5-say": "text",
        "says5-text": "We are in Seattle.",
        "key9-action": "external",
        "key9-external": "(206) 555-0199",
    }
    answer = browser_of_admin.post(f"{BASE}/{main.pk}/flow/open/", form)
    assert answer["Location"] == f"{BASE}/{main.pk}/"
    text = words(browser_of_admin.get(f"{BASE}/{main.pk}/"))
    order = ["Welcome to Halden.", "For Anna, press 1.", "1 Anna Berg", "5 “We are in Seattle.”, then the menu again",
             "9 (206) 555-0199", "* hears it again", "# goes back", "Whoever presses nothing three times is cut off."]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"then-action": ""}, "“After the greeting” is not filled in."),
        ({"then-action": "person", "then-person": ""}, "Choose the person."),
        ({"menu-text": ""}, "Type the text."),
        ({"key1-action": ""}, "With this menu callers can do nothing."),
        ({"key2-action": "operator"}, "Key 2: It leads to the operator, and nobody is the operator yet."),
        ({"key3-action": "announcement", "says3-say": "text"}, "Key 3: Type the text."),
        ({"key4-action": "app", "key4-target": "9" * 30}, "Key 4: Select a valid choice."),
        ({"greeting-text": "x" * 1001}, "1,001 characters"),
        ({"dial-directory": "by_smell"}, "Select a valid choice."),
    ],
)
def test_a_menu_that_cannot_be_used_is_refused_and_nothing_typed_is_lost(
    tenant: Tenant, browser_of_admin: Client, main: VoiceApp, anna: Person, wrong: dict[str, str], said: str
) -> None:
    answer = browser_of_admin.post(f"{BASE}/{main.pk}/flow/open/", {**MENU, "key8-action": "external", "key8-external": "206 555 0188", **wrong} if wrong != {"key1-action": ""} else {**MENU, **wrong})  # fmt: skip
    assert answer.status_code == 422
    assert said in words(answer)
    if "key1-action" not in wrong:
        assert 'value="206 555 0188"' in answer.content.decode()
    assert stored(tenant, main).scripts["open"] == Script()


def test_the_page_of_a_menu_takes_as_many_queries_for_nine_keys_as_for_one(
    tenant: Tenant, admin: User, browser_of_admin: Client, main: VoiceApp, anna: Person
) -> None:
    counts = []
    browser_of_admin.get(f"{BASE}/{main.pk}/")
    for keys in ("1", "123456789"):
        with tenant_scope(tenant):
            attendants.set_script(main, "open", menu(dict.fromkeys(keys, to(anna))), by=admin)
        for part in ("", "flow/open/"):
            with CaptureQueriesContext(connection) as seen:
                page = browser_of_admin.get(f"{BASE}/{main.pk}/{part}")
            assert "<title>Error" not in page.content.decode()
            counts.append(len(seen))
    assert counts[0] == counts[2], counts
    assert counts[1] == counts[3], counts


def test_an_uploaded_greeting_is_kept_even_when_the_rest_is_refused(
    tenant: Tenant, browser_of_admin: Client, main: VoiceApp
) -> None:
    form = {"greeting-say": "sound", "then-action": "person", "then-person": "Nobody"}
    answer = browser_of_admin.post(
        f"{BASE}/{main.pk}/flow/open/", {**form, "greeting-upload": upload(wav(), "hello.wav")}
    )
    assert answer.status_code == 422
    assert "Your upload is kept, as" in words(answer)
    with tenant_scope(tenant):
        sound = Sound.objects.defer("content").get()
    again = {**form, "greeting-sound": str(sound.pk), "then-action": "disconnect"}
    assert browser_of_admin.post(f"{BASE}/{main.pk}/flow/open/", again).status_code == 302
    assert stored(tenant, main).scripts["open"].greeting.sound == sound


def test_two_admins_see_both_and_the_second_decides(
    tenant: Tenant, admin: User, browser_of_admin: Client, main: VoiceApp, anna: Person
) -> None:
    page = browser_of_admin.get(f"{BASE}/{main.pk}/flow/open/").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    with tenant_scope(tenant):
        attendants.set_script(main, "open", Script(leads=END), by=admin)
    late = browser_of_admin.post(f"{BASE}/{main.pk}/flow/open/", {**MENU, "seen": seen})
    assert late.status_code == 422
    text = words(late)
    assert "This has been changed since you opened the page" in text
    assert "How it stands now Rosa" in text
    assert "End the call" in text
    assert "For Anna, press 1." in text
    again = re.search(r'name="seen" value="(\w+)"', late.content.decode())[1]
    assert browser_of_admin.post(f"{BASE}/{main.pk}/flow/open/", {**MENU, "seen": again}).status_code == 302
    assert stored(tenant, main).scripts["open"].has_menu


@pytest.mark.parametrize(("part", "form"), [("general", {**GENERAL, "name": "Other"}), ("hours", WEEKLY)])
def test_the_other_parts_tell_of_a_change_in_the_meantime_too(
    tenant: Tenant, browser_of_admin: Client, main: VoiceApp, part: str, form: dict[str, str]
) -> None:
    late = browser_of_admin.post(f"{BASE}/{main.pk}/{part}/", {**form, "seen": "long gone"})
    assert late.status_code == 422
    assert "How it stands now" in words(late)
    again = re.search(r'name="seen" value="(\w+)"', late.content.decode())[1]
    assert browser_of_admin.post(f"{BASE}/{main.pk}/{part}/", {**form, "seen": again}).status_code == 302


def test_a_double_submit_saves_once_and_says_so(
    tenant: Tenant, browser_of_admin: Client, main: VoiceApp
) -> None:
    page = browser_of_admin.get(f"{BASE}/{main.pk}/flow/open/").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    for _turn in range(2):
        answer = browser_of_admin.post(f"{BASE}/{main.pk}/flow/open/", {**ENDS, "seen": seen})
        assert answer.status_code == 302
    assert "Nothing was different" in words(browser_of_admin.get(answer["Location"]))
    with tenant_scope(tenant):
        assert VoiceApp.objects.get().version == 2
