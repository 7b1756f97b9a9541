"""The pages of organisers: made, listed, given other numbers, mailed, taken away; PINs are shown once."""

import csv
import io

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from licensing.models import Assignment as Seat
from services.bridges import numbers, organiser_views, pins
from services.bridges.conference_ids import spaced
from services.bridges.models import Bridge, Organiser
from tenants.models import Person, User
from tests.bridges.conftest import (
    CHICAGO,
    NEW_YORK,
    give_licence,
    on_bridge,
    organiser_of,
    own_toll,
    own_toll_free,
    text_of,
)
from tests.cast import make_person
from tests.service_numbers.conftest import pay


def test_everybody_who_lacks_it_is_made_an_organiser_and_the_pins_are_shown_once(
    bridge: Bridge, browser_of_admin: Client, base: str, mailoutbox: list[EmailMessage]
) -> None:
    group = [make_person(bridge.tenant, f"p{n}") for n in range(3)]
    give_licence(bridge.tenant, *group)
    assert "Make 3 organisers" in text_of(browser_of_admin.get(f"{base}/"))
    page = text_of(browser_of_admin.get(f"{base}/organisers/make/"))
    assert "Make 3 people organisers?" in page
    assert "Each is mailed" in page
    form = {"person": [str(person.pk) for person in group]}
    answer = browser_of_admin.post(f"{base}/organisers/make/", form)
    assert "no-store" in answer["Cache-Control"]
    shown = text_of(answer)
    for row in Organiser.objects.all():
        assert spaced(row.conference_id) in shown
    assert len(mailoutbox) == 3
    pin = next(line for line in mailoutbox[0].body.splitlines() if line.startswith("PIN:"))[5:]
    assert pin in shown
    again = browser_of_admin.post(f"{base}/organisers/make/", form, follow=True)
    assert "is an organiser already" in text_of(again)
    assert pin not in text_of(browser_of_admin.get(f"{base}/organisers/"))


def test_organisers_are_made_so_many_at_a_time_and_two_presses_make_one_batch(
    bridge: Bridge, browser_of_admin: Client, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(organiser_views, "AT_ONCE", 2)
    url = f"{base}/organisers/make/"
    give_licence(bridge.tenant, *[make_person(bridge.tenant, f"p{n}") for n in range(3)])
    page = text_of(browser_of_admin.get(url))
    assert "Make the first 2 of 3 people organisers?" in page
    assert "Make 2 organisers" in page
    form = {"person": [piece.split('"')[0] for piece in page.split('name="person" value="')[1:]]}
    made = text_of(browser_of_admin.post(url, form))
    assert "1 more person holds a licence and is no organiser yet." in made
    assert "go on with 1 more" in made
    again = text_of(browser_of_admin.post(url, form, follow=True))
    assert "those people are organisers already. 1 other person is waiting." in again
    assert Organiser.objects.count() == 2
    everybody = {"person": ["x", *map(str, Person.objects.values_list("pk", flat=True))]}
    assert "go on with" not in text_of(browser_of_admin.post(url, everybody))
    assert Organiser.objects.count() == 3


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
    for seen in (was, "", "a\x00b", "9" * 400):
        late = browser_of_admin.post(f"{url}id/", {"conference_id": seen}, follow=True)
        assert "just been changed" in text_of(late)
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
