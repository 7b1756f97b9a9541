"""The verbs: what they write, what they record, and what they refuse with which sentence."""

import pytest
from django.db import IntegrityError

from audit.models import Event
from services.attendants import attendants
from services.attendants.attendants import ChangedMeanwhile
from services.attendants.setups import General, Script, fingerprint
from services.schedules.typed import ranges_of
from services.schedules.weekly import Week
from services.sounds.prompts import Prompt
from services.voice_apps import destinations
from services.voice_apps.destinations import Leads
from services.voice_apps.models import VoiceApp
from tenants.models import Group, Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.attendants.conftest import (
    END,
    FOR_SALES,
    MENU,
    SEATTLE,
    Action,
    callable_person,
    make_attendant,
    menu,
    read,
    to,
    to_app,
)
from tests.cast import make_person
from tests.voice_apps.conftest import make_app
from ui.refusals import Refusal

OFFICE = Week.of([ranges_of("9-12, 13-17")] * 5 + [()] * 2)


def general(name: str = "Main line", **fields: object) -> General:
    return General(name, **{"language": "en-US", "time_zone": SEATTLE, **fields})


def last_event(app: VoiceApp) -> Event:
    return Event.objects.filter(object_id=str(app.pk)).order_by("-id")[0]


def test_a_new_attendant_is_open_day_and_night_and_nothing_is_decided(tenant: Tenant, main: VoiceApp) -> None:
    with tenant_scope(tenant):
        setup = read(main)
        assert setup.week == Week.always()
        assert [moment for moment, _script in setup.moments] == ["open"]
        assert setup.scripts["open"] == Script()
        event = last_event(main)
        assert (event.action, event.after["operator"]) == ("attendant.added", "nobody")


def test_no_two_attendants_are_called_the_same_but_a_queue_may_be(
    tenant: Tenant, admin: User, main: VoiceApp
) -> None:
    make_app(tenant, "Sales", "queue")
    make_attendant(tenant, admin, "Sales")
    with (
        tenant_scope(tenant),
        pytest.raises(Refusal, match="Another auto attendant is called “MAIN LINE”") as no,
    ):
        attendants.add(tenant, general("MAIN LINE"), by=admin)
    assert no.value.field == "name"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": "  "}, "Name the attendant"),
        ({"name": "x" * 65}, "65 characters; at most 64"),
        ({"language": "xx"}, "Choose the language"),
        ({"time_zone": "Mars/Olympus"}, "Choose the time zone"),
        ({"time_zone": "../etc"}, "Choose the time zone"),
        ({"operator": END}, "Choose who the operator is"),
    ],
)
def test_what_an_attendant_cannot_be_is_refused(
    tenant: Tenant, admin: User, wrong: dict[str, object], words: str
) -> None:
    with tenant_scope(tenant):
        with pytest.raises(Refusal, match=words):
            attendants.add(tenant, general(**wrong), by=admin)
        assert not VoiceApp.objects.exists()


def test_name_language_zone_and_operator_change_and_only_what_differs_is_recorded(
    tenant: Tenant, admin: User, main: VoiceApp, anna: Person
) -> None:
    with tenant_scope(tenant):
        assert attendants.change_general(main, general(language="fr-FR", operator=to(anna)), by=admin)
        assert read(main).general == general(language="fr-FR", operator=to(anna))
        event = last_event(main)
        assert event.before == {"language": "English (United States)", "operator": "nobody"}
        assert event.after == {"language": "French (France)", "operator": "Anna Berg"}
        assert VoiceApp.objects.get(pk=main.pk).version == 2


def test_what_is_the_same_is_not_written_again(tenant: Tenant, admin: User, main: VoiceApp) -> None:
    with tenant_scope(tenant):
        assert not attendants.change_general(main, general(), by=admin)
        assert attendants.set_hours(main, OFFICE, by=admin)
        assert not attendants.set_hours(main, OFFICE, by=admin, seen="long gone")
        assert attendants.set_script(main, "open", menu(), by=admin)
        assert not attendants.set_script(main, "open", menu(), by=admin, seen="long gone")
        assert VoiceApp.objects.get(pk=main.pk).version == 3


def test_hours_are_written_and_recorded_in_words(tenant: Tenant, admin: User, main: VoiceApp) -> None:
    with tenant_scope(tenant):
        attendants.set_hours(main, OFFICE, by=admin)
        assert read(main).week == OFFICE
        assert last_event(main).before == {"business_hours": "day and night"}
        assert last_event(main).after == {"business_hours": "Mon to Fri 09:00 to 12:00 and 13:00 to 17:00"}
        with pytest.raises(Refusal, match="never be open"):
            attendants.set_hours(main, Week.of([()] * 7), by=admin)


