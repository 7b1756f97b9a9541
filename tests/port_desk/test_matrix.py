"""States by actions by roles: pages offer exactly what the matrix opens, shut the rest with the reason, and so do their forms.

The matrix is `porting.actions.RULES`; what is proved here is that every door of the product keeps to it.
"""

import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.forms.models import model_to_dict
from django.test import Client
from django.utils import timezone

from porting.actions import RULES, Action, why_not
from porting.desk.claims import FREE
from porting.models import FieldMark, Letter, PortDocument, PortedNumber, PortEvent, PortOrder
from porting.transitions import Side
from tenants.models import Tenant, User
from tests.port_desk.conftest import handed_in
from tests.porting.paper_samples import pdf

pytestmark = pytest.mark.usefixtures("reference_data")
Status = PortOrder.Status
HOLDERS: Final = ("me", "colleague", "nobody")
DESK_ACTIONS: Final = [action for action, rule in RULES.items() if Side.DESK in rule.sides]
CUSTOMER_ACTIONS: Final = [action for action, rule in RULES.items() if Side.CUSTOMER in rule.sides]
ON_PAGES: Final[dict[Action, str]] = {
    Action.RETURN: "return",
    Action.SEND: "send",
    Action.SET_DATE: "date",
    Action.REJECT: "reject",
    Action.COMPLETE: "complete",
    Action.SETTLE_CANCELLATION: "settle",
    Action.HAND_OVER: "hand-over",
    Action.ADD_DOCUMENT: "paper",
    Action.CANCEL_FOR_CUSTOMER: "cancel",
}
"""Acts with a page of their own."""

WAYS_OUT: Final = (Action.RETURN, Action.APPROVE, Action.SEND)
PRESSED: Final = {Action.CLAIM: "claim", Action.PRIORITISE: "priority"}
"""Acts of one press, which the order's page has itself."""


