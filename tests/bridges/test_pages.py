"""The pages of step 6: what they show, that they act by the verbs, and that nothing that was typed is lost."""

import csv
import io
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carriers.models import SandboxFault
from licensing.models import Assignment as Seat
from numbering.models import PhoneNumber
from services.bridges import numbers, pins
from services.bridges.bridges import bridge_of
from services.bridges.conference_ids import spaced
from services.bridges.models import Bridge, BridgeNumber, Organiser
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.bridges.conftest import (
    CHICAGO,
    NEW_YORK,
    ClientOf,
    buy,
    give_licence,
    on_bridge,
    organiser_of,
    own_toll,
    own_toll_free,
    work,
)
from tests.cast import make_person
from tests.service_numbers.conftest import pay

SETTINGS: dict[str, Any] = {
    "notifications": "on",
    "announcement": "names",
    "record_names": "on",
    "mask": "outsiders",
    "pin_length": "5",
    "send_mails": "on",
    "version": "1",
}


def text_of(answer: Any) -> str:
    content: str = answer.content.decode()
    return content


def test_entering_the_step_sets_the_bridge_up_for_an_admin_and_for_nobody_else(
    shop: Tenant, browser_of_admin: Client, viewer: User, client_of: ClientOf, base: str
) -> None:
    assert "not set up yet" in text_of(client_of(viewer).get(f"{base}/"))
    with tenant_scope(shop):
        assert bridge_of(shop) is None
    assert "The carrier is giving the shared numbers of United States" in text_of(
        browser_of_admin.get(f"{base}/")
    )
    work()
    page = text_of(browser_of_admin.get(f"{base}/"))
    assert "(212) 555-0100" in page
    assert "They dial (212) 555-0100" in page
    assert "Give somebody an Audio Conferencing licence" in page
    part = text_of(
        browser_of_admin.get(f"{base}/", headers={"HX-Request": "true", "HX-Target": "bridge-numbers"})
    )
    assert "(312) 555-0100" in part
    assert "<html" not in part