def test_a_menu_is_written_whole_and_told_key_by_key(
    tenant: Tenant, admin: User, main: VoiceApp, anna: Person
) -> None:
    sales = make_app(tenant)
    script = menu(
        {
            "1": to_app(sales),
            "5": Leads(Action.ANNOUNCEMENT, prompt=Prompt("We are in Seattle.")),
            "9": to(anna),
        },
        greeting=Prompt("Welcome."),
        force_listen=True,
    )
    with tenant_scope(tenant):
        attendants.set_script(main, "open", script, by=admin)
        assert read(main).scripts["open"] == script
        after = last_event(main).after
        assert after["on key 1 during business hours"] == "call queue Sales"
        assert after["on key 5 during business hours"] == "“We are in Seattle.”, then the menu again"
        assert after["greeting during business hours"] == "Welcome."


def test_a_menu_that_is_not_offered_any_more_takes_its_keys_along(
    tenant: Tenant, admin: User, main: VoiceApp, anna: Person
) -> None:
    with tenant_scope(tenant):
        attendants.set_script(main, "open", menu({"1": to(anna)}), by=admin)
        attendants.set_script(main, "open", Script(leads=END, menu=FOR_SALES, keys={"1": to(anna)}), by=admin)
        assert read(main).scripts["open"] == Script(leads=END)
        assert not destinations.leading_to(people=[anna]).exists()
        assert last_event(main).before["on key 1 during business hours"] == "Anna Berg"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (Script(greeting=Prompt("Hello.")), "Choose what happens after the greeting"),
        (Script(leads=Leads(Action.OPERATOR)), "Choose what happens after the greeting"),
        (menu(menu=Prompt()), "Say the menu to callers"),
        (menu({}), "callers can do nothing"),
        (menu({"*": END}), "Choose what it does"),
        (menu({"1": Leads(Action.MENU)}), "Key 1: Choose what it does"),
        (
            menu({"0": Leads(Action.OPERATOR)}),
            "Key 0: It leads to the operator, and nobody is the operator yet",
        ),
        (menu({"3": Leads(Action.ANNOUNCEMENT)}), "Key 3: Say what is announced"),
        (Script(greeting=Prompt("x" * 1001), leads=END), "1001 characters; at most 1000"),
        (menu(menu=Prompt("x" * 1001)), "1001 characters"),
    ],
)
def test_what_callers_could_not_use_is_refused(
    tenant: Tenant, admin: User, main: VoiceApp, script: Script, words: str
) -> None:
    with tenant_scope(tenant), pytest.raises(Refusal, match=words):
        attendants.set_script(main, "open", script, by=admin)


def test_people_whom_no_call_reaches_are_refused_with_the_way_to_a_licence(
    tenant: Tenant, admin: User, main: VoiceApp
) -> None:
    ben = make_person(tenant, "ben.okafor")
    with tenant_scope(tenant):
        for script in (Script(leads=to(ben)), menu({"2": Leads(Action.VOICEMAIL, person=ben)})):
            with pytest.raises(Refusal, match="Ben Okafor has no Phone System licence") as no:
                attendants.set_script(main, "open", script, by=admin)
            assert no.value.field == "person"
            assert no.value.url
        with pytest.raises(Refusal, match="no Phone System licence"):
            attendants.change_general(main, general(operator=to(ben)), by=admin)


def test_a_shared_mailbox_takes_a_group_that_has_one(tenant: Tenant, admin: User, main: VoiceApp) -> None:
    with tenant_scope(tenant):
        group = Group.objects.create(tenant=tenant, name="Front desk")
        script = Script(leads=Leads(Action.SHARED_VOICEMAIL, group=group))
        with pytest.raises(Refusal, match="Front desk has no shared mailbox"):
            attendants.set_script(main, "closed", script, by=admin)
        group.email = "desk@halden.example"
        group.save()
        assert attendants.set_script(main, "closed", script, by=admin)


def test_the_operator_stays_while_a_key_leads_there(
    tenant: Tenant, admin: User, main: VoiceApp, anna: Person
) -> None:
    with tenant_scope(tenant):
        attendants.change_general(main, general(operator=to(anna)), by=admin)
        attendants.set_script(main, "open", menu({"0": Leads(Action.OPERATOR)}), by=admin)
        with pytest.raises(Refusal, match="to the operator on key 0 during business hours") as no:
            attendants.change_general(main, general(), by=admin)
        assert no.value.field == "operator"


def test_an_attendant_is_not_its_own_operator(tenant: Tenant, admin: User, main: VoiceApp) -> None:
    with tenant_scope(tenant), pytest.raises(Refusal, match="its own operator"):
        attendants.change_general(main, general(operator=to_app(main)), by=admin)


def test_calls_do_not_go_round_by_themselves_but_a_key_may_lead_back(
    tenant: Tenant, admin: User, main: VoiceApp
) -> None:
    night = make_attendant(tenant, admin, "Night")
    with tenant_scope(tenant):
        attendants.set_script(main, "open", Script(leads=to_app(night)), by=admin)
        with pytest.raises(Refusal, match="Night → Main line → Night"):
            attendants.set_script(night, "open", Script(leads=to_app(main)), by=admin)
        assert attendants.set_script(night, "open", menu({"9": to_app(main)}), by=admin)


