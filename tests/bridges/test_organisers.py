"""Organisers: who becomes one, ids and PINs, mails, and what the licence has to do with it (rules 6.4)."""

from functools import partial

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Event
from carriers.models import SandboxFault
from licensing import assignments, undo
from licensing.models import Assignment as Seat
from licensing.models import Product
from services.bridges import conference_ids, organisers, pins, queries
from services.bridges.bridges import bridge_of, ensure
from services.bridges.models import Bridge, BridgeNumber, Organiser
from tenants.models import Person, Tenant, User
from tenants.people import people
from tenants.person_extensions import places_of
from tenants.scoping import all_tenants, tenant_scope
from tests.bridges.conftest import CHICAGO, NEW_YORK, PARIS, buy, give_licence, on_bridge, organiser_of, work
from tests.cast import make_person, make_site
from tests.races import at_once
from ui.refusals import Refusal


@given(st.integers(4, 12))
def test_a_pin_has_its_length_and_is_no_run_of_digits(length: int) -> None:
    pin = pins.new_pin(length)
    assert len(pin) == length
    assert pin.isdigit()
    assert pin not in "0123456789012345678901"
    assert pin not in "9876543210987654321098"
    assert len(set(pin)) > 1


@given(st.text("0123456789", min_size=4, max_size=12), st.text("0123456789", min_size=4, max_size=12))
def test_a_pin_fits_its_own_hash_and_no_other(pin: str, other: str) -> None:
    stored = pins.hashed(pin)
    assert pins.fits(pin, stored)
    assert pins.fits(other, stored) == (pin == other)
    assert pin not in stored.split("$")[0]
    assert stored != pins.hashed(pin), "equal PINs look different"


def test_a_pin_survives_a_new_secret_that_keeps_the_old_one() -> None:
    with override_settings(SECRET_KEY="old"):
        stored = pins.hashed("48213")
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["old"]):
        assert pins.fits("48213", stored)
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[]):
        assert not pins.fits("48213", stored)
    assert not pins.fits("48213", "")


def test_an_id_has_nine_digits_and_is_printed_in_threes() -> None:
    found = conference_ids.new_id()
    assert len(found) == 9
    assert found[0] != "0"
    assert conference_ids.spaced("123456789") == "123 456 789"


def test_whoever_holds_a_licence_becomes_an_organiser_and_gets_id_number_and_pin_by_mail(
    bridge: Bridge, admin: User, anna: Person, mailoutbox: list[EmailMessage]
) -> None:
    give_licence(bridge.tenant, anna)
    (made,) = organisers.make(bridge.tenant, [anna], by=admin)
    row = Organiser.objects.get()
    assert made.organiser == row
    assert (row.person, row.toll_number, row.toll_free_number) == (anna, on_bridge(NEW_YORK), None)
    assert len(made.pin) == 5
    assert pins.fits(made.pin, row.pin_hash)
    (mail,) = mailoutbox
    assert mail.to == [anna.user_name]
    for part in (conference_ids.spaced(row.conference_id), "(212) 555-0100", made.pin):
        assert part in mail.body
    event = Event.objects.get(action="organiser.added")
    assert made.pin not in str((event.before, event.after, event.note))


def test_a_pin_is_stored_nowhere_but_as_a_hash(bridge: Bridge, admin: User, anna: Person) -> None:
    give_licence(bridge.tenant, anna)
    (made,) = organisers.make(bridge.tenant, [anna], by=admin)
    pin = organisers.reset_pin(made.organiser, by=admin)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND (table_name LIKE 'bridges%%' OR table_name LIKE 'audit%%'"
            " OR table_name LIKE 'jobs_job')"
        )
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - names from the catalogue
            texts = [str(value) for row in cursor.fetchall() for value in row if isinstance(value, str)]
            for secret in (made.pin, pin):
                assert secret not in texts
                assert not any(f" {secret} " in f" {text} " for text in texts)
    assert len(tables) == 5


def test_with_mails_off_nobody_is_told(
    bridge: Bridge, admin: User, anna: Person, mailoutbox: list[EmailMessage]
) -> None:
    Bridge.objects.update(send_mails=False)
    organiser = organiser_of(bridge.tenant, anna, admin)
    organisers.reset_pin(organiser, by=admin)
    organisers.give_new_id(organiser, by=admin)
    organisers.change_numbers(organiser, toll=on_bridge(CHICAGO), toll_free=None, by=admin)
    organisers.remove(bridge.tenant, [organiser], by=admin)
    assert mailoutbox == []


