"""The verbs of call queues: what they write and record, what they refuse, and two at a moment."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from services.queues import queues
from services.queues.models import Agent, Queue
from services.queues.queues import Overtaken
from services.queues.rules import Broken
from services.queues.settings import Settings
from services.sounds.prompts import Prompt
from services.voice_apps import destinations
from services.voice_apps.destinations import Action, Leads
from services.voice_apps.models import Destination, ResourceAccount, VoiceApp
from tenants.models import Group, Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.queues.conftest import agent, make_group, make_queue, settings, stored
from tests.races import at_once
from tests.service_numbers.conftest import give, toll
from tests.sounds.made import make_sound
from tests.voice_apps.conftest import make_app
from ui.refusals import Refusal


def change(queue: Queue, by: User, version: int | None = None, **changes: Any) -> bool:
    """Change what is stored, as somebody does who saw it now, or at another version."""
    with tenant_scope(queue.app.tenant):
        now = queues.rows().get(pk=queue.pk)
        wanted = replace(Settings.of(now), **changes)
        return queues.change(queue, wanted, version=version or now.app.version, by=by)


def refused(wanted: Settings, tenant: Tenant, by: User) -> dict[str, str]:
    """The fields of all refusals, with their sentences."""
    with tenant_scope(tenant), pytest.raises(Broken) as broken:
        queues.add(tenant, wanted, by=by)
    return {refusal.field: refusal.sentence for refusal in broken.value.refusals}


def test_a_queue_has_the_usual_values_and_what_was_said(tenant: Tenant, admin: User) -> None:
    queue = make_queue(tenant, admin)
    now = stored(queue)
    assert now == settings()
    assert (now.alert_seconds, now.overflow_threshold, now.timeout_seconds) == (30, 50, 1200)
    assert (now.conference_mode, now.routing, now.presence_based, now.may_opt_out) == (
        True,
        "attendant",
        True,
        True,
    )
    assert {slot: leads.action for slot, leads in now.leads.items()} == {
        "overflow": "busy",
        "timeout": "disconnect",
        "no_agents": "wait",
    }
    event = Event._base_manager.get(action="queue.added")
    assert event.object_name == "Sales"
    assert event.after["timeout"] == "End the call"


def test_everything_that_is_said_is_kept(tenant: Tenant, admin: User) -> None:
    anna, group, sound = agent(tenant), make_group(tenant), make_sound(tenant, admin)
    other = make_app(tenant, "Service")
    wanted = settings(
        language="fr-FR",
        service_level_seconds=60,
        greeting=Prompt(text="Bonjour"),
        music=sound,
        conference_mode=False,
        routing="round_robin",
        presence_based=False,
        may_opt_out=False,
        alert_seconds=45,
        overflow_threshold=0,
        timeout_seconds=90,
        no_agents_apply="new",
        leads={
            "overflow": Leads(Action.APP, target=other),
            "timeout": Leads(Action.VOICEMAIL, person=anna),
            "no_agents": Leads(Action.EXTERNAL, external="+12065550100"),
        },
        agents=(group, anna),
    )
    with tenant_scope(tenant):
        queue = queues.add(tenant, wanted, by=admin)
    assert stored(queue) == wanted


@pytest.mark.parametrize(("typed", "kept"), [(47, 45), (45, 45), (0, 0), (15, 15), (29, 15), (2700, 2700)])
def test_a_wait_is_kept_in_steps_of_15_seconds(tenant: Tenant, admin: User, typed: int, kept: int) -> None:
    queue = make_queue(tenant, admin, timeout_seconds=typed, alert_seconds=15)
    assert stored(queue).timeout_seconds == kept


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"overflow_threshold": 201}, "overflow_threshold"),
        ({"alert_seconds": 14}, "alert_seconds"),
        ({"alert_seconds": 181}, "alert_seconds"),
        ({"timeout_seconds": 2701}, "timeout_seconds"),
        ({"timeout_seconds": 14}, "timeout_seconds"),
        ({"service_level_seconds": 2401, "timeout_seconds": 2700}, "service_level_seconds"),
        ({"service_level_seconds": 1200}, "service_level_seconds"),
        ({"service_level_seconds": 46, "timeout_seconds": 47}, "service_level_seconds"),
        ({"service_level_seconds": 0, "timeout_seconds": 0}, "service_level_seconds"),
        ({"timeout_seconds": 30, "alert_seconds": 31}, "timeout_seconds"),
    ],
)
def test_figures_out_of_their_ranges_are_refused_at_their_field(
    tenant: Tenant, admin: User, changes: dict[str, int], field: str
) -> None:
    assert list(refused(settings(**changes), tenant, admin)) == [field]


@pytest.mark.parametrize(
    "changes",
    [
        {"overflow_threshold": 0},
        {"overflow_threshold": 200},
        {"alert_seconds": 15},
        {"alert_seconds": 180},
        {"timeout_seconds": 0},
        {"service_level_seconds": 2400, "timeout_seconds": 2700},
        {"service_level_seconds": 0},
    ],
)
def test_figures_at_the_ends_of_their_ranges_are_taken(
    tenant: Tenant, admin: User, changes: dict[str, int]
) -> None:
    queue = make_queue(tenant, admin, **changes)
    assert {name: getattr(stored(queue), name) for name in changes} == changes


def test_all_that_is_broken_is_told_at_once(tenant: Tenant, admin: User) -> None:
    ben = make_person(tenant, "ben.okafor")
    leads = {"timeout": Leads(Action.PERSON, person=ben)}
    wanted = settings(overflow_threshold=201, alert_seconds=14, agents=(ben,), leads=leads)
    found = refused(wanted, tenant, admin)
    assert list(found) == ["alert_seconds", "overflow_threshold", "agents", "timeout-person"]
    assert found["alert_seconds"] == "14 is not between 15 and 180."
    assert found["agents"] == "Ben Okafor has no Phone System licence, and so cannot be called here."


def test_the_longest_idle_is_found_by_presence(tenant: Tenant, admin: User) -> None:
    queue = make_queue(tenant, admin, routing="longest_idle", presence_based=False)
    assert stored(queue).presence_based
    with tenant_scope(tenant), pytest.raises(IntegrityError), transaction.atomic():
        Queue.objects.filter(pk=queue.pk).update(presence_based=False)


def test_at_most_twenty_people_answer_by_name(tenant: Tenant, admin: User) -> None:
    people = tuple(agent(tenant, f"p{number:02}") for number in range(21))
    found = refused(settings(agents=people), tenant, admin)
    assert "at most 20 people by name, and these are 21" in found["agents"]
    queue = make_queue(tenant, admin, agents=(*people[:20], make_group(tenant, "Desk", *people)))
    assert len(stored(queue).agents) == 21


def test_a_shared_mailbox_needs_an_address_and_a_greeting(tenant: Tenant, admin: User) -> None:
    without, desk = make_group(tenant, "No box"), make_group(tenant, "Desk", email="desk@halden.example")
    wanted = settings(leads={"timeout": Leads(Action.SHARED_VOICEMAIL, group=without)})
    assert set(refused(wanted, tenant, admin)) == {"timeout-group", "timeout-prompt"}
    leads = Leads(Action.SHARED_VOICEMAIL, group=desk, prompt=Prompt(text="Leave a message."))
    queue = make_queue(tenant, admin, leads={"timeout": leads})
    assert stored(queue).leads["timeout"] == leads


def test_two_queues_are_not_called_the_same_in_any_case_but_an_attendant_may_be(
    tenant: Tenant, admin: User
) -> None:
    make_app(tenant, "Sales", "attendant")
    make_queue(tenant, admin)
    with (
        tenant_scope(tenant),
        pytest.raises(Refusal, match="Another call queue is called “SALES”") as refusal,
    ):
        queues.add(tenant, settings("SALES"), by=admin)
    assert refusal.value.field == "name"


def test_a_change_records_what_differs_and_nothing_else(tenant: Tenant, admin: User) -> None:
    anna, ben = agent(tenant), agent(tenant, "ben.okafor")
    queue = make_queue(tenant, admin, agents=(anna, ben))
    assert change(queue, admin, alert_seconds=40, agents=(ben, anna))
    event = Event._base_manager.get(action="queue.changed")
    assert event.before == {"alert_seconds": 30, "agents": ["Anna Berg", "Ben Okafor"]}
    assert event.after == {"alert_seconds": 40, "agents": ["Ben Okafor", "Anna Berg"]}
    assert not change(queue, admin)
    assert Event._base_manager.filter(action="queue.changed").count() == 1
    with tenant_scope(tenant):
        assert VoiceApp.objects.get().version == 2


def test_what_the_console_does_not_show_stays(tenant: Tenant, admin: User) -> None:
    """A text before a destination, a slot of a later version, who has opted out: a save drops none of it."""
    anna, ben = agent(tenant), agent(tenant, "ben.okafor")
    queue = make_queue(tenant, admin, agents=(anna, ben))
    with tenant_scope(tenant):
        busy = Leads(Action.BUSY, prompt=Prompt(text="We are sorry."))
        destinations.write(queue.app, {"overflow": busy, "callback": Leads(Action.DISCONNECT)})
        Agent.objects.filter(person=ben).update(opted_in=False)
        wanted = settings(alert_seconds=40, agents=(ben, anna))
        queues.change(queue, wanted, version=1, by=admin)
        assert {row.slot: row.text for row in Destination.objects.all()} == {
            "overflow": "We are sorry.",
            "timeout": "",
            "no_agents": "",
            "callback": "",
        }
        assert list(Agent.objects.values_list("person__display_name", "opted_in")) == [
            ("Ben Okafor", False),
            ("Anna Berg", True),
        ]


def test_an_agent_who_lost_the_licence_does_not_keep_the_rest_from_being_saved(
    tenant: Tenant, admin: User
) -> None:
    anna, ben = agent(tenant), agent(tenant, "ben.okafor")
    leads = {"timeout": Leads(Action.PERSON, person=anna)}
    queue = make_queue(tenant, admin, agents=(anna,), leads=leads)
    with tenant_scope(tenant):
        Person.objects.filter(pk__in=[anna.pk, ben.pk]).update(needs_telephony=False)
        ben.refresh_from_db()
    assert change(queue, admin, alert_seconds=40)
    with pytest.raises(Broken, match="Ben Okafor is not marked for telephony"):
        change(queue, admin, agents=(anna, ben))


def test_a_change_over_somebody_elses_is_refused_with_what_is_stored(tenant: Tenant, admin: User) -> None:
    queue = make_queue(tenant, admin)
    change(queue, admin, alert_seconds=40)
    with pytest.raises(Overtaken) as overtaken:
        change(queue, admin, version=1, overflow_threshold=5)
    assert overtaken.value.version == 2
    assert overtaken.value.stored.alert_seconds == 40
    assert stored(queue).overflow_threshold == 50


def test_calls_do_not_go_round(tenant: Tenant, admin: User) -> None:
    sales = make_queue(tenant, admin)
    service = make_queue(tenant, admin, "Service", leads={"timeout": Leads(Action.APP, target=sales.app)})
    with pytest.raises(Broken, match="Sales → Service → Sales") as broken:
        change(sales, admin, leads={"overflow": Leads(Action.APP, target=service.app)})
    assert broken.value.refusals[0].field == "overflow-target"


def test_a_copy_has_everything_under_a_name_of_its_own(tenant: Tenant, admin: User) -> None:
    anna = agent(tenant)
    queue = make_queue(tenant, admin, agents=(anna,), routing="serial", greeting=Prompt(text="Hi"))
    with tenant_scope(tenant):
        first, second = queues.copy(queue, by=admin), queues.copy(queue, by=admin)
    assert [first.app.name, second.app.name] == ["Sales (copy)", "Sales (copy 2)"]
    assert stored(first) == replace(stored(queue), name="Sales (copy)")
    long = make_queue(tenant, admin, "x" * 64)
    with tenant_scope(tenant):
        assert queues.copy(long, by=admin).app.name == "x" * 57 + " (copy)"


def test_a_queue_that_something_leads_to_stays_and_another_goes_with_all_of_it(
    tenant: Tenant, admin: User
) -> None:
    sales = make_queue(tenant, admin, agents=(agent(tenant),))
    menu = make_app(tenant, "Menu", "attendant")
    with tenant_scope(tenant):
        destinations.write(menu, {"open.1": Leads(Action.APP, target=sales.app)})
        with pytest.raises(Refusal, match=r"auto attendant Menu, on key 1 during business hours"):
            queues.remove(sales, by=admin)
        destinations.write(menu, {"open.1": None})
        queues.remove(sales, by=admin)
        assert not Agent.objects.exists()
        assert not Destination.objects.exists()
        with pytest.raises(Refusal, match="deleted in the meantime"):
            queues.remove(sales, by=admin)
    assert Event._base_manager.get(action="queue.removed").before["agents"] == ["Anna Berg"]


def test_a_queue_with_a_number_stays(tenant: Tenant, admin: User) -> None:
    sales = make_queue(tenant, admin)
    [number] = give(tenant, admin, toll(1))
    with tenant_scope(tenant):
        ResourceAccount.objects.create(
            tenant=tenant, app=sales.app, number=number, user_name="cq", display_name="Sales"
        )
        with pytest.raises(Refusal, match=r"\(206\) 255-5101"):
            queues.remove(sales, by=admin)


@pytest.mark.django_db(transaction=True)
def test_of_two_admins_who_save_at_one_moment_one_is_told(tenant: Tenant, admin: User) -> None:
    queue = make_queue(tenant, admin)
    answers = at_once(
        partial(change, queue, admin, 1, alert_seconds=40),
        partial(change, queue, admin, 1, overflow_threshold=5),
    )
    assert sorted(isinstance(answer, Overtaken) for answer in answers) == [False, True]
    assert (stored(queue).alert_seconds, stored(queue).overflow_threshold) in [(40, 50), (30, 5)]


@pytest.mark.django_db(transaction=True)
def test_two_admins_cannot_close_a_circle_between_them(tenant: Tenant, admin: User) -> None:
    sales, service = make_queue(tenant, admin), make_queue(tenant, admin, "Service")
    answers = at_once(
        partial(change, sales, admin, 1, leads={"timeout": Leads(Action.APP, target=service.app)}),
        partial(change, service, admin, 1, leads={"timeout": Leads(Action.APP, target=sales.app)}),
    )
    assert sorted(isinstance(answer, Broken) for answer in answers) == [False, True]


def test_two_who_save_the_same_are_both_content(tenant: Tenant, admin: User) -> None:
    queue = make_queue(tenant, admin)
    assert change(queue, admin, 1, alert_seconds=40)
    assert not change(queue, admin, 1, alert_seconds=40)


def test_an_agent_who_left_a_moment_ago_is_refused_by_name(tenant: Tenant, admin: User) -> None:
    anna, desk = agent(tenant), make_group(tenant, "Desk")
    wanted = settings(agents=(anna, desk))
    with tenant_scope(tenant):
        Group.objects.filter(pk=desk.pk).delete()
        with pytest.raises(Refusal, match="Desk is not there any more"):
            queues.add(tenant, wanted, by=admin)
        assert not Queue.objects.exists()