def test_who_is_deleted_in_the_meantime_is_refused_by_name(
    tenant: Tenant, admin: User, main: VoiceApp, anna: Person
) -> None:
    sales = make_app(tenant)
    gone, lost = Leads(Action.PERSON, person=anna), to_app(sales)
    with tenant_scope(tenant):
        VoiceApp.objects.filter(pk=sales.pk).delete()
        with pytest.raises(Refusal, match="Sales is not there any more"):
            attendants.set_script(main, "open", Script(leads=lost), by=admin)
        Person.objects.filter(pk=anna.pk).delete()
        with pytest.raises(Refusal, match="Anna Berg"):
            attendants.set_script(main, "open", Script(leads=gone), by=admin)


def test_an_edit_over_somebody_elses_is_stopped_and_shows_how_it_stands(
    tenant: Tenant, admin: User, main: VoiceApp
) -> None:
    with tenant_scope(tenant):
        seen = fingerprint(read(main).scripts["open"])
        attendants.set_script(main, "open", Script(leads=END), by=admin, seen=seen)
        with pytest.raises(ChangedMeanwhile) as late:
            attendants.set_script(main, "open", menu(), by=admin, seen=seen)
        assert late.value.setup.scripts["open"] == Script(leads=END)
        assert read(main).scripts["open"] == Script(leads=END)
        now = fingerprint(late.value.setup.scripts["open"])
        assert attendants.set_script(main, "open", menu(), by=admin, seen=now)


def test_edits_of_different_parts_do_not_stop_each_other(tenant: Tenant, admin: User, main: VoiceApp) -> None:
    with tenant_scope(tenant):
        setup = read(main)
        attendants.set_hours(main, OFFICE, by=admin, seen=fingerprint(setup.week))
        attendants.set_script(main, "open", menu(), by=admin, seen=fingerprint(setup.scripts["open"]))
        attendants.set_script(
            main, "closed", Script(leads=END), by=admin, seen=fingerprint(setup.scripts["closed"])
        )
        attendants.change_general(main, general("Front"), by=admin, seen=fingerprint(setup.general))
        assert VoiceApp.objects.get(pk=main.pk).version == 5


def test_a_copy_has_everything_but_the_name_and_the_numbers(
    tenant: Tenant, admin: User, main: VoiceApp, anna: Person
) -> None:
    with tenant_scope(tenant):
        attendants.change_general(main, general(operator=to(anna)), by=admin)
        attendants.set_hours(main, OFFICE, by=admin)
        attendants.set_script(main, "open", menu({"0": Leads(Action.OPERATOR)}), by=admin)
        first, second = attendants.copy(main, by=admin), attendants.copy(main, by=admin)
        assert (first.name, second.name) == ("Main line (copy)", "Main line (copy 2)")
        copied, original = read(first), read(main)
        assert copied.scripts == original.scripts
        assert (copied.week, copied.general.operator) == (original.week, original.general.operator)
        assert last_event(first).note == "a copy of Main line"


def test_a_copy_of_a_long_name_fits(tenant: Tenant, admin: User) -> None:
    app = make_attendant(tenant, admin, "x" * 64)
    with tenant_scope(tenant):
        assert attendants.copy(app, by=admin).name == "x" * 57 + " (copy)"


def test_an_attendant_goes_only_when_nothing_leads_to_it(tenant: Tenant, admin: User, main: VoiceApp) -> None:
    night = make_attendant(tenant, admin, "Night")
    with tenant_scope(tenant):
        attendants.set_script(main, "open", menu({"2": to_app(night)}), by=admin)
        with pytest.raises(Refusal, match="Main line, on key 2 during business hours"):
            attendants.remove(night, by=admin)
        attendants.set_script(main, "open", Script(leads=END), by=admin)
        attendants.remove(night, by=admin)
        assert [app.name for app in VoiceApp.objects.all()] == ["Main line"]
        assert Event.objects.filter(action="attendant.removed").get().object_name == "Night"


def test_another_tenants_people_and_queues_cannot_be_led_to(
    tenant: Tenant, other_tenant: Tenant, admin: User, main: VoiceApp
) -> None:
    foreign, queue = callable_person(other_tenant, "sten.holm"), make_app(other_tenant)
    with tenant_scope(tenant):
        for leads in (to(foreign), to_app(queue)):
            with pytest.raises(Refusal):
                attendants.set_script(main, "open", Script(leads=leads), by=admin)


def test_two_flows_of_one_moment_cannot_be_stored(tenant: Tenant, main: VoiceApp) -> None:
    with tenant_scope(tenant), pytest.raises(IntegrityError):
        main.attendant.flows.create(tenant=tenant, moment="open")


def test_menu_is_what_leads_there(tenant: Tenant) -> None:
    assert Script(leads=MENU).has_menu
    assert not Script(leads=END).has_menu