def test_a_carrier_that_refused_is_told_with_a_way_to_ask_again(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    SandboxFault.objects.create(operation="shared", kind="refuse")
    browser_of_admin.get(f"{base}/")
    work()
    page = text_of(browser_of_admin.get(f"{base}/"))
    assert "The carrier did not give the shared numbers. The carrier refused." in page
    assert f"/t/{shop.slug}/jobs/" in page


def test_a_country_without_shared_numbers_says_so_and_asks_for_an_own_one(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    Tenant.objects.filter(pk=shop.pk).update(country="VE")
    browser_of_admin.get(f"{base}/")
    work()
    page = text_of(browser_of_admin.get(f"{base}/"))
    assert "The carrier has no shared number in Venezuela" in page
    assert "Find service numbers" in page


def test_an_own_number_is_put_on_with_a_way_back_and_taken_off_again(
    bridge: Bridge, browser_of_admin: Client, base: str
) -> None:
    number = own_toll(bridge.tenant)
    answer = browser_of_admin.post(f"{base}/numbers/put-on/", {"number": number.pk}, follow=True)
    assert "The bridge answers (206) 555-0001." in text_of(answer)
    row = on_bridge(number.e164)
    answer = browser_of_admin.post(f"{base}/numbers/{row.pk}/take-back/", follow=True)
    assert "off the bridge again" in text_of(answer)
    assert not BridgeNumber.objects.filter(pk=row.pk).exists()


def test_a_number_that_was_taken_meanwhile_is_refused_beside_the_field(
    bridge: Bridge, browser_of_admin: Client, base: str
) -> None:
    number = own_toll(bridge.tenant)
    PhoneNumber.objects.filter(pk=number.pk).update(status="assigned")
    answer = browser_of_admin.post(f"{base}/numbers/put-on/", {"number": number.pk})
    assert answer.status_code == 422
    assert "is assigned to a service" in text_of(answer)
    assert browser_of_admin.post(f"{base}/numbers/put-on/", {"number": "x"}).status_code == 422


def test_free_numbers_for_queues_are_named_where_there_is_none_for_conferencing(
    bridge: Bridge, browser_of_admin: Client, base: str
) -> None:
    own_toll(bridge.tenant, usage="voice_app")
    assert "1 free number is for queues and attendants" in text_of(browser_of_admin.get(f"{base}/"))


def test_the_default_is_chosen_and_undone(bridge: Bridge, browser_of_admin: Client, base: str) -> None:
    chosen = on_bridge(CHICAGO)
    answer = browser_of_admin.post(f"{base}/numbers/default/", {"default": chosen.pk}, follow=True)
    assert "Organisers keep the numbers that they have." in text_of(answer)
    undo = f"{base}/numbers/{on_bridge(NEW_YORK).pk}/default/"
    assert undo in text_of(answer)
    browser_of_admin.post(undo)
    assert on_bridge(NEW_YORK).is_default
    assert browser_of_admin.post(f"{base}/numbers/default/", {"default": "999"}).status_code == 422


def test_a_toll_free_number_is_not_offered_as_default_and_says_why(
    bridge: Bridge, admin: User, browser_of_admin: Client, base: str
) -> None:
    pay(bridge.tenant, admin)
    row = numbers.put_on(bridge, own_toll_free(bridge.tenant), by=admin)
    assert browser_of_admin.post(f"{base}/numbers/default/", {"default": row.pk}).status_code == 422
    page = text_of(browser_of_admin.get(f"{base}/numbers/{row.pk}/"))
    assert "The default number of a bridge must be a toll number." in page


def test_languages_are_saved_refused_and_restored(
    bridge: Bridge, admin: User, browser_of_admin: Client, base: str
) -> None:
    row = numbers.put_on(bridge, own_toll(bridge.tenant), by=admin)
    url = f"{base}/numbers/{row.pk}/languages/"
    answer = browser_of_admin.post(
        url, {"first": "es-MX", "others_2": "en-US", "others_4": "ko"}, follow=True
    )
    assert "The languages of (206) 555-0001 are saved." in text_of(answer)
    assert on_bridge(row.e164).languages == ["es-MX", "en-US", "ko"], "gaps close up"
    answer = browser_of_admin.post(url, {"first": "es-MX", "others_1": "es-MX"})
    assert answer.status_code == 422
    assert "Spanish (Mexico) is chosen twice" in text_of(answer)
    assert browser_of_admin.post(url, {"first": ""}).status_code == 422
    browser_of_admin.post(f"{url}restore/")
    assert on_bridge(row.e164).languages == ["en-US"]


def test_the_page_of_a_shared_number_says_why_it_stays(
    bridge: Bridge, browser_of_admin: Client, base: str
) -> None:
    row = on_bridge(CHICAGO)
    page = text_of(browser_of_admin.get(f"{base}/numbers/{row.pk}/"))
    assert "shared with other organisations, so it stays" in page
    assert 'aria-disabled="true"' in page
    assert "so it stays" in text_of(browser_of_admin.get(f"{base}/numbers/{row.pk}/take-off/"))
    answer = browser_of_admin.post(f"{base}/numbers/{row.pk}/take-off/")
    assert answer.status_code == 422
    assert BridgeNumber.objects.filter(pk=row.pk).exists()


def test_the_checklist_leads_a_number_off_the_bridge(
    bridge: Bridge, admin: User, anna: Person, browser_of_admin: Client, base: str
) -> None:
    row = numbers.put_on(bridge, own_toll(bridge.tenant), by=admin)
    browser_of_admin.post(f"{base}/numbers/{row.pk}/default/")
    organiser = organiser_of(bridge.tenant, anna, admin)
    assert organiser.toll_number == row
    url = f"{base}/numbers/{row.pk}/take-off/"
    page = text_of(browser_of_admin.get(url))
    assert "Give 1 organiser another number" in page
    assert "It is the default number of the bridge." in page
    assert 'aria-disabled="true"' in page
    assert "Invitations that were sent with this number stop working" in page
    assert browser_of_admin.post(url).status_code == 422
    move = f"{base}/numbers/{row.pk}/organisers/"
    assert browser_of_admin.post(move, {"to": ""}).status_code == 422
    form = {"default": on_bridge(NEW_YORK).pk, "next": url}
    assert browser_of_admin.post(f"{base}/numbers/default/", form)["Location"] == url
    answer = browser_of_admin.post(move, {"to": on_bridge(NEW_YORK).pk}, follow=True)
    assert "1 organiser has (212) 555-0100 now." in text_of(answer)
    assert browser_of_admin.post(url, {"block_days": "400"}).status_code == 422
    answer = browser_of_admin.post(url, {"block_days": "30"}, follow=True)
    assert "is off the bridge and free" in text_of(answer)
    number = PhoneNumber.objects.get(e164=row.e164)
    assert number.blocked_until is not None
    answer = browser_of_admin.post(f"{base}/numbers/put-back/{number.pk}/?languages=ko,xx", follow=True)
    assert "The bridge answers (206) 555-0001 again." in text_of(answer)
    assert on_bridge(row.e164).languages == ["ko"]


def test_the_page_of_the_number_leads_to_the_bridge(
    bridge: Bridge, admin: User, browser_of_admin: Client
) -> None:
    row = numbers.put_on(bridge, own_toll(bridge.tenant), by=admin)
    page = text_of(browser_of_admin.get(f"/t/{bridge.tenant.slug}/numbers/{row.number_id}/"))
    assert "The conference bridge answers it." in page
    assert f"/conferencing/numbers/{row.pk}/" in page
    listing = text_of(browser_of_admin.get(f"/t/{bridge.tenant.slug}/numbers/"))
    assert ">The conference bridge</a>" in listing
    answer = browser_of_admin.post(f"/t/{bridge.tenant.slug}/numbers/{row.number_id}/unassign/", follow=True)
    assert "is assigned to the conference bridge" in text_of(answer)


@pytest.mark.parametrize("digits", ["3", "13", "-1"])
def test_a_pin_of_too_few_or_too_many_digits_is_refused_and_the_rest_is_kept(
    bridge: Bridge, browser_of_admin: Client, base: str, digits: str
) -> None:
    assert bridge.pin_length == 5
    typed = {**SETTINGS, "pin_length": digits, "announcement": "tones"}
    answer = browser_of_admin.post(f"{base}/settings/", typed)
    assert answer.status_code == 422
    page = text_of(answer)
    assert f"A PIN has 4 to 12 digits; you typed {digits}." in page
    assert 'value="tones"' in page
    bridge.refresh_from_db()
    assert (bridge.pin_length, bridge.announcement) == (5, "names")


def test_settings_are_saved_together_and_recorded(
    bridge: Bridge, browser_of_admin: Client, base: str
) -> None:
    typed = {"announcement": "tones", "mask": "nobody", "pin_length": "12", "version": "1"}
    answer = browser_of_admin.post(f"{base}/settings/", typed, follow=True)
    page = text_of(answer)
    assert "The settings are saved." in page
    assert "Nobody is told" in page
    bridge.refresh_from_db()
    assert {name: getattr(bridge, name) for name in Bridge.SETTINGS} == {
        "notifications": False,
        "announcement": "tones",
        "record_names": False,
        "pin_length": 12,
        "send_mails": False,
        "mask": "nobody",
        "callers_may_start": False,
    }
    answer = browser_of_admin.post(f"{base}/settings/", {**typed, "version": "2"}, follow=True)
    assert "Nothing was different" in text_of(answer)
    assert browser_of_admin.post(f"{base}/settings/", {"pin_length": "many"}).status_code == 422


def test_nobody_overwrites_settings_that_they_have_not_seen(
    bridge: Bridge, browser_of_admin: Client, base: str
) -> None:
    browser_of_admin.post(f"{base}/settings/", {**SETTINGS, "mask": "everyone"})
    mine = {**SETTINGS, "pin_length": "8"}
    answer = browser_of_admin.post(f"{base}/settings/", mine)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Somebody else has changed these settings" in page
    assert "From everyone" in page
    assert 'name="version" value="2"' in page
    bridge.refresh_from_db()
    assert (bridge.mask, bridge.pin_length) == ("everyone", 5)
    browser_of_admin.post(f"{base}/settings/", {**mine, "version": "2"})
    bridge.refresh_from_db()
    assert (bridge.mask, bridge.pin_length) == ("outsiders", 8)


def test_everybody_who_lacks_it_is_made_an_organiser_and_the_pins_are_shown_once(
    bridge: Bridge, browser_of_admin: Client, base: str, mailoutbox: list[EmailMessage]
) -> None:
    group = [make_person(bridge.tenant, f"p{n}") for n in range(3)]
    give_licence(bridge.tenant, *group)
    assert "Make 3 organisers" in text_of(browser_of_admin.get(f"{base}/"))
    page = text_of(browser_of_admin.get(f"{base}/organisers/make/"))
    assert "Make 3 people organisers?" in page
    assert "Each is mailed" in page
    answer = browser_of_admin.post(f"{base}/organisers/make/")
    assert "no-store" in answer["Cache-Control"]
    shown = text_of(answer)
    for row in Organiser.objects.all():
        assert spaced(row.conference_id) in shown
    assert len(mailoutbox) == 3
    pin = next(line for line in mailoutbox[0].body.splitlines() if line.startswith("PIN:"))[5:]
    assert pin in shown
    again = browser_of_admin.post(f"{base}/organisers/make/", follow=True)
    assert "is an organiser already" in text_of(again)
    assert pin not in text_of(browser_of_admin.get(f"{base}/organisers/"))


def test_one_person_is_made_an_organiser_from_the_directory(
    bridge: Bridge, anna: Person, browser_of_admin: Client, base: str
) -> None:
    url = f"/t/{bridge.tenant.slug}/people/{anna.pk}/"
    assert "Has no Audio Conferencing licence" in text_of(browser_of_admin.get(url))
    answer = browser_of_admin.post(f"{base}/organisers/make/{anna.pk}/", follow=True)
    assert "has no Audio Conferencing licence" in text_of(answer)
    give_licence(bridge.tenant, anna, state="provisioning")
    assert "comes by itself with it" in text_of(browser_of_admin.get(url))
    Seat.objects.update(state="active")
    assert "Make an organiser" in text_of(browser_of_admin.get(url))
    assert "1 new organiser" in text_of(browser_of_admin.post(f"{base}/organisers/make/{anna.pk}/"))
    assert spaced(Organiser.objects.get().conference_id) in text_of(browser_of_admin.get(url))


def test_a_pin_is_shown_by_the_answer_that_made_it_and_by_no_other(
    bridge: Bridge, admin: User, anna: Person, browser_of_admin: Client, base: str
) -> None:
    row = organiser_of(bridge.tenant, anna, admin)
    url = f"{base}/organisers/{row.pk}/pin/"
    page = text_of(browser_of_admin.get(url))
    stamp = row.pin_set_at.isoformat()
    assert stamp in page
    answer = browser_of_admin.post(url, {"pin_set_at": stamp})
    assert "no-store" in answer["Cache-Control"]
    row.refresh_from_db()
    found = [word for word in text_of(answer).replace("<", " ").replace(">", " ").split() if word.isdigit()]
    (pin,) = [word for word in found if pins.fits(word, row.pin_hash)]
    again = browser_of_admin.post(url, {"pin_set_at": stamp}, follow=True)
    assert "has just been reset" in text_of(again)
    row.refresh_from_db()
    assert pins.fits(pin, row.pin_hash)
    for path in (url, f"{base}/organisers/{row.pk}/", f"{base}/organisers/"):
        assert f">{pin}<" not in text_of(browser_of_admin.get(path))


def test_the_acts_on_an_organiser(
    bridge: Bridge,
    admin: User,
    anna: Person,
    browser_of_admin: Client,
    base: str,
    mailoutbox: list[EmailMessage],
) -> None:
    row = organiser_of(bridge.tenant, anna, admin)
    url = f"{base}/organisers/{row.pk}/"
    answer = browser_of_admin.post(f"{url}numbers/", {"toll": on_bridge(CHICAGO).pk}, follow=True)
    assert "The numbers of Anna Berg are saved." in text_of(answer)
    assert browser_of_admin.post(f"{url}numbers/", {"toll": ""}).status_code == 422
    assert browser_of_admin.post(f"{url}numbers/", {"toll": "999"}).status_code == 422
    was = row.conference_id
    assert "stops working at once" in text_of(browser_of_admin.get(f"{url}id/"))
    answer = browser_of_admin.post(f"{url}id/", {"conference_id": was}, follow=True)
    row.refresh_from_db()
    assert row.conference_id != was
    assert f"The conference id of Anna Berg is {spaced(row.conference_id)} now." in text_of(answer)
    assert "just been changed" in text_of(
        browser_of_admin.post(f"{url}id/", {"conference_id": was}, follow=True)
    )
    mailoutbox.clear()
    assert "without the PIN" in text_of(browser_of_admin.post(f"{url}send/", follow=True))
    assert len(mailoutbox) == 1
    assert "Take the conference away from Anna Berg?" in text_of(browser_of_admin.get(f"{url}remove/"))
    answer = browser_of_admin.post(f"{url}remove/", follow=True)
    assert "The conference of Anna Berg no longer exists." in text_of(answer)


def test_a_licence_that_is_gone_is_a_problem_on_every_page(
    bridge: Bridge, admin: User, anna: Person, browser_of_admin: Client, base: str
) -> None:
    row = organiser_of(bridge.tenant, anna, admin)
    organiser_of(bridge.tenant, make_person(bridge.tenant, "ben"), admin)
    Seat.objects.filter(person=anna).delete()
    assert "1 organiser no longer holds an Audio Conferencing licence" in text_of(
        browser_of_admin.get(f"{base}/")
    )
    assert "Licence is gone" in text_of(browser_of_admin.get(f"{base}/organisers/"))
    page = text_of(browser_of_admin.get(f"{base}/organisers/{row.pk}/"))
    assert "Give the licence again" in page
    assert "These open again with the licence." in page
    form = {"act": "remove", "everything": "1", "filters": "state=unlicensed"}
    assert "Take away 1 conference" in text_of(browser_of_admin.post(f"{base}/organisers/bulk/", form))
    browser_of_admin.post(f"{base}/organisers/bulk/", {**form, "confirmed": "1"})
    assert [one.person.display_name for one in Organiser.objects.select_related("person")] == ["Ben"]


def test_credit_that_is_used_up_is_a_problem_for_toll_free_numbers_alone(
    bridge: Bridge, browser_of_admin: Client, base: str
) -> None:
    assert "Nobody gets through" not in text_of(browser_of_admin.get(f"{base}/"))
    BridgeNumber.objects.create(
        tenant=bridge.tenant,
        bridge=bridge,
        number=own_toll_free(bridge.tenant),
        e164="+18002345001",
        country="US",
        kind="toll_free",
        language="en-US",
    )
    page = text_of(browser_of_admin.get(f"{base}/"))
    assert "Nobody gets through on the toll-free number (800) 234-5001; toll numbers go on working." in page
    PhoneNumber.objects.update(supply="direct_routing")
    assert "Nobody gets through" not in text_of(browser_of_admin.get(f"{base}/")), "a trunk of one's own"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Anna Berg", "Ben", "Carla"}),
        ({"q": "anna"}, {"Anna Berg"}),
        ({"q": "111 222"}, {"Ben"}),
        ({"q": "anna 111"}, set()),
        ({"state": "working"}, {"Anna Berg"}),
        ({"state": "unlicensed"}, {"Ben"}),
        ({"state": "unreachable"}, {"Carla"}),
        ({"number": "CHICAGO"}, {"Ben"}),
        ({"state": "nonsense", "number": "x", "sort": "--", "after": "x"}, {"Anna Berg", "Ben", "Carla"}),
        ({"sort": "-pin"}, {"Anna Berg", "Ben", "Carla"}),
    ],
)
def test_the_list_and_the_file_are_narrowed_alike_and_the_file_has_no_pin(
    bridge: Bridge,
    admin: User,
    anna: Person,
    browser_of_admin: Client,
    base: str,
    query: dict[str, str],
    found: set[str],
) -> None:
    ben, carla = make_person(bridge.tenant, "ben"), make_person(bridge.tenant, "carla")
    for person, conference_id in ((anna, "999888777"), (ben, "511122255"), (carla, "777666555")):
        row = organiser_of(bridge.tenant, person, admin)
        Organiser.objects.filter(pk=row.pk).update(conference_id=conference_id)
    Organiser.objects.filter(person=ben).update(toll_number=on_bridge(CHICAGO))
    Organiser.objects.filter(person=carla).update(toll_number=None)
    Seat.objects.filter(person=ben).delete()
    if query.get("number") == "CHICAGO":
        query = {"number": str(on_bridge(CHICAGO).pk)}
    page = text_of(browser_of_admin.get(f"{base}/organisers/", query))
    answer = browser_of_admin.get(f"{base}/organisers/export.csv", query)
    lines = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(lines)))
    assert {row["Person"] for row in rows} == found
    for name in ("Anna Berg", "Ben", "Carla"):
        assert (f"<bdi>{name}</bdi>" in page) == (name in found)
    assert not any("PIN" in column and column != "PIN set on" for column in (rows[0] if rows else {}))
    for row in Organiser.objects.all():
        assert row.pin_hash not in lines


