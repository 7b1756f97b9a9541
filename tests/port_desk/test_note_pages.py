"""The desk's pages of what it writes and keeps: comments, saved replies, saved views."""

import html
import re
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from porting import orders
from porting.desk import comments, saved_replies, saved_views
from porting.models import PortEvent, PortOrder, SavedReply
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.port_desk.conftest import claimed, handed_in

pytestmark = pytest.mark.usefixtures("reference_data")


def words(answer: Any) -> str:
    """The text of a page, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def area(answer: Any) -> str:
    """What stands in the box of the comment."""
    found = re.search(r'<textarea[^>]*id="note_text"[^>]*>\s*(.*?)</textarea>', answer.content.decode(), re.S)
    assert found
    return html.unescape(found[1])


def queries(client: Client, path: str) -> int:
    """How many a page takes when it is looked at for the second time."""
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def events(order: PortOrder) -> list[PortEvent]:
    return list(PortEvent._base_manager.filter(order=order, kind="comment"))


def test_a_note_and_a_message_are_written_from_the_orders_page(
    dora: Client, order: PortOrder, colleague: User, admin: User
) -> None:
    PortOrder._base_manager.filter(pk=order.pk).update(created_by=admin)
    at = f"/desk/ports/{order.pk}/comment/"
    page = words(dora.post(at, {"text": "Odd bill, @emil", "reader": "desk"}, follow=True))
    assert "The desk can read your note." in page
    assert "For the desk alone Odd bill, @emil" in page
    page = words(dora.post(at, {"text": "Which suite?", "reader": "customer"}, follow=True))
    assert "The customer has been told." in page
    assert [one.to for one in mail.outbox] == [[colleague.email], [admin.email]]
    assert [one.private for one in events(order)] == [True, False]


def test_a_note_that_is_sent_twice_is_there_once(dora: Client, order: PortOrder) -> None:
    page = dora.get(f"/desk/ports/{order.pk}/").content.decode()
    once = re.search(r'name="once" value="(\w+)"', page)
    assert once
    for _time in range(2):
        sent = {"text": "Hm.", "reader": "desk", "once": once[1]}
        assert dora.post(f"/desk/ports/{order.pk}/comment/", sent).status_code == 302
    assert len(events(order)) == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": " ", "reader": "desk"}, "Write what you want to say."),
        ({"text": "Hello @nobody", "reader": "desk"}, "You can mention @dora."),
        ({"text": "Hello", "reader": "all"}, "Select a valid choice"),
        ({"text": "Hello", "put_in": "1", "reply": "7"}, "Choose a reply first."),
        ({"text": "x" * 4001, "reader": "desk"}, "at most 4000"),
    ],
)
def test_a_comment_that_is_refused_keeps_what_was_typed(
    dora: Client, order: PortOrder, sent: dict[str, str], said: str
) -> None:
    answer = dora.post(f"/desk/ports/{order.pk}/comment/", sent)
    assert answer.status_code == 422
    assert said in words(answer)
    assert sent["text"].strip() in area(answer)
    assert not events(order)


def test_a_reply_is_put_in_below_what_was_typed_and_nothing_is_lost(
    dora: Client, order: PortOrder, agent: User
) -> None:
    reply = saved_replies.add(title="Suite", text="About {reference}: which suite?", by=agent)
    sent = {"text": "Dear Rosa,", "reader": "customer", "reply": reply.pk, "put_in": "1", "once": "abc"}
    for headers in ({}, {"HX-Request": "true", "HX-Target": "write"}):
        answer = dora.post(f"/desk/ports/{order.pk}/comment/", sent, headers=headers)
        assert answer.status_code == 200
        assert area(answer) == f"Dear Rosa,\n\nAbout {order.reference}: which suite?"
        page = answer.content.decode()
        assert re.search(r'value="customer"[^>]* checked', page)
        assert 'name="once" value="abc"' in page
        assert ("<html" in page) is not headers
    assert not events(order)


def test_a_reply_is_put_into_the_words_of_an_act(
    dora: Client, order: PortOrder, agent: User, colleague: User
) -> None:
    at = f"/desk/ports/{order.pk}/do/cancel/"
    claimed(order, agent)
    assert 'name="put_in"' not in dora.get(at).content.decode()
    reply = saved_replies.add(title="Over", text="{reference} is over.", by=agent)
    assert 'name="put_in"' in dora.get(at).content.decode()
    answer = dora.post(at, {"text": "Dear Rosa,", "reply": reply.pk, "put_in": "1"})
    assert answer.status_code == 200
    assert f"Dear Rosa,\n\n{order.reference} is over.</textarea>" in answer.content.decode()
    answer = dora.post(at, {"text": "Dear Rosa,", "reply": "", "put_in": "1"})
    assert answer.status_code == 422
    assert "Choose a reply first." in words(answer)
    assert "Dear Rosa," in answer.content.decode()
    assert PortOrder._base_manager.get(pk=order.pk).status == PortOrder.Status.IN_REVIEW


@pytest.mark.parametrize("status", ["draft", "awaiting_signature"])
def test_a_customer_who_writes_before_the_order_is_handed_in_is_answered_too(
    dora: Client, tenant: Tenant, admin: User, status: str
) -> None:
    order = handed_in(tenant, status)
    with tenant_scope(tenant):
        orders.comment(order, "Which PIN?", by=admin)
    assert order.reference in words(dora.get("/desk/ports/view/wrote/"))
    assert "Which PIN?" in words(dora.get(f"/desk/ports/{order.pk}/"))
    sent = {"text": "The one for transfers.", "reader": "customer"}
    assert dora.post(f"/desk/ports/{order.pk}/comment/", sent).status_code == 302


def test_the_box_names_colleagues_who_can_be_mentioned(
    dora: Client, order: PortOrder, colleague: User
) -> None:
    assert "Name a colleague, who is told by mail: @emil." in words(dora.get(f"/desk/ports/{order.pk}/"))


def test_a_customers_message_is_shown_until_it_is_answered_or_put_aside(
    dora: Client, order: PortOrder, admin: User
) -> None:
    with tenant_scope(order.tenant):
        orders.comment(order, "Thank you!", by=admin)
    assert order.reference in words(dora.get("/desk/ports/view/wrote/"))
    assert "nobody has answered yet" in words(dora.get(f"/desk/ports/{order.pk}/"))
    page = words(dora.post(f"/desk/ports/{order.pk}/no-answer/", follow=True))
    assert "The message is put aside." in page
    assert "nobody has answered yet" not in page
    assert order.reference not in words(dora.get("/desk/ports/view/wrote/"))


def test_an_order_stands_under_mentions_until_it_is_opened(
    dora: Client, emil: Client, order: PortOrder, agent: User, colleague: User
) -> None:
    with tenant_scope(order.tenant):
        comments.comment(order, "@emil?", by=agent, private=True)
    assert "Mentions me 1" in words(emil.get("/desk/ports/view/mentions/"))
    assert "Mentions me 0" in words(dora.get("/desk/ports/view/mentions/"))
    dora.get(f"/desk/ports/{order.pk}/")
    assert order.reference in words(emil.get("/desk/ports/view/mentions/"))
    emil.get(f"/desk/ports/{order.pk}/")
    page = words(emil.get("/desk/ports/view/mentions/"))
    assert "Mentions me 0" in page
    assert order.reference not in page


def test_replies_are_added_changed_removed_and_put_back(dora: Client) -> None:
    assert "Save the first reply" in words(dora.get("/desk/ports/replies/"))
    made = {"title": "Bill too old", "text": "Dear {name}, the bill is too old."}
    assert "“Bill too old” can be put into comments" in words(
        dora.post("/desk/ports/replies/add/", made, follow=True)
    )
    reply = SavedReply.objects.get()
    page = dora.get(f"/desk/ports/replies/{reply.pk}/")
    assert "{organisation}" in words(page)
    changed = {**made, "title": "Old bill", "seen": saved_replies.seen_of(reply)}
    answer = dora.post(f"/desk/ports/replies/{reply.pk}/", changed, follow=True)
    assert "“Old bill” is changed." in words(answer)
    answer = dora.post(f"/desk/ports/replies/{reply.pk}/remove/", follow=True)
    assert "“Old bill” is removed." in words(answer)
    undo = f"/desk/ports/replies/{reply.pk}/put-back/"
    assert undo in answer.content.decode()
    assert dora.get(f"/desk/ports/replies/{reply.pk}/").status_code == 404
    assert "“Old bill” is back." in words(dora.post(undo, follow=True))


def test_a_reply_that_is_refused_keeps_what_was_typed(dora: Client, emil: Client, agent: User) -> None:
    saved_replies.add(title="Bill", text="Hello", by=agent)
    answer = dora.post("/desk/ports/replies/add/", {"title": "bill", "text": "Dear {x}"})
    assert answer.status_code == 422
    assert "“{x}” is no placeholder." in words(answer)
    answer = dora.post("/desk/ports/replies/add/", {"title": "bill", "text": "Dear you"})
    assert "There is a reply “bill” already." in words(answer)
    assert "Dear you" in answer.content.decode()


def test_a_reply_that_a_colleague_has_changed_shows_both_texts(
    dora: Client, emil: Client, agent: User
) -> None:
    reply = saved_replies.add(title="Bill", text="Hello", by=agent)
    at, seen = f"/desk/ports/replies/{reply.pk}/", saved_replies.seen_of(reply)
    emil.post(at, {"title": "Bill", "text": "What Emil wrote", "seen": seen})
    answer = dora.post(at, {"title": "Bill", "text": "What Dora wrote", "seen": seen})
    assert answer.status_code == 422
    assert "Emil Desk has changed this reply" in words(answer)
    assert "What Emil wrote" in words(answer)
    assert "What Dora wrote" in answer.content.decode()


def test_the_list_of_replies_takes_as_many_queries_for_three_as_for_one(dora: Client, agent: User) -> None:
    saved_replies.add(title="Reply", text="Hello", by=agent)
    first = queries(dora, "/desk/ports/replies/")
    for n in range(2):
        saved_replies.add(title=f"Reply {n}", text="Hello", by=agent)
    assert queries(dora, "/desk/ports/replies/") == first <= 12


def test_filters_are_saved_as_a_view_that_stands_above_the_queue(dora: Client, order: PortOrder) -> None:
    assert "Save this view" not in words(dora.get("/desk/ports/view/open/"))
    page = dora.get("/desk/ports/view/open/?country=US&urgent=on&after=x")
    kept = re.search(r'name="filters" value="([^"]+)"', page.content.decode())
    assert kept
    sent = {"name": "Urgent ones", "filters": html.unescape(kept[1])}
    answer = dora.post("/desk/ports/views/save/", sent, follow=True)
    assert answer.redirect_chain[-1][0] == "/desk/ports/view/open/?country=US&urgent=on"
    page = words(answer)
    assert "“Urgent ones” is among your views." in page
    assert "Save this view" not in page
    page = words(dora.get("/desk/ports/views/"))
    assert "Urgent ones All open, Country: US, Urgent only" in page


def test_a_view_that_is_refused_keeps_its_name_and_filters(dora: Client) -> None:
    answer = dora.post("/desk/ports/views/save/", {"name": "Everything", "filters": "view=open"})
    assert answer.status_code == 422
    assert "Narrow the list first" in words(answer)
    assert 'value="Everything"' in answer.content.decode()
    answer = dora.post("/desk/ports/views/save/", {"name": "", "filters": "view=open&country=US"})
    assert answer.status_code == 422
    assert 'value="view=open&amp;country=US"' in answer.content.decode()


def test_a_view_is_renamed_removed_and_comes_back(dora: Client, agent: User) -> None:
    view = saved_views.save("Ours", "view=open&country=US", by=agent)
    at = f"/desk/ports/views/{view.pk}/"
    assert 'value="Ours"' in dora.get(at).content.decode()
    assert "The view is called “Theirs” now." in words(dora.post(at, {"name": "Theirs"}, follow=True))
    answer = dora.post(f"{at}remove/", follow=True)
    assert "“Theirs” is removed." in words(answer)
    undo = re.search(r'action="(/desk/ports/views/put-back/[^"]+)"', answer.content.decode())
    assert undo
    assert "“Theirs” is among your views again." in words(dora.post(html.unescape(undo[1]), follow=True))
    assert saved_views.of(agent).get().query == "view=open&country=US"


def test_another_agents_view_has_no_page(dora: Client, emil: Client, agent: User) -> None:
    view = saved_views.save("Ours", "view=open&country=US", by=agent)
    for path in ("", "remove/"):
        assert emil.post(f"/desk/ports/views/{view.pk}/{path}", {"name": "Mine"}).status_code == 404
    assert emil.get(f"/desk/ports/views/{view.pk}/").status_code == 404
    assert "Ours" not in words(emil.get("/desk/ports/views/"))
    assert "Ours" not in words(emil.get("/desk/ports/"))
    assert saved_views.of(agent).get().name == "Ours"


def test_queue_order_and_views_take_as_many_queries_for_three_as_for_one(
    dora: Client, tenant: Tenant, agent: User
) -> None:
    def add(n: int) -> PortOrder:
        saved_views.save(f"View {n}", f"view=open&q=x{n}", by=agent)
        saved_replies.add(title=f"Reply {n}", text="Hello", by=agent)
        return handed_in(tenant, customer_wrote_at=timezone.now())

    order = add(0)
    paths = ("/desk/ports/view/wrote/", "/desk/ports/views/", f"/desk/ports/{order.pk}/")
    first = [queries(dora, path) for path in paths]
    for n in (1, 2):
        add(n)
    assert [queries(dora, path) for path in paths] == first
