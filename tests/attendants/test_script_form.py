"""The form of what callers hear: any menu goes through it unchanged, and nothing of what was typed is lost."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.attendants import attendants
from services.attendants.models import Flow
from services.attendants.script_forms import ScriptForm
from services.attendants.setups import KEYS, Script
from services.sounds.prompts import Prompt
from services.voice_apps.destinations import Leads
from services.voice_apps.models import VoiceApp
from tenants.models import Group, Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.attendants.conftest import END, FOR_SALES, MENU, Action, menu, read, to, to_app
from tests.voice_apps.conftest import make_app

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=40).map(
    Prompt
)


def typed(form: Any) -> dict[str, Any]:
    """What a browser posts of a form that nobody has touched."""
    data: dict[str, Any] = {}
    for one in [form.greeting, form.then, form.menu, *form.keys, *(key.says for key in form.keys), form.more]:
        for bound in one:
            value = (
                bound.field.widget.format_value(bound.value()) if bound.name == "person" else bound.value()
            )
            if value not in (None, False):
                data[bound.html_name] = getattr(value, "pk", value)
    return data


def through(tenant: Tenant, app: VoiceApp, script: Script) -> Script:
    """Stored, shown by the form, posted as it was shown, read."""
    setup = read(app)
    shown = ScriptForm(
        setup=type(setup)(app, setup.general, None, {**setup.scripts, "open": script}), moment="open"
    )
    form = ScriptForm(typed(shown), {}, setup=setup, moment="open")
    assert form.is_valid(), [one.errors for one in form.forms]
    return form.script


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_set_of_keys_goes_through_the_form_unchanged(
    data: st.DataObject, tenant: Tenant, main: VoiceApp, anna: Person, sales: VoiceApp, desk_group: Group
) -> None:
    leads = st.one_of(
        st.just(END),
        st.just(Leads(Action.OPERATOR)),
        st.just(to(anna)),
        st.just(Leads(Action.VOICEMAIL, person=anna)),
        st.just(to_app(sales)),
        st.just(Leads(Action.SHARED_VOICEMAIL, group=desk_group)),
        st.sampled_from(["+12065550100", "+33184881000"]).map(
            lambda number: Leads(Action.EXTERNAL, external=number)
        ),
        TEXTS.map(lambda prompt: Leads(Action.ANNOUNCEMENT, prompt=prompt)),
    )
    script = Script(
        data.draw(st.just(Prompt()) | TEXTS),
        MENU,
        data.draw(TEXTS),
        data.draw(st.dictionaries(st.sampled_from(KEYS), leads)),
        data.draw(st.sampled_from(Flow.Directory.values)),
        data.draw(st.booleans()),
    )
    with tenant_scope(tenant):
        assert through(tenant, main, script) == script


@pytest.fixture
def sales(tenant: Tenant) -> VoiceApp:
    return make_app(tenant)


@pytest.fixture
def desk_group(tenant: Tenant) -> Group:
    with tenant_scope(tenant):
        return Group.objects.create(tenant=tenant, name="Front desk", email="desk@halden.example")


def test_key_0_is_proposed_for_the_operator_once_there_is_one(
    tenant: Tenant, admin: User, main: VoiceApp, anna: Person
) -> None:
    with tenant_scope(tenant):
        assert ScriptForm(setup=read(main), moment="open").keys[-1].initial == {}
        general = read(main).general
        attendants.change_general(
            main, type(general)(general.name, "en-US", general.time_zone, to(anna)), by=admin
        )
        last = ScriptForm(setup=read(main), moment="open").keys[-1]
        assert (last.key, last.initial["action"]) == ("0", Action.OPERATOR)
        attendants.set_script(main, "open", Script(leads=END), by=admin)
        assert ScriptForm(setup=read(main), moment="open").keys[-1].initial == {}


def test_what_belongs_to_a_menu_is_not_looked_at_without_it_and_still_kept(
    tenant: Tenant, main: VoiceApp
) -> None:
    posted = {
        "greeting-say": "",
        "then-action": "external",
        "then-external": "12",
        "menu-say": "text",
        "menu-text": "",
        "key3-action": "person",
        "key3-person": "Nobody At All",
        "says4-say": "text",
        "says4-text": "We are in Seattle.",
        "dial-directory": "none",
    }
    with tenant_scope(tenant):
        form = ScriptForm(posted, {}, setup=read(main), moment="open")
        assert not form.is_valid()
        assert [list(one.errors) for one in form.forms] == [[], ["external"]]
        assert form.keys[2]["person"].value() == "Nobody At All"
        assert form.keys[3].says["text"].value() == "We are in Seattle."
        posted["then-external"] = "(206) 555-0100"
        form = ScriptForm(posted, {}, setup=read(main), moment="open")
        assert form.is_valid()
        assert form.script == Script(leads=Leads(Action.EXTERNAL, external="+12065550100"))


def test_words_before_a_shared_mailbox_that_the_page_does_not_show_stay(
    tenant: Tenant, admin: User, main: VoiceApp, desk_group: Group
) -> None:
    said = Leads(Action.SHARED_VOICEMAIL, group=desk_group, prompt=Prompt("Leave your name."))
    silent = replace(said, prompt=Prompt())
    with tenant_scope(tenant):
        attendants.set_script(main, "open", menu({"1": said, "2": END}), by=admin)
        form = ScriptForm(
            typed(ScriptForm(setup=read(main), moment="open")), {}, setup=read(main), moment="open"
        )
        assert form.is_valid()
        assert form.script.keys == {"1": said, "2": END}
        posted = {**typed(form), "key2-action": "shared_voicemail", "key2-group": desk_group.pk}
        form = ScriptForm(posted, {}, setup=read(main), moment="open")
        assert form.is_valid()
        assert form.script.keys == {"1": said, "2": silent}


def test_errors_of_keys_name_the_key(tenant: Tenant, main: VoiceApp) -> None:
    posted = {
        "then-action": "menu",
        "menu-say": "text",
        "menu-text": "For Sales, press 1.",
        "key1-action": "person",
        "key2-action": "announcement",
        "says2-say": "text",
        "key7-action": "explode",
        "dial-directory": "none",
    }
    with tenant_scope(tenant):
        form = ScriptForm(posted, {}, setup=read(main), moment="open")
        assert not form.is_valid()
        said = [words for one in form.forms for errors in one.errors.values() for words in errors]
    assert said[0] == "Key 1: Choose the person."
    assert said[1] == "Key 2: Type the text."
    assert said[2].startswith("Key 7: Select a valid choice.")


def test_a_script_that_is_equal_has_an_equal_form(tenant: Tenant, main: VoiceApp) -> None:
    with tenant_scope(tenant):
        assert through(tenant, main, menu({"5": END}, greeting=FOR_SALES)) == menu(
            {"5": END}, greeting=FOR_SALES
        )