def test_a_person_without_a_licence_is_no_organiser_and_told_why(
    bridge: Bridge, admin: User, anna: Person
) -> None:
    with pytest.raises(Refusal, match="has no Audio Conferencing licence") as refused:
        organisers.make_one(bridge.tenant, anna, by=admin)
    assert refused.value.url.endswith(f"/licences/assign/?person={anna.pk}")
    give_licence(bridge.tenant, anna, state="provisioning")
    with pytest.raises(Refusal, match="being set up"):
        organisers.make_one(bridge.tenant, anna, by=admin)
    Seat.objects.update(state="active")
    organisers.make_one(bridge.tenant, anna, by=admin)
    with pytest.raises(Refusal, match="organiser already"):
        organisers.make_one(bridge.tenant, anna, by=admin)


def test_many_are_made_in_as_many_queries_as_a_few(bridge: Bridge, admin: User) -> None:
    counts = []
    for size in (2, 20):
        group = [make_person(bridge.tenant, f"p{size}-{n}", usage_location="FR") for n in range(size)]
        give_licence(bridge.tenant, *group)
        with CaptureQueriesContext(connection) as seen:
            made = organisers.make(bridge.tenant, group, by=admin)
        assert len(made) == size
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert Organiser.objects.values("conference_id").distinct().count() == 22