def words(answer: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def picture(order: PortOrder) -> tuple[object, ...]:
    """The order with all that hangs on it, to see whether anything has changed."""
    fresh = PortOrder._base_manager.filter(pk=order.pk).first()
    counts = [
        model._base_manager.filter(order=order.pk).count()
        for model in (PortEvent, PortDocument, Letter, FieldMark, PortedNumber)
    ]
    numbers = sorted(PortedNumber._base_manager.filter(order=order.pk).values_list("e164", "status", "usage"))
    marks = sorted(FieldMark._base_manager.filter(order=order.pk).values_list("field", "mark"))
    return (model_to_dict(fresh) if fresh else None, counts, numbers, marks, PortOrder._base_manager.count())


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is rolled back, so that one order serves for all acts."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def an_order(tenant: Tenant, status: str, admin: User) -> PortOrder:
    """An order of this state with two marks: one field is ticked, one rejected."""
    order = handed_in(
        tenant, status, created_by=admin, numbers=3, approved_at=timezone.now() + timedelta(minutes=1)
    )
    for field, mark in (("provider", "tick"), ("organisation", "reject")):
        FieldMark._base_manager.create(
            tenant=tenant,
            order=order,
            version=1,
            field=field,
            mark=mark,
            sentence="It differs." if mark == "reject" else "",
            by_name="Dora",
        )
    PortDocument._base_manager.create(
        tenant=tenant,
        order=order,
        kind="other",
        file_name="there.pdf",
        content_type="application/pdf",
        size=1,
        digest="d",
        content=b"x",
        added_by_name="Ada",
    )
    return order


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("p.pdf", pdf(3), content_type="application/pdf")


# The desk


def form_of(action: Action, order: PortOrder, colleague: User, third: User) -> tuple[str, dict[str, Any]]:
    """Where the act is sent, and a form that is right."""
    at = f"/desk/ports/{order.pk}/"
    first = PortedNumber._base_manager.filter(order=order).order_by("e164").values_list("pk", flat=True)[:1]
    day = (timezone.now() + timedelta(days=20)).date().isoformat()
    forms: dict[Action, tuple[str, dict[str, Any]]] = {
        Action.COMMENT: ("comment/", {"text": "A word.", "reader": "desk"}),
        Action.CLAIM: ("claim/", {}),
        Action.HAND_OVER: ("do/hand-over/", {"to": third.pk}),
        Action.PRIORITISE: ("priority/", {"urgent": "1"}),
        Action.MARK_FIELD: ("marks/", {"provider-mark": "query", "provider-sentence": "Which one?"}),
        Action.RETURN: ("do/return/", {}),
        Action.APPROVE: ("marks/", {"then": "approve"}),
        Action.SEND: ("do/send/", {}),
        Action.SET_DATE: ("do/date/", {"day": day, "clock": "10:00", "zone": "America/Denver"}),
        Action.MARK_NUMBERS: ("numbers/", {"pick": list(first), "to": "confirmed"}),
        Action.SPLIT: ("numbers/split/", {"pick": list(first), "confirmed": "1"}),
        Action.REJECT: ("do/reject/", {"reason": "ENTITY_NAME_MISMATCH"}),
        Action.COMPLETE: ("do/complete/", {}),
        Action.SETTLE_CANCELLATION: ("do/settle/", {"outcome": "goes_on"}),
        Action.ADD_DOCUMENT: ("do/paper/", {"kind": "other", "file": paper()}),
        Action.CANCEL_FOR_CUSTOMER: ("do/cancel/", {"text": "Not wanted."}),
    }
    path, data = forms[action]
    return at + path, data


def expected(action: Action, status: str, holder: str) -> str:
    """Why it is shut, by the matrix and the claim; empty when it is open."""
    if sentence := why_not(action, status, Side.DESK):
        return sentence
    if action in FREE or holder == "me":
        return ""
    return "Emil Desk has this order." if holder == "colleague" else "Claim the order first"


@pytest.mark.parametrize("status", list(Status))
def test_the_desk_does_exactly_what_the_matrix_opens(
    status: str, tenant: Tenant, admin: User, agent: User, colleague: User, operator: User, dora: Client
) -> None:
    order = an_order(tenant, status, admin)
    holders = {"me": agent, "colleague": colleague, "nobody": None}
    for holder in HOLDERS:
        PortOrder._base_manager.filter(pk=order.pk).update(claimed_by=holders[holder])
        page = dora.get(f"/desk/ports/{order.pk}/")
        shown, text = page.content.decode(), words(page)
        for action in DESK_ACTIONS:
            shut = expected(action, status, holder)
            # whoever may not mark reads that one reason for all three ways out of the review
            marks = expected(Action.MARK_FIELD, status, holder) if action in WAYS_OUT else ""
            assert not shut or (marks or shut) in text, (action, holder)
            if action in PRESSED:
                form = f'action="/desk/ports/{order.pk}/{PRESSED[action]}/"'
                assert (form in shown) == (not shut), (action, holder)
            if action in ON_PAGES and action not in (Action.RETURN, Action.SEND):
                link = f"/desk/ports/{order.pk}/do/{ON_PAGES[action]}/"
                assert (f'href="{link}"' in shown) == (not shut), (action, holder)
            if holder != "me" and why_not(action, status, Side.DESK):
                continue  # who has the order makes no difference to what the state refuses
            url, data = form_of(action, order, colleague, operator)
            before = picture(order)
            with undone():
                answer = dora.post(url, data, follow=bool(shut) or action == Action.APPROVE)
                changed = picture(order) != before
                said = words(answer)
            if shut:
                assert not changed, (action, holder)
                # an approval comes with marks, and either may be what is refused first
                assert shut in said or action in (Action.CLAIM, Action.APPROVE), (action, holder, said[:600])
            elif action == Action.CLAIM:
                assert changed == (holder == "nobody")
            elif action == Action.APPROVE:
                assert "approved already" in said or "not checked" in said or "queried or rejected" in said
            else:
                assert changed, (action, holder, said[-2600:])


def test_an_operator_works_the_desk_too(
    tenant: Tenant, admin: User, operator: User, client_of: Callable[[User], Client]
) -> None:
    order = an_order(tenant, Status.IN_REVIEW, admin)
    client_of(operator).post(f"/desk/ports/{order.pk}/claim/")
    assert PortOrder._base_manager.get(pk=order.pk).claimed_by == operator


def test_nobody_else_has_a_door_to_the_desk(
    tenant: Tenant,
    admin: User,
    billing: User,
    viewer: User,
    stranger: User,
    colleague: User,
    operator: User,
    client_of: Callable[[User], Client],
) -> None:
    order = an_order(tenant, Status.IN_REVIEW, admin)
    before = picture(order)
    clients = [Client(), *(client_of(user) for user in (admin, billing, viewer, stranger))]
    for action in DESK_ACTIONS:
        url, data = form_of(action, order, colleague, operator)
        for client in clients:
            answer = client.post(url, data)
            signed_out = answer.status_code == 302 and "/account/login/" in answer["Location"]
            assert answer.status_code == 404 or signed_out, (action, answer.status_code)
    assert picture(order) == before


# The customer


def customer_form(action: Action, order: PortOrder) -> tuple[str, dict[str, Any]]:
    """Where the act is sent, and a form that is right."""
    at = f"/t/{order.tenant.slug}/ports/{order.pk}/"
    document = PortDocument._base_manager.filter(order=order).values_list("pk", flat=True).first()
    day = (timezone.now() + timedelta(days=14)).date()
    while day.weekday() > 3:
        day += timedelta(days=1)
    forms: dict[Action, tuple[str, dict[str, Any]]] = {
        Action.EDIT: ("part/contacts/", {"notify": "anna@example.com"}),
        Action.CHANGE_NUMBERS: ("numbers/", {"numbers": "206 555 9999"}),
        Action.ADD_DOCUMENT: ("papers/add/", {"kind": "other", "file": paper()}),
        Action.REMOVE_DOCUMENT: (f"papers/{document}/remove/", {}),
        Action.MAKE_LETTER: ("letter/make/", {"way": "paper"}),
        Action.SUBMIT: ("check/", {}),
        Action.CHANGE_DATE: ("date/", {"day": day.isoformat(), "clock": "10:00"}),
        Action.CANCEL: ("cancel/", {}),
        Action.DELETE: ("delete/", {}),
        Action.COMMENT: ("comment/", {"text": "A word."}),
        Action.SPLIT_DRAFT: ("split/", {}),
    }
    path, data = forms[action]
    return at + path, data


@pytest.mark.parametrize("status", list(Status))
def test_customers_do_exactly_what_the_matrix_opens(
    status: str, tenant: Tenant, admin: User, client_of: Callable[[User], Client]
) -> None:
    order = an_order(tenant, status, admin)
    rosa = client_of(admin)
    for action in CUSTOMER_ACTIONS:
        shut = why_not(action, status, Side.CUSTOMER)
        url, data = customer_form(action, order)
        before = picture(order)
        with undone():
            answer = rosa.post(url, data, follow=True)
            changed = picture(order) != before
            said = words(answer)
        if shut:
            assert not changed, action
            assert shut in said, (action, said[-2600:])
        elif action not in (
            Action.SUBMIT,
            Action.SPLIT_DRAFT,
            Action.DELETE,
        ):  # these ask more than the state
            assert changed, (action, said[-2600:])


OFFERS: Final[dict[Action, tuple[str, str]]] = {
    Action.EDIT: ("part/contacts/", 'name="notify"'),
    Action.CHANGE_NUMBERS: ("numbers/", 'name="numbers"'),
    Action.ADD_DOCUMENT: ("papers/", 'name="file"'),
    Action.REMOVE_DOCUMENT: ("papers/", "/remove/"),
    Action.MAKE_LETTER: ("papers/", "/letter/make/"),
    Action.CHANGE_DATE: ("date/", 'name="day"'),
    Action.CANCEL: ("cancel/", "btn--stop"),
    Action.DELETE: ("delete/", "btn--stop"),
}
"""The page on which a customer finds an act, and what of its form is there while it is open."""
LINKED: Final = (Action.CHANGE_DATE, Action.CANCEL, Action.DELETE)
"""Acts that the order's own page leads to."""


@pytest.mark.parametrize("status", list(Status))
def test_pages_of_customers_offer_what_the_matrix_opens_and_say_why_not(
    status: str, tenant: Tenant, admin: User, client_of: Callable[[User], Client]
) -> None:
    order = an_order(tenant, status, admin)
    at, rosa = f"/t/{tenant.slug}/ports/{order.pk}/", client_of(admin)
    own = rosa.get(at)
    for action, (path, piece) in OFFERS.items():
        shut = why_not(action, status, Side.CUSTOMER)
        page = rosa.get(at + path)
        assert (piece in page.content.decode()) == (not shut), action
        assert shut in words(page), action
        if action in LINKED:
            assert (f'href="{at}{path}"' in own.content.decode()) == (not shut), action
            assert shut in words(own), action


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.DATE_CONFIRMED])
def test_who_is_not_an_admin_is_offered_no_act(
    status: str, tenant: Tenant, admin: User, billing: User, viewer: User, client_of: Callable[[User], Client]
) -> None:
    order = an_order(tenant, status, admin)
    at = f"/t/{tenant.slug}/ports/{order.pk}/"
    for user in (billing, viewer):
        client = client_of(user)
        own = client.get(at).content.decode()
        for action, (path, piece) in OFFERS.items():
            assert action not in LINKED or f'href="{at}{path}"' not in own, (action, user)
            assert piece not in client.get(at + path).content.decode(), (action, user)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETURNED, Status.DATE_CONFIRMED])
def test_who_is_not_an_admin_changes_no_port_order(
    status: str,
    tenant: Tenant,
    admin: User,
    billing: User,
    viewer: User,
    stranger: User,
    agent: User,
    client_of: Callable[[User], Client],
) -> None:
    order = an_order(tenant, status, admin)
    before = picture(order)
    answers = {billing: 403, viewer: 403, stranger: 404, agent: 404}
    for action in CUSTOMER_ACTIONS:
        url, data = customer_form(action, order)
        for user, code in answers.items():
            assert client_of(user).post(url, data).status_code == code, (action, user)
        assert "/account/login/" in Client().post(url, data)["Location"]
    assert picture(order) == before
