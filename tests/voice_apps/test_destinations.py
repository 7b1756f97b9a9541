"""Where calls go on: written as a whole, told in words, found again by what they lead to; and the form of one."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError

from services.sounds.prompts import Prompt
from services.voice_apps import destinations
from services.voice_apps.destination_forms import DestinationForm
from services.voice_apps.destinations import Leads
from services.voice_apps.models import Destination
from tenants.models import Group, Tenant
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.voice_apps.conftest import make_app

Action = Destination.Action
ACTIONS = (Action.DISCONNECT, Action.PERSON, Action.APP, Action.EXTERNAL, Action.SHARED_VOICEMAIL)


def form_of(tenant: Tenant, data: dict[str, str] | None = None, **options: object) -> DestinationForm:
    values = {f"timeout-{name}": value for name, value in data.items()} if data is not None else None
    return DestinationForm(values, prefix="timeout", tenant=tenant, **{"actions": ACTIONS, **options})


def test_what_is_written_is_there_and_only_what_differs_is_told(tenant: Tenant) -> None:
    app, anna = make_app(tenant), make_person(tenant)
    with tenant_scope(tenant):
        first = {"overflow": Leads(Action.BUSY), "timeout": Leads(Action.PERSON, person=anna)}
        assert destinations.write(app, first) == (
            {"overflow": "", "timeout": ""},
            {"overflow": "End the call with the busy tone", "timeout": "Anna Berg"},
        )
        second = {"overflow": Leads(Action.BUSY), "timeout": Leads(Action.VOICEMAIL, person=anna)}
        assert destinations.write(app, second) == (
            {"timeout": "Anna Berg"},
            {"timeout": "the voicemail of Anna Berg"},
        )
        assert destinations.leads_of(app) == second


def test_none_empties_a_slot_and_unnamed_slots_stay(tenant: Tenant) -> None:
    app = make_app(tenant)
    with tenant_scope(tenant):
        destinations.write(app, {"open": Leads(Action.MENU), "closed": Leads(Action.DISCONNECT)})
        destinations.write(app, {"open": None})
        assert destinations.leads_of(app) == {"closed": Leads(Action.DISCONNECT)}


def test_an_action_without_what_it_needs_is_refused_by_the_database(tenant: Tenant) -> None:
    app = make_app(tenant)
    with tenant_scope(tenant):
        for action in (Action.PERSON, Action.APP, Action.EXTERNAL, Action.SHARED_VOICEMAIL):
            with pytest.raises(IntegrityError), transaction.atomic():
                Destination.objects.create(tenant=tenant, app=app, slot="open", action=action)


def test_an_app_that_calls_are_sent_to_is_not_deleted_but_one_that_only_calls_itself_is(
    tenant: Tenant,
) -> None:
    sales, menu = make_app(tenant), make_app(tenant, "Menu", "attendant")
    with tenant_scope(tenant):
        destinations.write(menu, {"open.1": Leads(Action.APP, target=sales)})
        destinations.write(menu, {"open.9": Leads(Action.APP, target=menu)})
        with pytest.raises(RestrictedError), transaction.atomic():
            sales.delete()
        menu.delete()
        sales.delete()


def test_all_that_leads_somewhere_is_found(tenant: Tenant) -> None:
    sales, menu, anna = make_app(tenant), make_app(tenant, "Menu", "attendant"), make_person(tenant)
    with tenant_scope(tenant):
        destinations.write(menu, {"open.1": Leads(Action.APP, target=sales)})
        destinations.write(sales, {"timeout": Leads(Action.PERSON, person=anna)})
        found = [(str(row.app), row.slot) for row in destinations.leading_to(people=[anna], apps=[sales])]
        assert found == [("Menu", "open.1"), ("Sales", "timeout")]


def test_every_action_and_every_slot_reads_as_words(tenant: Tenant) -> None:
    with tenant_scope(tenant):
        group = Group.objects.create(tenant=tenant, name="Front desk", email="desk@halden.example")
    said = {
        Leads(Action.EXTERNAL, external="+12065550100"): "(206) 555-0100",
        Leads(Action.SHARED_VOICEMAIL, group=group): "the mailbox of Front desk",
        Leads(Action.APP, target=make_app(tenant)): "call queue Sales",
        Leads(
            Action.ANNOUNCEMENT, prompt=Prompt("We are in Seattle.")
        ): "“We are in Seattle.”, then the menu again",
    }
    for leads, words in said.items():
        assert str(leads) == words
    assert destinations.slot_words("closed.3") == "on key 3 after hours"
    assert destinations.slot_words("overflow") == "when too many calls wait"


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"action": "person"}, "person", "Choose the person."),
        ({"action": "person", "person": "Nobody"}, "person", "Nobody in the directory"),
        ({"action": "app"}, "target", "Choose the queue or the attendant."),
        ({"action": "app", "target": "999999999999999999999"}, "target", "Select a valid choice"),
        ({"action": "external"}, "external", "Type the outside number."),
        ({"action": "external", "external": "12"}, "external", "too few or too many digits"),
        ({"action": "shared_voicemail"}, "group", "Choose the group."),
        ({"action": "menu"}, "action", "Select a valid choice"),
        ({}, "action", "“Then” is not filled in."),
    ],
)
def test_what_the_action_lacks_is_said_at_its_field(
    tenant: Tenant, typed: dict[str, str], field: str, words: str
) -> None:
    with tenant_scope(tenant):
        form = form_of(tenant, typed)
        assert not form.is_valid()
        assert set(form.errors) == {field}
        assert words in str(form.errors[field])


def test_what_the_action_does_not_need_is_not_looked_at(tenant: Tenant) -> None:
    with tenant_scope(tenant):
        form = form_of(tenant, {"action": "disconnect", "person": "Nobody", "external": "12", "target": "x"})
        assert form.is_valid(), form.errors
        assert form.leads == Leads(Action.DISCONNECT)


def test_a_person_is_found_by_each_way_of_typing(tenant: Tenant) -> None:
    anna = make_person(tenant, extension="204")
    with tenant_scope(tenant):
        for typed in ("Anna Berg (anna.berg@halden.example)", "ANNA berg", "anna.berg@halden.example", "204"):
            form = form_of(tenant, {"action": "person", "person": typed})
            assert form.is_valid(), (typed, form.errors)
            assert form.leads == Leads(Action.PERSON, person=anna)


def test_namesakes_are_told_apart_by_the_user_name(tenant: Tenant) -> None:
    make_person(tenant, "anna.berg")
    second = make_person(tenant, "anna.berg.2", display_name="Anna Berg")
    with tenant_scope(tenant):
        form = form_of(tenant, {"action": "person", "person": "Anna Berg"})
        assert "Several people are called" in str(form.errors["person"])
        form = form_of(tenant, {"action": "person", "person": f"Anna Berg ({second.user_name})"})
        assert form.is_valid()
        assert form.cleaned_data["person"] == second


def test_nobody_of_another_tenant_can_be_named(tenant: Tenant, other_tenant: Tenant) -> None:
    foreign, app = make_person(other_tenant, "sten.holm"), make_app(other_tenant)
    with tenant_scope(tenant):
        assert not form_of(tenant, {"action": "person", "person": foreign.user_name}).is_valid()
        assert not form_of(tenant, {"action": "app", "target": str(app.pk)}).is_valid()


def test_an_outside_number_is_read_in_the_country_of_the_tenant(tenant: Tenant) -> None:
    with tenant_scope(tenant):
        form = form_of(tenant, {"action": "external", "external": "(206) 555-0100"})
        assert form.is_valid()
        assert form.leads == Leads(Action.EXTERNAL, external="+12065550100")


def test_a_slot_may_be_left_empty_where_that_is_offered(tenant: Tenant) -> None:
    with tenant_scope(tenant):
        form = form_of(tenant, {}, nowhere="No operator")
        assert form.is_valid()
        assert form.leads is None


def test_a_form_shows_what_is_stored(tenant: Tenant) -> None:
    anna = make_person(tenant)
    with tenant_scope(tenant):
        shown = form_of(tenant, leads=Leads(Action.PERSON, person=anna))["person"].as_widget()
    assert 'value="Anna Berg (anna.berg@halden.example)"' in shown
    assert 'hx-get="/t/halden/people/suggest/"' in shown