def test_the_list_tells_nothing_yet_from_no_match(
    bridge: Bridge, admin: User, anna: Person, browser_of_admin: Client, base: str
) -> None:
    assert "Give Audio Conferencing licences" in text_of(browser_of_admin.get(f"{base}/organisers/"))
    give_licence(bridge.tenant, anna)
    assert "Make your first organisers" in text_of(browser_of_admin.get(f"{base}/organisers/"))
    organiser_of(bridge.tenant, anna, admin)
    assert "No organiser matches" in text_of(browser_of_admin.get(f"{base}/organisers/", {"q": "zzz"}))


@pytest.mark.parametrize("page", ["organisers/", ""])
def test_pages_take_as_many_queries_for_three_as_for_one(
    bridge: Bridge, admin: User, browser_of_admin: Client, base: str, page: str
) -> None:
    counts = []
    for size in (1, 2):
        for n in range(size):
            organiser_of(bridge.tenant, make_person(bridge.tenant, f"p{size}{n}"), admin)
            numbers.put_on(bridge, own_toll(bridge.tenant, size * 10 + n), by=admin)
        browser_of_admin.get(f"{base}/{page}")
        with CaptureQueriesContext(connection) as seen:
            browser_of_admin.get(f"{base}/{page}")
        counts.append(len(seen))
    assert Organiser.objects.count() == 3
    assert counts[0] == counts[1]


