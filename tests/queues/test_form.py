"""The form of a call queue without JavaScript: made, changed, agents arranged, wrong input, two who edit at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from services.queues import limits, rules
from services.queues.forms import QueueForm
from services.queues.models import Queue
from services.sounds.models import Sound
from services.sounds.prompts import Prompt
from services.voice_apps.destinations import Action, Leads
from tenants.models import Group, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.queues.conftest import (
    AT,
    agent,
    make_group,
    make_queue,
    only,
    posted,
    refs,
    settings,
    stored,
    text,
)
from tests.sounds.made import make_sound, wav
from tests.voice_apps.conftest import make_app

ClientOf = Callable[[User], Client]


def test_a_queue_is_made_with_little_and_its_page_tells_it(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    anna = agent(tenant)
    client = client_of(admin)
    assert 'value="1200"' in text(client.get(f"{AT}new/"))
    answer = client.post(f"{AT}new/", posted(**{"agents-who": [f"p{anna.pk}"]}), follow=True)
    queue = only(tenant)
    assert answer.redirect_chain[-1][0] == f"{AT}{queue.pk}/"
    page = text(answer)
    assert "The call queue Sales is made." in page
    assert "A call queue in English (United States), answered by 1 person." in page
    assert "After 20 minutes of waiting the call is ended." in page
    assert stored(queue) == settings(agents=(anna,))


def test_all_that_a_form_can_say_is_saved(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    anna, desk = agent(tenant), make_group(tenant, "Desk", email="desk@halden.example")
    sound, menu = make_sound(tenant, admin), make_app(tenant, "Menu", "attendant")
    data = posted(
        **{
            "queue-name": "Service",
            "queue-language": "fr-FR",
            "queue-routing": "serial",
            "queue-alert_seconds": "45",
            "queue-overflow_threshold": "0",
            "queue-timeout_seconds": "47",
            "queue-no_agents_apply": "new",
            "queue-service_level_seconds": "20",
            "greeting-say": "text",
            "greeting-text": "Bonjour",
            "music-say": "sound",
            "music-sound": str(sound.pk),
            "overflow-action": "app",
            "overflow-target": str(menu.pk),
            "timeout-action": "shared_voicemail",
            "timeout-group": str(desk.pk),
            "timeout-prompt-say": "text",
            "timeout-prompt-text": "Parlez",
            "no_agents-action": "external",
            "no_agents-external": "(206) 555-0100",
            "agents-who": [f"g{desk.pk}", f"p{anna.pk}"],
        }
    )
    for name in ("queue-presence_based", "queue-may_opt_out", "queue-conference_mode"):
        del data[name]
    page = text(client_of(admin).post(f"{AT}new/", data, follow=True))
    assert "Waits are kept in steps of 15 seconds: 47 became 45." in page
    mailbox = Leads(Action.SHARED_VOICEMAIL, group=desk, prompt=Prompt(text="Parlez"))
    assert stored(only(tenant)) == settings(
        "Service",
        language="fr-FR",
        routing="serial",
        alert_seconds=45,
        overflow_threshold=0,
        timeout_seconds=45,
        no_agents_apply="new",
        service_level_seconds=20,
        greeting=Prompt(text="Bonjour"),
        music=sound,
        conference_mode=False,
        presence_based=False,
        may_opt_out=False,
        leads={
            "overflow": Leads(Action.APP, target=menu),
            "timeout": mailbox,
            "no_agents": Leads(Action.EXTERNAL, external="+12065550100"),
        },
        agents=(desk, anna),
    )


def test_what_the_form_shows_it_saves_unchanged(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    anna = agent(tenant)
    leads = {
        "timeout": Leads(Action.PERSON, person=anna),
        "overflow": Leads(Action.MENU),
        "no_agents": Leads(Action.WAIT),
    }
    queue = make_queue(
        tenant, admin, agents=(anna,), leads=leads, greeting=Prompt(text="Hi"), routing="serial"
    )
    page = text(client_of(admin).get(f"{AT}{queue.pk}/edit/"))
    assert '<option value="menu" selected>' in page  # not offered, but stored: it stays a choice
    data = posted(
        queue,
        **{
            "queue-routing": "serial",
            "greeting-say": "text",
            "greeting-text": "Hi",
            "timeout-action": "person",
            "timeout-person": "Anna Berg (anna.berg@halden.example)",
            "overflow-action": "menu",
            "agents-who": refs(page),
        },
    )
    page = text(client_of(admin).post(f"{AT}{queue.pk}/edit/", data, follow=True))
    assert "Nothing was different, so nothing was saved." in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"queue-name": " "}, "Name the queue."),
        ({"queue-name": "x" * 65}, "at most 64"),
        ({"queue-name": "a\0b"}, "Null characters"),
        ({"queue-language": "tlh"}, "Select a valid choice"),
        ({"queue-routing": "random"}, "Select a valid choice"),
        ({"queue-alert_seconds": "14"}, "14 is not between 15 and 180."),
        ({"queue-alert_seconds": "181"}, "181 is not between 15 and 180."),
        ({"queue-overflow_threshold": "201"}, "201 is not between 0 and 200."),
        ({"queue-timeout_seconds": "9" * 400}, "Ensure this value is less than or equal to 1000000"),
        ({"queue-timeout_seconds": "7"}, "Type 0, or 15 or more."),
        ({"queue-timeout_seconds": "soon"}, "Enter a whole number."),
        ({"queue-service_level_seconds": "1200"}, "the service level must be shorter"),
        ({"greeting-say": "text"}, "Type the text."),
        ({"overflow-action": "wait"}, "Select a valid choice"),
        ({"timeout-action": "person", "timeout-person": "nobody"}, "Nobody in the directory is called"),
        ({"timeout-action": "shared_voicemail"}, "Choose the group."),
        ({"timeout-action": "shared_voicemail"}, "Choose what callers hear."),
        ({"agents-add": "zed"}, "Neither a person nor a group is called “zed”."),
        ({"queue-version": "x"}, "Enter a whole number."),
    ],
)
def test_bad_input_comes_back_with_a_sentence_and_with_what_was_typed(
    tenant: Tenant, admin: User, client_of: ClientOf, changes: dict[str, str], sentence: str
) -> None:
    answer = client_of(admin).post(f"{AT}new/", posted(**{"queue-alert_seconds": "33", **changes}))
    assert answer.status_code == 422
    page = text(answer)
    assert page.count(sentence) >= 1
    assert "There is a problem" in page
    if "queue-alert_seconds" not in changes:
        assert 'value="33"' in page
    with tenant_scope(tenant):
        assert not Queue.objects.exists()


def test_refusals_of_the_rules_stand_at_their_fields_with_their_doors(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    ben = make_person(tenant, "ben.okafor")
    data = posted(
        **{
            "timeout-action": "person",
            "timeout-person": "ben.okafor@halden.example",
            "agents-who": f"p{ben.pk}",
        }
    )
    page = text(client_of(admin).post(f"{AT}new/", data))
    assert page.count("Ben Okafor has no Phone System licence, and so cannot be called here.") >= 4
    assert f'href="/t/halden/licences/assign/?person={ben.pk}"' in page
    assert 'href="#id_timeout-person"' in page
    assert 'href="#id_agents-add"' in page


def test_agents_are_arranged_without_scripts_and_nothing_else_is_judged(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    people = [agent(tenant, name) for name in ("anna.berg", "ben.okafor", "carla.silva")]
    a, b, c = (f"p{person.pk}" for person in people)
    client = client_of(admin)

    def press(button: str, order: list[str], **more: Any) -> list[str]:
        data = {**posted(**{"queue-name": "", "agents-who": order, "agents-press": button}), **more}
        del data["save"]
        answer = client.post(f"{AT}new/", data)
        assert answer.status_code == 200
        assert "There is a problem" not in text(answer)
        return refs(text(answer))

    assert press(f"last:{a}", [a, b, c]) == [b, c, a]
    assert press(f"up:{c}", [a, b, c]) == [a, c, b]
    assert press(f"down:{c}", [a, b, c]) == [a, b, c]
    assert press(f"first:{c}", [a, b, c, c]) == [c, a, b]
    assert press(f"remove:{b}", [a, b, c]) == [a, c]
    assert press("up:p999", [a, b]) == [a, b]
    assert press("sideways", [a, "p999999999999999999999", "x", "g", b]) == [a, b]
    assert press("add", [a], **{"agents-add": "Ben Okafor (ben.okafor@halden.example)"}) == [a, b]
    with tenant_scope(tenant):
        assert not Queue.objects.exists()


def test_return_in_the_field_of_agents_adds_and_the_save_button_adds_and_saves(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    anna, desk = agent(tenant), make_group(tenant, "Desk")
    client, data = client_of(admin), posted(**{"agents-add": "Desk (group)", "agents-who": f"p{anna.pk}"})
    saves = data.pop("save")
    assert refs(text(client.post(f"{AT}new/", data))) == [f"p{anna.pk}", f"g{desk.pk}"]
    assert client.post(f"{AT}new/", {**data, "save": saves}).status_code == 302
    assert stored(only(tenant)).agents == (anna, desk)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type who is to answer."),
        ("Anna Berg", "Anna Berg is in the list already."),
        ("ben.okafor@halden.example", "Ben Okafor has no Phone System licence"),
        ("Desk", "is a person and a group"),
        ("Nothing (group)", "No group is called “Nothing”."),
        ("x" * 301, "at most 300"),
    ],
)
def test_who_cannot_be_added_is_told_why_beside_the_field(
    tenant: Tenant, admin: User, client_of: ClientOf, typed: str, sentence: str
) -> None:
    anna = agent(tenant)
    make_person(tenant, "ben.okafor")
    agent(tenant, "desk", display_name="Desk")
    make_group(tenant, "Desk")
    data = posted(**{"agents-add": typed, "agents-who": f"p{anna.pk}", "agents-press": "add"})
    answer = client_of(admin).post(f"{AT}new/", data)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert refs(text(answer)) == [f"p{anna.pk}"]


def test_the_twenty_first_person_is_refused_and_a_group_is_not(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    order = [f"p{agent(tenant, f'p{n:02}').pk}" for n in range(20)]
    agent(tenant)
    make_group(tenant, "Desk")
    client = client_of(admin)
    data = posted(**{"agents-who": order, "agents-press": "add", "agents-add": "Anna Berg"})
    assert "These are 20 people already" in text(client.post(f"{AT}new/", data))
    data["agents-add"] = "Desk"
    assert len(refs(text(client.post(f"{AT}new/", data)))) == 21


def test_an_upload_is_kept_while_agents_are_arranged_and_a_bad_one_is_told(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    client = client_of(admin)
    data = posted(**{"agents-press": "up:p1", "greeting-say": "sound"})
    file = SimpleUploadedFile("hello.wav", wav())
    page = text(client.post(f"{AT}new/", {**data, "greeting-upload": file}))
    with tenant_scope(tenant):
        sound = Sound.objects.get()
    assert "Your upload is kept, as hello." in page
    assert f'<option value="{sound.pk}" selected>' in page
    page = text(client.post(f"{AT}new/", {**data, "greeting-upload": SimpleUploadedFile("a.wav", b"<html>")}))
    assert "kind HTML" in page


def test_with_scripts_the_list_of_agents_alone_comes_back(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    anna = agent(tenant)
    data = posted(**{"agents-press": "add", "agents-add": "Anna Berg"})
    headers = {"HX-Request": "true", "HX-Target": "agents"}
    page = text(client_of(admin).post(f"{AT}new/", data, headers=headers))
    assert refs(page) == [f"p{anna.pk}"]
    assert "<h1>" not in page
    assert "queue-name" not in page


def test_an_agent_who_left_in_the_meantime_is_told_and_the_rest_is_saved(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    anna = agent(tenant)
    data = posted(**{"agents-who": [f"p{anna.pk}", "p987654"]})
    page = text(client_of(admin).post(f"{AT}new/", data, follow=True))
    assert "1 agent has left the directory in the meantime" in page
    assert stored(only(tenant)).agents == (anna,)


def test_the_longest_free_brings_presence_with_it_and_says_so(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    data = posted(**{"queue-routing": "longest_idle"})
    del data["queue-presence_based"]
    page = text(client_of(admin).post(f"{AT}new/", data, follow=True))
    assert "so presence was switched on" in page
    assert stored(only(tenant)).presence_based


FIGURES = st.one_of(st.integers(-5, 4000).map(str), st.text(max_size=8))


@given(st.fixed_dictionaries(dict.fromkeys(limits.RANGES, FIGURES)), st.text(max_size=80))
def test_no_typing_breaks_the_form_and_what_it_takes_is_in_range(figures: dict[str, str], name: str) -> None:
    data = posted(**{f"queue-{field}": typed for field, typed in figures.items()}, **{"queue-name": name})
    form = QueueForm(data, stored=settings(), version=0)
    if not form.is_valid():
        assert all(words for words in form.errors.values())
        return
    for field in limits.RANGES:
        value = form.figures[field]
        assert value is None or not rules.out_of_range(field, value)


@given(
    st.builds(
        settings,
        st.text("abzÉß09.&'", min_size=1, max_size=64),
        alert_seconds=st.integers(15, 180),
        overflow_threshold=st.integers(0, 200),
        timeout_seconds=st.integers(12, 180).map(lambda steps: steps * 15),
        service_level_seconds=st.none() | st.integers(0, 2400),
        routing=st.sampled_from(Queue.Routing.values),
        no_agents_apply=st.sampled_from(Queue.NoAgentsApply.values),
        presence_based=st.booleans(),
        may_opt_out=st.booleans(),
        conference_mode=st.booleans(),
    )
)
def test_what_is_stored_comes_out_of_the_form_as_it_went_in(wanted: Any) -> None:
    shown = QueueForm(stored=wanted, version=3)
    data = {
        f"queue-{name}": value
        for name in shown.fields
        if (value := shown[name].value()) is not None and value is not False
    }
    form = QueueForm(data, stored=settings(), version=0)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["version"] == 3
    assert form.figures == {name: getattr(wanted, name) for name in form.figures}


def test_a_language_that_is_not_on_the_list_stays_where_it_is_stored(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    queue = make_queue(tenant, admin)
    with tenant_scope(tenant):
        queue.app.__class__.objects.filter(pk=queue.pk).update(language="cy")
    client = client_of(admin)
    assert '<option value="cy" selected>cy</option>' in text(client.get(f"{AT}{queue.pk}/edit/"))
    data = posted(queue, **{"queue-language": "cy", "queue-alert_seconds": "40"})
    assert client.post(f"{AT}{queue.pk}/edit/", data).status_code == 302
    assert stored(queue).language == "cy"


def test_an_empty_mailbox_group_is_refused_with_the_way_to_give_it_one(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    box: Group = make_group(tenant, "Box")
    data = posted(
        **{
            "timeout-action": "shared_voicemail",
            "timeout-group": str(box.pk),
            "timeout-prompt-say": "text",
            "timeout-prompt-text": "Speak",
        }
    )
    page = text(client_of(admin).post(f"{AT}new/", data))
    assert "Box has no shared mailbox: it has no e-mail address." in page
    assert f'href="/t/halden/groups/{box.pk}/edit/"' in page
