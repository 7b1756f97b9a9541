"""The pages of call queues without JavaScript: list, one queue, agents who opt out, copies, deletion."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from services.queues.models import Agent, Queue
from services.sounds.prompts import Prompt
from services.voice_apps import destinations
from services.voice_apps.destinations import Action, Leads
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.queues.conftest import (
    AT,
    agent,
    make_group,
    make_queue,
    only,
    posted,
    stored,
    text,
)
from tests.voice_apps.conftest import make_app

ClientOf = Callable[[User], Client]


def test_agents_opt_out_and_in_with_a_way_back(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    queue = make_queue(tenant, admin, agents=(agent(tenant),))
    with tenant_scope(tenant):
        row = Agent.objects.get()
    client, at = client_of(admin), f"{AT}{queue.pk}/agents/{row.pk}/"
    page = text(client.post(f"{at}out/", follow=True))
    assert "Anna Berg gets no calls of Sales for now." in page
    assert f"{at}in/?next=" in page
    assert "Opted out" in page
    event = Event._base_manager.get(action="queue.opted")
    assert (event.before, event.after) == ({"Anna Berg": "opted in"}, {"Anna Berg": "opted out"})
    person = f"/t/halden/people/{row.person_id}/"
    assert client.post(f"{at}in/?next={person}")["Location"] == person
    assert "That was so already" in text(client.post(f"{at}in/", follow=True))
    assert client.post(f"{at}sideways/").status_code == 404
    assert client.post(f"{AT}{queue.pk + 1}/agents/{row.pk}/out/").status_code == 404


def test_a_person_tells_which_queues_they_answer_and_a_group_too(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    anna = agent(tenant)
    group = make_group(tenant, "Desk", anna)
    make_queue(tenant, admin, agents=(anna,))
    make_queue(tenant, admin, "Service", agents=(group,))
    client = client_of(admin)
    page = text(client.get(f"/t/halden/people/{anna.pk}/"))
    assert "Answers these queues" in page
    assert "through the group Desk" in page
    assert "Answers the call queue Service" in text(client.get(f"/t/halden/groups/{group.pk}/"))
    page = text(client.get(f"/t/halden/groups/{group.pk}/remove/"))
    assert "Answers the call queue Service" in page
    assert "Nobody else answers it, so its calls would reach nobody." in page
    assert client.post(f"/t/halden/groups/{group.pk}/remove/").status_code == 302
    with tenant_scope(tenant):
        assert Agent.objects.count() == 1


def test_a_group_whose_mailbox_takes_messages_stays(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    box = make_group(tenant, "Box", email="box@halden.example")
    leads = Leads(Action.SHARED_VOICEMAIL, group=box, prompt=Prompt(text="Speak"))
    make_queue(tenant, admin, leads={"timeout": leads})
    answer = client_of(admin).post(f"/t/halden/groups/{box.pk}/remove/")
    assert answer.status_code == 422
    assert "Takes messages of call queue Sales when a call has waited too long" in text(answer)


def test_a_copy_is_made_and_goes_on_to_its_form(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    queue = make_queue(tenant, admin)
    client = client_of(admin)
    answer = client.post(f"{AT}{queue.pk}/copy/", follow=True)
    assert "Sales (copy) has all settings and agents of Sales." in text(answer)
    assert "Edit Sales (copy)" in text(answer)
    with tenant_scope(tenant):
        made = Queue.objects.exclude(pk=queue.pk).get()
    undo = f"{AT}{made.pk}/remove/"
    assert f'action="{undo}"' in text(answer)
    assert client.post(undo).status_code == 302
    assert only(tenant) == queue


def test_a_queue_is_deleted_on_a_page_of_its_own_and_never_under_its_callers(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    queue, menu = make_queue(tenant, admin), make_app(tenant, "Menu", "attendant")
    client, at = client_of(admin), f"{AT}{queue.pk}/remove/"
    with tenant_scope(tenant):
        destinations.write(menu, {"closed": Leads(Action.APP, target=queue.app)})
    page = text(client.get(at))
    assert "Auto attendant Menu, after hours" in page
    assert 'aria-disabled="true"' in page
    answer = client.post(at)
    assert answer.status_code == 422
    assert "Calls still come to Sales from auto attendant Menu, after hours." in text(answer)
    with tenant_scope(tenant):
        destinations.write(menu, {"closed": None})
    assert "The call queue Sales was deleted." in text(client.post(at, follow=True))
    with tenant_scope(tenant):
        assert not Queue.objects.exists()


def test_what_leads_there_and_who_is_cut_are_on_the_page(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    with tenant_scope(tenant):
        people = [
            Person(tenant=tenant, user_name=f"p{n:03}@x.example", display_name=f"Person {n:03}")
            for n in range(201)
        ]
        for person in people:
            person.refresh_keys()
        Person.objects.bulk_create(people)
        everybody = list(Person.objects.all())
    group = make_group(tenant, "All", *everybody)
    queue = make_queue(tenant, admin, agents=(group,))
    page = text(client_of(admin).get(f"{AT}{queue.pk}/"))
    assert "1 person of the groups never gets a call" in page
    assert "Person 200" in page
    page = text(client_of(admin).get(f"/t/halden/groups/{group.pk}/"))
    assert "Only the first 200 people by name are called through groups there; 1 never are." in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Sales", "Service desk"}),
        ("?q=sal", {"Sales"}),
        ("?q=DESK+serv", {"Service desk"}),
        ("?language=fr-FR", {"Service desk"}),
        ("?health=unfinished", {"Service desk"}),
        ("?health=broken", set()),
        ("?health=valid", {"Sales"}),
        ("?health=warning", set()),
        ("?q=%00&after=x&health=bad&language=xx", {"Sales", "Service desk"}),
    ],
)
def test_queues_are_found_by_name_language_and_state(
    tenant: Tenant, admin: User, viewer: User, client_of: ClientOf, query: str, names: set[str]
) -> None:
    make_queue(tenant, admin, agents=(agent(tenant),))
    make_queue(tenant, admin, "Service desk", language="fr-FR")
    page = text(client_of(viewer).get(AT + query))
    assert {name for name in ("Sales", "Service desk") if f"<bdi>{name}</bdi></a>" in page} == names
    assert ("No call queue matches" in page) is not bool(names)


def test_long_lists_are_paged_by_name_whatever_the_case(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    for number in range(51):
        make_app(tenant, f"{'q' if number % 2 else 'Q'}ueue {number:02}")
    with tenant_scope(tenant):
        for app in make_app(tenant, "x").__class__.objects.filter(name__istartswith="queue"):
            Queue.objects.create(tenant=tenant, app=app)
    page = text(client_of(admin).get(AT))
    assert "1 to 50 of 51" in page
    assert page.index("Queue 00") < page.index("queue 01") < page.index("Queue 02")


@pytest.mark.parametrize("at", ["", "{pk}/", "{pk}/edit/"])
def test_pages_cost_the_same_number_of_queries_at_one_and_at_three_items(
    tenant: Tenant, admin: User, client_of: ClientOf, at: str
) -> None:
    client, counts = client_of(admin), []
    people = [agent(tenant, f"p{number}") for number in range(3)]
    groups = [make_group(tenant, f"Group {number}", people[number]) for number in range(3)]
    first = make_queue(tenant, admin, "Queue 0", agents=(people[0], groups[0]))
    menu = make_app(tenant, "Menu", "attendant")
    with tenant_scope(tenant):
        destinations.write(menu, {"open.1": Leads(Action.APP, target=first.app)})
    client.get(AT)
    for more in (False, True):
        if more:
            for number in (1, 2):
                make_queue(tenant, admin, f"Queue {number}", agents=(people[number], groups[number]))
                with tenant_scope(tenant):
                    destinations.write(menu, {f"open.{number + 1}": Leads(Action.APP, target=first.app)})
                    Agent.objects.create(tenant=tenant, queue=first, person=people[number], position=number)
                    Agent.objects.create(tenant=tenant, queue=first, group=groups[number], position=number)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(AT + at.format(pk=first.pk)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_viewer_reads_all_and_changes_nothing_and_strangers_reach_nothing(
    tenant: Tenant, admin: User, viewer: User, other_tenant: Tenant, stranger: User, client_of: ClientOf
) -> None:
    queue = make_queue(tenant, admin, agents=(agent(tenant),))
    client = client_of(viewer)
    page = text(client.get(f"{AT}{queue.pk}/"))
    assert "What happens to a call" in page
    assert "Opt out" not in page
    assert "Only a tenant admin can change call queues." in page
    for at in ("new/", f"{queue.pk}/edit/", f"{queue.pk}/remove/"):
        assert client.get(AT + at).status_code == 403
    for at in ("", "edit/", "remove/"):
        assert client_of(stranger).get(f"/t/kestrel/queues/{queue.pk}/{at}").status_code == 404


def test_suggestions_name_groups_and_people_and_nobody_of_another_tenant(
    tenant: Tenant, other_tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    make_person(tenant, "desi.berg")
    make_group(tenant, "Service desk")
    make_group(other_tenant, "Foreign desk")
    client = client_of(admin)
    page = text(client.get(f"{AT}suggest/", {"agents-add": "des"}))
    assert page.index("Service desk (group)") < page.index("Desi Berg (desi.berg@halden.example)")
    assert "Foreign" not in page
    for query in ({}, {"q": ""}, {"q": "\x00"}, {"q": "()" * 400}):
        assert client.get(f"{AT}suggest/", query).status_code == 200


def test_two_who_edit_at_once_see_both_and_lose_nothing(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    queue = make_queue(tenant, admin)
    client, at = client_of(admin), f"{AT}{queue.pk}/edit/"
    first, second = posted(queue, **{"queue-alert_seconds": "40"}), posted(queue, **{"greeting-say": "text"})
    second["greeting-text"] = "Hello"
    assert client.post(at, first).status_code == 302
    answer = client.post(at, second)
    page = text(answer)
    assert answer.status_code == 422
    assert "Somebody else changed this queue in the meantime." in page
    for words in ("A telephone rings", "40 seconds", "30 seconds", "“Hello”", "Save mine"):
        assert words in page
    assert 'name="queue-version" value="2"' in page
    assert client.post(at, {**second, "queue-version": "2"}).status_code == 302
    now = stored(queue)
    assert (now.greeting.text, now.alert_seconds) == ("Hello", 30)


def test_with_nobody_to_answer_the_first_thing_is_the_licence_and_a_queue_can_still_be_made(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    page = text(client_of(admin).get(AT))
    assert "Needs somebody who can answer: nobody has Phone System yet (step 2)." in page
    assert f'<a class="btn btn--go" href="/t/{tenant.slug}/licences/">' in page
    assert "Make a call queue without agents" in page
    assert "Make the first call queue" not in page
    agent(tenant)
    page = text(client_of(admin).get(AT))
    assert f'<a class="btn btn--go" href="{AT}new/">' in page