def test_the_pool_of_minutes_is_sixty_for_each_licence(
    bridge: Bridge, browser_of_admin: Client, base: str
) -> None:
    buy(bridge.tenant, 100)
    buy(bridge.tenant, 15, "ENTERPRISEPREMIUM")
    buy(bridge.tenant, 7, "MCOMEETACPEA")
    page = text_of(browser_of_admin.get(f"{base}/"))
    assert ">115<" in page
    assert ">6,900<" in page
    assert "7 licences are paid by the minute and bring none." in page


def test_a_viewer_reads_and_is_told_who_may_act(
    bridge: Bridge, admin: User, anna: Person, viewer: User, client_of: ClientOf, base: str
) -> None:
    row = organiser_of(bridge.tenant, anna, admin)
    eyes = client_of(viewer)
    for path in ("", "organisers/", f"organisers/{row.pk}/", f"numbers/{on_bridge(CHICAGO).pk}/"):
        page = text_of(eyes.get(f"{base}/{path}"))
        assert "<form" not in page.split("<main")[1].split("</main")[0].replace(
            '<form class="filters"', ""
        ), path
    assert "Only a tenant admin can change them." in text_of(eyes.get(f"{base}/organisers/{row.pk}/"))


def many(bridge: Bridge, by: User) -> list[Organiser]:
    """Three organisers; the third has lost the licence."""
    people = [make_person(bridge.tenant, f"p{n}") for n in range(3)]
    rows = [organiser_of(bridge.tenant, person, by) for person in people]
    Seat.objects.filter(person=people[2]).delete()
    return rows


