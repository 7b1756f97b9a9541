"""Replies that the desk uses again: kept, changed, removed and put back; filled with what an order says."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from porting.desk import saved_replies
from porting.desk.saved_replies import FILLERS, PLACEHOLDERS
from porting.models import PortOrder, SavedReply
from tenants.models import Tenant, User
from tests.port_desk.conftest import handed_in
from tests.races import at_once
from ui.refusals import Refusal


def made(by: User, title: str = "Name differs", text: str = "Hello {name}.") -> SavedReply:
    return saved_replies.add(title=title, text=text, by=by)


def fresh(reply: SavedReply) -> SavedReply:
    return SavedReply.objects.get(pk=reply.pk)


@pytest.mark.usefixtures("reference_data")
def test_placeholders_are_filled_with_what_the_order_says(tenant: Tenant, agent: User) -> None:
    date = datetime(2026, 12, 3, 18, tzinfo=UTC)
    order = handed_in(tenant, created_by_name="Rosa", wanted_at=date, time_zone="America/Los_Angeles")
    text = "{name}: {reference} of {organisation} on {date}. {} stays."
    reply = SavedReply(title="x", text=text)
    filled = saved_replies.filled(reply, order)
    assert filled.startswith(f"Rosa: {order.reference} of Fenwick and Daughters Ltd on ")
    assert "3 Dec" in filled
    assert "10:00" in filled
    assert filled.endswith("{} stays.")


@pytest.mark.usefixtures("reference_data")
def test_what_an_order_does_not_say_is_said_in_words(tenant: Tenant, agent: User) -> None:
    order = handed_in(tenant, wanted_at=None, organisation="", created_by_name="")
    reply = made(agent, text="{name}, {organisation}, {date}")
    assert saved_replies.filled(reply, order) == f"{tenant.name}, {tenant.name}, a date that is not stated"


@pytest.mark.usefixtures("reference_data")
def test_braces_in_what_an_order_says_are_not_filled_again(tenant: Tenant, agent: User) -> None:
    order = handed_in(tenant, organisation="{reference}")
    assert saved_replies.filled(made(agent, text="{organisation}"), order) == "{reference}"


def test_every_placeholder_is_explained() -> None:
    assert FILLERS.keys() == PLACEHOLDERS.keys()


@pytest.mark.parametrize(
    ("title", "text", "field", "words"),
    [
        ("", "Hello", "title", "title"),
        ("A", " \n", "text", "Write the text"),
        (
            "A",
            "Dear {nme}",
            "text",
            r"“{nme}” is no placeholder.*{reference}, {name}, {organisation}, {date}",
        ),
        ("A", "x" * 3501, "text", "at most 3500"),
    ],
)
def test_what_is_wrong_is_refused_beside_its_field(
    agent: User, title: str, text: str, field: str, words: str
) -> None:
    with pytest.raises(Refusal, match=words) as met:
        made(agent, title, text)
    assert met.value.field == field
    assert not SavedReply.objects.exists()


def test_a_title_is_taken_in_any_case_until_its_reply_is_removed(agent: User) -> None:
    first = made(agent, "Bill too old")
    with pytest.raises(Refusal, match="already") as met:
        made(agent, "bill  TOO old")
    assert met.value.field == "title"
    saved_replies.remove(first, by=agent)
    made(agent, "bill too old")
    with pytest.raises(Refusal, match="already"):
        saved_replies.put_back(first, by=agent)


def test_a_removed_reply_is_gone_from_the_list_and_comes_back_whole(agent: User) -> None:
    reply = made(agent)
    saved_replies.remove(reply, by=agent)
    assert not saved_replies.kept().exists()
    with pytest.raises(Refusal, match="has been removed"):
        saved_replies.change(reply, title="A", text="B", by=agent)
    with pytest.raises(Refusal, match="has been removed"):
        saved_replies.remove(reply, by=agent)
    assert saved_replies.put_back(reply, by=agent)
    assert not saved_replies.put_back(reply, by=agent)
    assert [one.text for one in saved_replies.kept()] == ["Hello {name}."]


def test_of_two_who_change_a_reply_the_second_is_told_what_it_says_now(agent: User, colleague: User) -> None:
    reply = made(agent)
    seen = saved_replies.seen_of(reply)
    assert saved_replies.change(fresh(reply), title="Name", text="Hi", by=colleague, seen=seen)
    with pytest.raises(Refusal, match=r"Emil Desk has changed this reply.*“Name”"):
        saved_replies.change(fresh(reply), title="Name differs", text="Dear", by=agent, seen=seen)
    assert fresh(reply).text == "Hi"


def test_a_change_that_changes_nothing_is_none(agent: User, colleague: User) -> None:
    reply = made(agent)
    assert not saved_replies.change(reply, title=reply.title, text=reply.text, by=colleague)
    assert fresh(reply).by_name == str(agent)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_choose_a_title_at_once_one_gets_it(agent: User, colleague: User) -> None:
    results = at_once(lambda: made(agent, "Bill"), lambda: made(colleague, "bill"))
    assert sorted(isinstance(one, Refusal) for one in results) == [False, True]
    assert SavedReply.objects.count() == 1


@pytest.mark.usefixtures("reference_data")
@given(text=st.text(alphabet="{}aername \n%$", max_size=50))
def test_any_text_is_filled_or_refused_and_never_breaks(text: str) -> None:
    reply = SavedReply(title="x", text=text)
    order = PortOrder(reference="PO-1", created_by_name="{x}", organisation="%s", time_zone="UTC")
    filled = saved_replies.filled(reply, order)
    if "{name}" not in text:
        assert filled == text
