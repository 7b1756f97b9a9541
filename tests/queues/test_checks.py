"""What is wrong with queues and what could be better; how a call is told; the state of the step."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from services.queues import agents, checks, story
from services.queues.models import Agent, Queue
from services.queues.standings import cut_people, standings
from services.queues.step import state
from services.sounds.prompts import Prompt
from services.voice_apps import destinations
from services.voice_apps.destinations import Action, Leads
from services.voice_apps.models import ResourceAccount
from services.voice_apps.problems import Weight
from tenants.models import Group, Person, Tenant, User
from tenants.scoping import tenant_scope
from tenants.steps import StepStatus
from tests.cast import make_person
from tests.queues.conftest import agent, make_group, make_queue, stored
from tests.service_numbers.conftest import give, toll


def found(queue: Queue) -> list[tuple[str, str]]:
    """Weight and sentence of all problems of a queue."""
    tenant = queue.app.tenant
    with tenant_scope(tenant):
        problems = checks.problems_of(tenant)
        return [(str(one.weight), one.sentence) for one in problems if one.app == queue.app]


def said(queue: Queue, weight: Weight) -> str:
    """The sentences of one weight."""
    return " ".join(sentence for weighs, sentence in found(queue) if weighs == weight)


GOOD = {"routing": "round_robin"}


def test_a_queue_as_it_should_be_has_nothing_to_look_at(tenant: Tenant, admin: User) -> None:
    assert found(make_queue(tenant, admin, agents=(agent(tenant),), **GOOD)) == []


def test_without_agents_or_with_none_who_can_be_called_nobody_answers(tenant: Tenant, admin: User) -> None:
    empty = make_queue(tenant, admin, "Empty", **GOOD)
    anna, group = agent(tenant), make_group(tenant, "Desk", make_person(tenant, "ben.okafor"))
    lame = make_queue(tenant, admin, "Lame", agents=(anna, group), **GOOD)
    assert said(empty, Weight.UNFINISHED) == "It has no agents yet: nobody answers."
    with tenant_scope(tenant):
        Person.objects.filter(pk=anna.pk).update(needs_telephony=False)
    assert said(lame, Weight.BROKEN).startswith("None of its agents can be called")


def test_who_is_never_called_is_named_while_others_answer(tenant: Tenant, admin: User) -> None:
    anna, ben = agent(tenant), agent(tenant, "ben.okafor")
    group = make_group(tenant, "Desk", ben, make_person(tenant, "carla.silva"))
    queue = make_queue(tenant, admin, agents=(anna, ben, group), **GOOD)
    with tenant_scope(tenant):
        Person.objects.filter(pk=anna.pk).update(needs_telephony=False)
    warnings = said(queue, Weight.WARNING)
    assert "Anna Berg is never called: without Phone System, or not marked for telephony." in warnings
    assert "1 person of its groups is never called" in warnings
    assert said(queue, Weight.BROKEN) == ""


def test_all_who_have_opted_out_are_a_warning_until_one_opts_in(tenant: Tenant, admin: User) -> None:
    queue = make_queue(tenant, admin, agents=(agent(tenant),), may_opt_out=False, **GOOD)
    with tenant_scope(tenant):
        row = Agent.objects.select_related("queue__app", "tenant", "person").get()
        assert agents.set_opted_in(row, False, by=admin)
    assert "may not opt in again by themselves" in said(queue, Weight.WARNING)
    with tenant_scope(tenant):
        assert agents.set_opted_in(row, True, by=admin)
        assert not agents.set_opted_in(row, True, by=admin)
    assert found(queue) == []


@pytest.mark.parametrize(
    ("changes", "weight", "words"),
    [
        (
            {"overflow_threshold": 0, "greeting": Prompt(text="Hi")},
            Weight.WARNING,
            "the greeting is never heard",
        ),
        ({"overflow_threshold": 0}, Weight.WARNING, "no agent is ever called"),
        ({"timeout_seconds": 0}, Weight.WARNING, "A call waits 0 seconds"),
        ({"conference_mode": False}, Weight.WARNING, "Transfer mode is old"),
        ({"alert_seconds": 19}, Weight.ADVICE, "rings 19 seconds; 20 or more are recommended"),
        ({"routing": "attendant"}, Weight.ADVICE, "is recommended"),
        ({"routing": "serial"}, Weight.ADVICE, "is recommended"),
        ({"presence_based": False}, Weight.ADVICE, "several calls at once"),
    ],
)
def test_settings_that_few_mean_are_told(
    tenant: Tenant, admin: User, changes: dict[str, Any], weight: Weight, words: str
) -> None:
    queue = make_queue(tenant, admin, agents=(agent(tenant),), **{**GOOD, **changes})
    assert words in said(queue, weight)
    assert len(found(queue)) == 1


def test_places_to_which_calls_can_no_longer_go_are_wrong(tenant: Tenant, admin: User) -> None:
    anna, ben = agent(tenant), agent(tenant, "ben.okafor")
    box = make_group(tenant, "Box", email="box@halden.example")
    leads = {
        "timeout": Leads(Action.PERSON, person=ben),
        "no_agents": Leads(Action.SHARED_VOICEMAIL, group=box, prompt=Prompt(text="Speak.")),
    }
    queue = make_queue(tenant, admin, agents=(anna,), leads=leads, **GOOD)
    assert found(queue) == []
    with tenant_scope(tenant):
        Person.objects.filter(pk=ben.pk).update(needs_telephony=False)
        Group.objects.filter(pk=box.pk).update(email="")
    wrong = said(queue, Weight.BROKEN)
    assert (
        "Ben Okafor, who takes calls when a call has waited too long, is not marked for telephony." in wrong
    )
    assert (
        "No message can be left when there is no agent. Box has no shared mailbox: it has no e-mail address."
        in wrong
    )


def test_an_outside_number_wants_a_number_of_the_queue(tenant: Tenant, admin: User) -> None:
    leads = {"timeout": Leads(Action.EXTERNAL, external="+12065550100")}
    queue = make_queue(tenant, admin, agents=(agent(tenant),), leads=leads, **GOOD)
    assert "Calls go on to (206) 555-0100 when a call has waited too long." in said(queue, Weight.WARNING)
    [number] = give(tenant, admin, toll(1))
    with tenant_scope(tenant):
        ResourceAccount.objects.create(
            tenant=tenant, app=queue.app, number=number, user_name="cq", display_name="Sales"
        )
    assert found(queue) == []


def test_a_circle_that_came_to_be_in_spite_of_the_rules_is_wrong(tenant: Tenant, admin: User) -> None:
    queue = make_queue(tenant, admin, agents=(agent(tenant),), **GOOD)
    with tenant_scope(tenant):
        destinations.write(queue.app, {"timeout": Leads(Action.APP, target=queue.app)})
    assert said(queue, Weight.BROKEN).startswith("Calls can come back to this queue by themselves.")


def test_the_first_200_by_name_are_called_and_the_rest_is_named(tenant: Tenant, admin: User) -> None:
    with tenant_scope(tenant):
        people = [
            Person(tenant=tenant, user_name=f"p{n:03}@x.example", display_name=f"Person {n:03}")
            for n in range(203)
        ]
        for person in people:
            person.refresh_keys()
        Person.objects.bulk_create(people)
        people = list(Person.objects.order_by("sort_key"))
    one, two = make_group(tenant, "One", *people[:150]), make_group(tenant, "Two", *people[100:])
    queue = make_queue(tenant, admin, agents=(agent(tenant), one, two), **GOOD)
    with tenant_scope(tenant):
        standing = standings([queue])[queue.pk]
        assert (standing.groups, standing.through, standing.cut) == (2, 203, 3)
        assert standing.words == "1 person and 2 groups with 203 people"
        assert [str(person) for person in cut_people(queue)] == ["Person 200", "Person 201", "Person 202"]
        Agent.objects.create(tenant=tenant, queue=queue, person=people[201], position=9)
        assert [str(person) for person in cut_people(queue)] == ["Person 200", "Person 202"]
    warnings = said(queue, Weight.WARNING)
    assert "203 people answer through groups, and only the first 200 by name are called." in warnings


def test_checking_costs_the_same_for_one_queue_and_for_three(tenant: Tenant, admin: User) -> None:
    group = make_group(tenant, "Desk", make_person(tenant, "ben.okafor"))
    counts = []
    for number in range(3):
        who = agent(tenant, f"p{number}")
        leads = {"timeout": Leads(Action.PERSON, person=who)}
        make_queue(tenant, admin, f"Queue {number}", agents=(who, group), leads=leads)
        with tenant_scope(tenant), CaptureQueriesContext(connection) as captured:
            checks.problems_of(tenant)
        counts.append(len(captured))
    assert len(set(counts)) == 1
    assert counts[0] <= 8


def told(queue: Queue) -> list[str]:
    """What happens to a call, without what is worth knowing about it."""
    with tenant_scope(queue.app.tenant):
        return [one.sentence for one in story.moments(stored(queue), standings([queue])[queue.pk])]


def test_a_call_is_told_in_the_order_of_what_happens(tenant: Tenant, admin: User) -> None:
    anna = agent(tenant)
    leads = {"overflow": Leads(Action.BUSY), "timeout": Leads(Action.VOICEMAIL, person=anna)}
    queue = make_queue(
        tenant, admin, greeting=Prompt(text="Hello"), timeout_seconds=90, leads=leads, agents=(anna,)
    )
    assert told(queue) == [
        "While 50 calls wait already, the next one gets the busy tone.",
        "While there is no agent, the call is ended.",
        "The caller hears “Hello”, read out in English (United States).",
        "While the call waits, the default music plays.",
        "All agents are called at once, 1 at most; the first who answers has the call.",
        "After 1 minute 30 seconds of waiting the call goes to the voicemail of Anna Berg.",
    ]


def test_what_is_never_reached_is_not_told(tenant: Tenant, admin: User) -> None:
    at_once = make_queue(tenant, admin, overflow_threshold=0)
    assert told(at_once) == ["No call may wait here: every call gets the busy tone at once."]
    greeted = make_queue(tenant, admin, "Greeted", timeout_seconds=0)
    assert told(greeted)[-1] == "Then the call does not wait: it is ended at once."
    assert len(told(greeted)) == 4


def test_every_routing_and_every_place_is_told(tenant: Tenant, admin: User) -> None:
    for routing in Queue.Routing.values:
        queue = make_queue(tenant, admin, f"By {routing}", routing=routing, no_agents_apply="new")
        assert told(queue)[4] == "No agent is called, since there is none who can be."
        anna = Leads(Action.SHARED_VOICEMAIL, group=Group(name="Box"), prompt=Prompt(text="Speak"))
        assert story.then(anna) == "goes to the mailbox of Box; the caller hears “Speak” first"
    assert story.then(Leads(Action.EXTERNAL, external="+12065550100")) == "goes to (206) 555-0100"
    assert story.then(Leads(Action.WAIT)) == "waits all the same"
    assert story.then(None) == "is ended"


def status(tenant: Tenant) -> tuple[StepStatus, str]:
    """Status and reason of the step."""
    with tenant_scope(tenant):
        now = state(tenant)
    return now.status, now.reason


def test_the_step_follows_what_is_there(tenant: Tenant, admin: User) -> None:
    assert status(tenant) == (
        StepStatus.BLOCKED,
        "Needs somebody who can answer: nobody has Phone System yet (step 2).",
    )
    anna = agent(tenant)
    assert status(tenant) == (StepStatus.NOT_STARTED, "There is no call queue yet. 1 person can answer one.")
    make_queue(tenant, admin, agents=(anna,))
    assert status(tenant) == (StepStatus.COMPLETED, "1 call queue is ready.")
    lame = make_queue(tenant, admin, "Service")
    assert status(tenant) == (
        StepStatus.IN_PROGRESS,
        "Ready: 1 of 2. Service: It has no agents yet: nobody answers.",
    )
    with tenant_scope(tenant):
        Agent.objects.create(tenant=tenant, queue=lame, person=make_person(tenant, "ben.okafor"), position=0)
    assert status(tenant)[0] == StepStatus.PROBLEM
    assert status(tenant)[1].startswith("Ready: 1 of 2. Service: None of its agents can be called")
    with tenant_scope(tenant):
        Agent.objects.create(tenant=tenant, queue=lame, person=anna, position=1)
        now = state(tenant)
    assert (now.status, now.detail) == (StepStatus.COMPLETED, "1 has a warning.")
