"""The graph of calls as it is loaded: all ways with their causes, what is broken told as such, a fixed number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from numbering.models import PhoneNumber
from services.attendants.models import Attendant
from services.callflow import graph
from services.callflow.graph import Agent, Cause, Graph, Kind
from services.numbers import call_graph
from services.queues.models import Agent as AgentRow
from services.sounds.prompts import Prompt
from services.voice_apps import destinations
from services.voice_apps.destinations import Leads
from tenants.models import Group, GroupMember, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.service_numbers.conftest import give, toll
from tests.service_numbers.flows import (
    OFFICE,
    answered_by,
    loaded,
    make_attendant,
    make_callable,
    make_queue,
)


def load(tenant: Tenant, *numbers: PhoneNumber) -> Graph:
    with tenant_scope(tenant):
        return call_graph.load(numbers)


def ways(found: Graph) -> set[tuple[str, str, str]]:
    """Every way as (where from, why, where to), in names."""
    names = {key: node.name or node.kind.value for key, node in found.nodes.items()}
    return {(names[e.source], f"{e.cause}{e.key}", names[e.target]) for e in found.edges}


def test_all_that_a_caller_can_come_to_is_there(tenant: Tenant, admin: User, reference_data: None) -> None:
    anna, ben = make_callable(tenant, "anna"), make_callable(tenant, "ben")
    with tenant_scope(tenant):
        office = Group.objects.create(tenant=tenant, name="Office", email="o@x.example")
    sales = make_queue(
        tenant,
        agents=[anna, ben],
        overflow=Leads("busy"),
        timeout=Leads("voicemail", person=anna),
        no_agents=Leads("wait"),
    )
    line = make_attendant(
        tenant,
        {
            "operator": Leads("person", person=ben),
            "open": Leads("menu"),
            "open.1": Leads("app", target=sales),
            "open.2": Leads("external", external="+12065550199"),
            "open.3": Leads("announcement", prompt=Prompt(text="We moved.")),
            "open.0": Leads("operator"),
            "closed": Leads("shared_voicemail", group=office),
        },
        hours=OFFICE,
        said="Welcome",
    )
    number = answered_by(line, by=admin)
    found = load(tenant, number)
    assert ways(found) == {
        (number.e164, "answers", "Main line"),
        ("Main line", "open", "Welcome"),
        ("Main line", "closed", "Office"),
        ("Welcome", "key1", "Sales"),
        ("Welcome", "key2", "+12065550199"),
        ("Welcome", "key3", "Welcome"),
        ("Welcome", "key0", "Ben"),
        ("Welcome", "no_key", "Ben"),
        ("Sales", "overflow", "busy"),
        ("Sales", "timeout", "Anna"),
        ("Sales", "no_agents", "Sales"),
    }
    assert [edge.says for edge in found.edges if edge.key == "3"] == ["We moved."]
    queue = found.nodes[f"app:{sales.pk}"]
    assert isinstance(queue, graph.Queue)
    assert queue.agents == (Agent("Anna"), Agent("Ben"))
    assert (queue.size, queue.on_duty) == (2, 2)
    assert {node.kind for node in found.nodes.values()} == set(Kind) - {
        Kind.BRIDGE,
        Kind.END,
        Kind.UNSET,
    }


def test_what_nobody_has_set_is_told_as_not_set(tenant: Tenant, admin: User, reference_data: None) -> None:
    sales = make_queue(tenant)
    line = make_attendant(tenant, {"open": Leads("menu"), "open.1": Leads("operator")}, hours=OFFICE)
    with tenant_scope(tenant):
        destinations.write(line, {"open.2": Leads("app", target=sales)})
    number = answered_by(line, by=admin)
    assert ways(load(tenant, number)) == {
        (number.e164, "answers", "Main line"),
        ("Main line", "open", "menu"),
        ("Main line", "closed", "unset"),
        ("menu", "key1", "unset"),
        ("menu", "key2", "Sales"),
        ("menu", "no_key", "end"),
        ("Sales", "overflow", "unset"),
        ("Sales", "timeout", "unset"),
        ("Sales", "no_agents", "unset"),
    }


@pytest.mark.parametrize(
    ("hours", "causes"),
    [(None, {"open"}), ({}, {"closed"}), (OFFICE, {"open", "closed"}), ("?", {"open", "closed"})],
)
def test_only_hours_that_come_have_a_way(
    tenant: Tenant, admin: User, reference_data: None, hours: object, causes: set[str]
) -> None:
    line = make_attendant(tenant, {"open": Leads("disconnect"), "closed": Leads("busy")}, hours=hours)
    number = answered_by(line, by=admin)
    found = load(tenant, number)
    assert {edge.cause.value for edge in found.edges} == {"answers", *causes}
    node = found.nodes[f"app:{line.pk}"]
    assert isinstance(node, graph.Attendant)
    assert (node.hours is None) is (hours == "?")


def test_a_zone_that_nobody_knows_breaks_nothing(tenant: Tenant, admin: User, reference_data: None) -> None:
    line = make_attendant(tenant, {"open": Leads("disconnect")})
    with tenant_scope(tenant):
        Attendant.objects.update(time_zone="Mars/Olympus")
    node = load(tenant, answered_by(line, by=admin)).nodes[f"app:{line.pk}"]
    assert isinstance(node, graph.Attendant)
    assert node.zone is None


def test_people_who_cannot_be_called_are_marked_and_take_no_calls(
    tenant: Tenant, admin: User, reference_data: None
) -> None:
    anna, ben, cleo = make_callable(tenant, "anna"), make_person(tenant, "ben"), make_callable(tenant, "cleo")
    sales = make_queue(tenant, agents=[anna, ben, cleo], timeout=Leads("person", person=ben))
    with tenant_scope(tenant):
        AgentRow.objects.filter(person=cleo).update(opted_in=False)
    found = load(tenant, answered_by(sales, by=admin))
    queue, person = found.nodes[f"app:{sales.pk}"], found.nodes[f"person:{ben.pk}"]
    assert isinstance(queue, graph.Queue)
    assert isinstance(person, graph.Called)
    assert queue.agents == (Agent("Anna"), Agent("Ben", False), Agent("Cleo", False))
    assert (queue.size, queue.on_duty) == (3, 1)
    assert person.why_not == "has no Phone System licence"


def test_numbers_of_people_of_the_bridge_and_of_nobody(
    tenant: Tenant, admin: User, reference_data: None
) -> None:
    anna = make_callable(tenant, "anna")
    hers, shared, free = give(tenant, admin, toll(0), toll(1), toll(2))
    with tenant_scope(tenant):
        PhoneNumber.objects.filter(pk=hers.pk).update(usage="user", status="assigned", person=anna)
        PhoneNumber.objects.filter(pk=shared.pk).update(usage="conference", status="assigned")
    numbers = [loaded(tenant, number) for number in (hers, shared, free)]
    assert ways(load(tenant, *numbers)) == {
        (toll(0), "answers", "Anna"),
        (toll(1), "answers", "bridge"),
        (toll(2), "answers", "unset"),
    }


@pytest.mark.parametrize("count", [1, 4])
def test_a_graph_costs_the_same_for_any_number_of_places(
    tenant: Tenant, admin: User, reference_data: None, count: int
) -> None:
    people = [make_callable(tenant, f"p{number}") for number in range(count)]
    queues = [
        make_queue(tenant, f"Q{number}", agents=people, timeout=Leads("person", person=people[number]))
        for number in range(count)
    ]
    keys = {f"open.{number}": Leads("app", target=queues[number]) for number in range(count)}
    line = make_attendant(tenant, {"open": Leads("menu"), **keys})
    elsewhere = make_queue(tenant, "Elsewhere", agents=people)
    number = answered_by(line, by=admin)
    with tenant_scope(tenant), CaptureQueriesContext(connection) as queries:
        found = call_graph.load([number])
    assert len(queries) == 11
    assert f"app:{elsewhere.pk}" not in found.nodes
    assert sum(node.kind is Kind.QUEUE for node in found.nodes.values()) == count
    assert sum(edge.cause is Cause.KEY for edge in found.edges) == count


def test_nothing_of_another_tenant_comes_into_a_graph(
    tenant: Tenant, other_tenant: Tenant, admin: User, reference_data: None
) -> None:
    foreign = make_queue(other_tenant, "Foreign")
    line = make_attendant(tenant, {"open": Leads("disconnect")})
    number = answered_by(line, by=admin)
    assert f"app:{foreign.pk}" not in load(tenant, number).nodes


def test_agents_of_groups_count_by_their_people(tenant: Tenant, admin: User, reference_data: None) -> None:
    anna, ben = make_callable(tenant, "anna"), make_person(tenant, "ben")
    sales = make_queue(tenant)
    with tenant_scope(tenant):
        office = Group.objects.create(tenant=tenant, name="Office")
        for person in (anna, ben):
            GroupMember.objects.create(tenant=tenant, group=office, person=person)
        AgentRow.objects.create(tenant=tenant, queue=sales.queue, group=office, position=0)
    queue = load(tenant, answered_by(sales, by=admin)).nodes[f"app:{sales.pk}"]
    assert isinstance(queue, graph.Queue)
    assert (queue.agents, queue.size, queue.on_duty) == ((Agent("Office"),), 2, 1)