def test_many_get_other_numbers_after_a_check_and_one_mail_each(
    bridge: Bridge, admin: User, browser_of_admin: Client, base: str, mailoutbox: list[EmailMessage]
) -> None:
    pay(bridge.tenant, admin)
    free = numbers.put_on(bridge, own_toll_free(bridge.tenant), by=admin)
    rows = many(bridge, admin)
    url = f"{base}/organisers/bulk/"
    form = {"act": "numbers", "pick": [str(row.pk) for row in rows[:2]]}
    assert "Change the numbers of 2 organisers?" in text_of(browser_of_admin.post(url, form))
    confirmed = {**form, "confirmed": "1"}
    answer = browser_of_admin.post(url, confirmed)
    assert answer.status_code == 422
    assert "Choose at least one number that is to change." in text_of(answer)
    mailoutbox.clear()
    answer = browser_of_admin.post(
        url, {**confirmed, "toll": on_bridge(CHICAGO).pk, "toll_free": free.pk}, follow=True
    )
    assert "The numbers of 2 organisers are changed." in text_of(answer)
    assert len(mailoutbox) == 2
    for row in rows:
        row.refresh_from_db()
    assert [row.toll_free_number for row in rows] == [free, free, None]
    assert [row.toll_number for row in rows] == [on_bridge(CHICAGO)] * 2 + [on_bridge(NEW_YORK)]
    browser_of_admin.post(url, {**confirmed, "toll_free": "none"})
    assert Organiser.objects.filter(toll_free_number=free).count() == 0
    assert Organiser.objects.filter(toll_number=on_bridge(CHICAGO)).count() == 2, "left as it was"
    assert browser_of_admin.post(url, {**confirmed, "toll": free.pk}).status_code == 422


def test_many_are_mailed_after_a_check_and_those_without_licence_are_left_out(
    bridge: Bridge, admin: User, browser_of_admin: Client, base: str, mailoutbox: list[EmailMessage]
) -> None:
    many(bridge, admin)
    mailoutbox.clear()
    url = f"{base}/organisers/bulk/"
    form = {"act": "mail", "everything": "1", "filters": ""}
    page = text_of(browser_of_admin.post(url, form))
    assert "Mail 2 organisers?" in page
    assert "are left out" in page
    assert mailoutbox == []
    answer = browser_of_admin.post(url, {**form, "confirmed": "1"}, follow=True)
    assert "2 organisers are mailed their details, without the PINs." in text_of(answer)
    assert len(mailoutbox) == 2


def test_a_bulk_act_without_organisers_or_act_goes_back_with_a_sentence(
    bridge: Bridge, browser_of_admin: Client, base: str
) -> None:
    for form in ({}, {"act": "explode", "pick": ["1"]}, {"act": "mail", "pick": ["x", "9" * 30]}):
        assert browser_of_admin.post(f"{base}/organisers/bulk/", form).status_code == 302