def test_an_id_that_somebody_has_is_drawn_again(
    bridge: Bridge,
    admin: User,
    anna: Person,
    other_tenant: Tenant,
    stranger: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with tenant_scope(other_tenant):
        ensure(other_tenant, by=stranger)
        theirs = organiser_of(other_tenant, make_person(other_tenant, "theo"), stranger)
    drawn = iter([theirs.conference_id, "222222222", theirs.conference_id, "333333333"])
    monkeypatch.setattr(organisers, "new_id", lambda: next(drawn))
    mine = organiser_of(bridge.tenant, anna, admin)
    assert mine.conference_id == "222222222"
    assert organisers.give_new_id(mine, by=admin) == "333333333"


def test_a_pin_is_reset_once_however_often_the_form_is_sent(
    bridge: Bridge, admin: User, anna: Person, mailoutbox: list[EmailMessage]
) -> None:
    organiser = organiser_of(bridge.tenant, anna, admin)
    seen = Organiser.objects.select_related("person", "tenant").get()
    Bridge.objects.update(pin_length=8)
    mailoutbox.clear()
    pin = organisers.reset_pin(organiser, by=admin)
    assert len(pin) == 8
    with pytest.raises(Refusal, match="has just been reset"):
        organisers.reset_pin(seen, by=admin)
    assert pins.fits(pin, Organiser.objects.get().pin_hash)
    (mail,) = mailoutbox
    assert pin in mail.body


def test_a_new_id_is_told_without_the_pin_and_given_once(
    bridge: Bridge, admin: User, anna: Person, mailoutbox: list[EmailMessage]
) -> None:
    organiser = organiser_of(bridge.tenant, anna, admin)
    seen = Organiser.objects.select_related("person", "tenant").get()
    mailoutbox.clear()
    new = organisers.give_new_id(organiser, by=admin)
    assert new != seen.conference_id
    with pytest.raises(Refusal, match="has just been changed"):
        organisers.give_new_id(seen, by=admin)
    (mail,) = mailoutbox
    assert conference_ids.spaced(new) in mail.body
    assert "PIN:" not in mail.body


def test_the_reminder_never_has_the_pin_and_goes_out_even_with_mails_off(
    bridge: Bridge, admin: User, anna: Person, mailoutbox: list[EmailMessage]
) -> None:
    give_licence(bridge.tenant, anna)
    (made,) = organisers.make(bridge.tenant, [anna], by=admin)
    Bridge.objects.update(send_mails=False)
    mailoutbox.clear()
    organisers.send_info(made.organiser)
    assert conference_ids.spaced(made.organiser.conference_id) in mailoutbox[0].body
    assert made.pin not in mailoutbox[0].body
    Person.objects.update(user_name="anna")
    with pytest.raises(Refusal, match="has no mail address: the user name anna is none"):
        organisers.send_info(queries.organisers().get())


def test_the_numbers_of_an_organiser_are_changed_within_the_bridge(
    bridge: Bridge, admin: User, anna: Person, mailoutbox: list[EmailMessage]
) -> None:
    organiser = organiser_of(bridge.tenant, anna, admin)
    free = BridgeNumber.objects.create(
        tenant=bridge.tenant,
        bridge=bridge,
        e164="+18002345001",
        country="US",
        kind="toll_free",
        language="en-US",
    )
    mailoutbox.clear()
    assert organisers.change_numbers(organiser, toll=on_bridge(CHICAGO), toll_free=free, by=admin)
    assert not organisers.change_numbers(organiser, toll=on_bridge(CHICAGO), toll_free=free, by=admin)
    assert len(mailoutbox) == 1
    for toll, toll_free, said in (
        (free, None, "Choose a toll number here"),
        (on_bridge(CHICAGO), on_bridge(NEW_YORK), "is not toll-free"),
        (None, None, "needs a toll number"),
    ):
        with pytest.raises(Refusal, match=said):
            organisers.change_numbers(organiser, toll=toll, toll_free=toll_free, by=admin)


def assign(tenant: Tenant, person: Person, by: User) -> assignments.Done:
    """A base plan and Audio Conferencing, asked for as an admin does."""
    products = list(Product.objects.filter(pk__in=["ENTERPRISEPACK", "MCOMEETADV"]))
    return assignments.assign(tenant, [person], products, by=by)


def test_with_the_licence_the_id_comes_by_itself(
    inside: Tenant, admin: User, anna: Person, mailoutbox: list[EmailMessage]
) -> None:
    buy(inside, 1, "ENTERPRISEPACK")
    buy(inside, 1)
    assign(inside, anna, admin)
    assert bridge_of(inside) is None
    work()
    assert bridge_of(inside) is not None
    row = Organiser.objects.get(person=anna)
    assert row.toll_number == on_bridge(NEW_YORK)
    (mail,) = mailoutbox
    assert "PIN:" in mail.body
    assert "(212) 555-0100" in mail.body, "the shared numbers come before the first organiser is told"
    assert Event.objects.get(action="organiser.added").actor_name == "Switchboard"


def test_a_carrier_that_does_not_answer_keeps_nobody_from_an_id(
    inside: Tenant, admin: User, anna: Person, mailoutbox: list[EmailMessage]
) -> None:
    SandboxFault.objects.create(operation="shared", kind="refuse", remaining=2)
    buy(inside, 1, "ENTERPRISEPACK")
    buy(inside, 1)
    assign(inside, anna, admin)
    work()
    assert Organiser.objects.get(person=anna).toll_number is None
    assert "Number:" not in mailoutbox[0].body


def test_without_the_licence_id_and_pin_stop_and_work_again_when_it_is_back(
    bridge: Bridge, admin: User, anna: Person, mailoutbox: list[EmailMessage]
) -> None:
    buy(bridge.tenant, 1, "ENTERPRISEPACK")
    buy(bridge.tenant, 1)
    assign(bridge.tenant, anna, admin)
    work()
    organiser = Organiser.objects.select_related("person", "tenant").get()
    product = Product.objects.filter(pk="MCOMEETADV")
    outlook = assignments.preview(bridge.tenant, [anna], remove=list(product))
    spaced = conference_ids.spaced(organiser.conference_id)
    assert f"conference id {spaced} and its PIN stop working" in outlook.breaks[0]
    assert "told by mail" in outlook.breaks[1]
    mailoutbox.clear()
    assignments.remove(bridge.tenant, [anna], list(product), by=admin)
    assert "can no longer join" in mailoutbox[0].subject
    assert not queries.organisers().get().is_licensed
    for act in (organisers.reset_pin, organisers.give_new_id):
        with pytest.raises(Refusal, match="no longer holds"):
            act(organiser, by=admin)
    with pytest.raises(Refusal, match="no longer holds"):
        organisers.send_info(organiser)
    assign(bridge.tenant, anna, admin)
    work()
    again = queries.organisers().get()
    assert (again.conference_id, again.pin_hash, again.is_licensed) == (
        organiser.conference_id,
        organiser.pin_hash,
        True,
    )


def test_swapping_one_licence_for_another_that_gives_the_same_breaks_nothing(
    bridge: Bridge, admin: User, anna: Person, mailoutbox: list[EmailMessage]
) -> None:
    for sku in ("ENTERPRISEPACK", "MCOMEETADV", "ENTERPRISEPREMIUM"):
        buy(bridge.tenant, 1, sku)
    assign(bridge.tenant, anna, admin)
    work()
    mailoutbox.clear()
    old = list(Product.objects.filter(pk__in=["ENTERPRISEPACK", "MCOMEETADV"]))
    new = list(Product.objects.filter(pk="ENTERPRISEPREMIUM"))
    assert assignments.preview(bridge.tenant, [anna], add=new, remove=old).breaks == []
    assignments.assign(bridge.tenant, [anna], new, remove=old, by=admin)
    work()
    assert queries.organisers().get().is_licensed
    assert mailoutbox == []


def test_a_licence_given_by_mistake_is_taken_back_though_its_organiser_is_made(
    bridge: Bridge, admin: User, anna: Person
) -> None:
    buy(bridge.tenant, 1, "ENTERPRISEPACK")
    buy(bridge.tenant, 1)
    done = assign(bridge.tenant, anna, admin)
    work()
    assert done.change is not None
    assert undo.undo(bridge.tenant, done.change, by=admin) == 1
    assert queries.figures(bridge.tenant).unlicensed == 1


def test_many_who_lose_the_licence_are_named_up_to_five(bridge: Bridge, admin: User) -> None:
    group = [make_person(bridge.tenant, f"p{n}") for n in range(7)]
    give_licence(bridge.tenant, *group)
    organisers.make(bridge.tenant, group, by=admin)
    outlook = assignments.preview(bridge.tenant, group, remove=list(Product.objects.filter(pk="MCOMEETADV")))
    assert len(outlook.breaks) == 7
    assert outlook.breaks[5] == "So it is with 2 more organisers."


def test_deleting_a_person_says_which_id_goes_along(bridge: Bridge, admin: User, anna: Person) -> None:
    organiser = organiser_of(bridge.tenant, anna, admin)
    (place,) = places_of([anna])
    assert conference_ids.spaced(organiser.conference_id) in place.words
    assert not place.holds
    people.remove([anna], tenant=bridge.tenant, by=admin)
    assert not Organiser.objects.exists()


def test_taking_a_conference_away_tells_those_who_still_hold_a_licence(
    bridge: Bridge, admin: User, anna: Person, mailoutbox: list[EmailMessage]
) -> None:
    ben = make_person(bridge.tenant, "ben")
    rows = [organiser_of(bridge.tenant, person, admin) for person in (anna, ben)]
    Seat.objects.filter(person=ben).delete()
    mailoutbox.clear()
    assert organisers.remove(bridge.tenant, rows, by=admin) == 2
    assert [mail.to for mail in mailoutbox] == [[anna.user_name]]
    assert Event.objects.filter(action="organiser.removed").count() == 2


def test_the_number_of_an_organiser_is_of_the_own_country(bridge: Bridge, admin: User) -> None:
    make_site(bridge.tenant, "Paris", "FR")
    ensure(bridge.tenant, by=admin)
    work()
    eve = make_person(bridge.tenant, "eve", usage_location="FR")
    kai = make_person(bridge.tenant, "kai", usage_location="JP")
    assert organiser_of(bridge.tenant, eve, admin).toll_number == on_bridge(PARIS)
    assert organiser_of(bridge.tenant, kai, admin).toll_number == on_bridge(NEW_YORK)


@pytest.mark.django_db(transaction=True)
def test_two_who_make_the_same_organisers_at_one_moment_make_each_once(shop: Tenant, admin: User) -> None:
    with tenant_scope(shop):
        ensure(shop, by=admin)
        work()
    group = [make_person(shop, f"p{n}") for n in range(4)]
    give_licence(shop, *group)

    def make() -> int:
        with tenant_scope(shop):
            return len(organisers.make(shop, group, by=admin))

    assert sorted(at_once(make, make)) == [0, 4]
    with all_tenants():
        assert Organiser.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_of_two_resets_at_one_moment_one_is_shown(shop: Tenant, admin: User) -> None:
    with tenant_scope(shop):
        ensure(shop, by=admin)
        work()
        organiser = organiser_of(shop, make_person(shop), admin)
        seen = [Organiser.objects.select_related("person", "tenant").get(pk=organiser.pk) for _ in range(2)]

    def reset(row: Organiser) -> str:
        with tenant_scope(shop):
            return organisers.reset_pin(row, by=admin)

    results = at_once(*(partial(reset, row) for row in seen))
    assert sum(isinstance(one, Refusal) for one in results) == 1
