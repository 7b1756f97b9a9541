"""The link of a letter: it signs once, by the right name, in time, and for what the order says now."""

import hashlib
import io
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from audit.models import Event
from porting.models import Letter, PortDocument, PortOrder
from porting.papers import letters, papers, signing
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.porting.conftest import make_order
from tests.porting.test_letters import words_of
from tests.porting.test_orders import working_day
from tests.porting.test_papers import add
from tests.races import at_once
from ui.refusals import Refusal

pytestmark = pytest.mark.usefixtures("reference_data")
Status = PortOrder.Status
WAVE = [[[100 + step * 20, 100 + step % 5 * 20] for step in range(30)]]
AGREED = {"name": "Paula North", "consent": "on"}


@pytest.fixture(autouse=True)
def _no_limits_left(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def link_of(order: PortOrder, by: User, box: list[EmailMessage]) -> str:
    """Send the letter, and take the path of its link from the mail."""
    with tenant_scope(order.tenant):
        letters.make(order, Letter.Way.LINK, by=by)
    found = re.search(r"/sign/[\w-]+/", str(box[-1].body))
    assert found
    return found[0]


def letter_of(order: PortOrder) -> Letter:
    letter: Letter = Letter._base_manager.select_related("order", "tenant").filter(order=order).latest("pk")
    return letter


@pytest.fixture
def waiting(tenant: Tenant, admin: User) -> PortOrder:
    """An order that waits for nothing but the signature."""
    order = make_order(
        tenant, Status.AWAITING_SIGNATURE, created_by=admin, wanted_at=working_day(10), foc_at=None
    )
    with tenant_scope(tenant):
        add(order, admin)
    return order


@pytest.fixture
def link(waiting: PortOrder, admin: User, mailoutbox: list[EmailMessage]) -> str:
    return link_of(waiting, admin, mailoutbox)


def test_a_typed_name_signs_and_the_order_goes_on(
    waiting: PortOrder, link: str, mailoutbox: list[EmailMessage]
) -> None:
    client = Client(headers={"User-Agent": "Fenwick Browser 7"})
    page = client.get(link)
    assert page.status_code == 200
    assert page["X-Robots-Tag"] == "noindex"
    before = hashlib.sha256(bytes(letter_of(waiting).pdf)).hexdigest()
    answer = client.post(link, AGREED | {"name": "  paula  NORTH "}, REMOTE_ADDR="203.0.113.9")
    assert (answer.status_code, answer["Location"]) == (302, link)
    waiting.refresh_from_db()
    letter = letter_of(waiting)
    assert waiting.status == Status.IN_REVIEW
    assert waiting.submitted_at is not None
    assert waiting.answer_due_at is not None
    assert (letter.signed_name, letter.signed_from) == ("paula NORTH", "203.0.113.9")
    assert letter.signature["digest"] == before
    with tenant_scope(waiting.tenant):
        assert papers.problems(waiting) == []
        paper = papers.of(waiting).get(kind=PortDocument.Kind.LETTER)
        said = words_of(bytes(paper.content))
        event = Event.objects.get(action="port.signed")
    for words in ("How this letter was signed", "paula NORTH", "203.0.113.9", "Fenwick Browser 7", "Typed"):
        assert words in said
    assert before in said.replace(" ", "")
    assert event.actor_name == "paula NORTH"
    assert ["paula@fenwick.example"] in [mail.to for mail in mailoutbox[1:]]
    signed = client.get(link)
    assert "Download the signed letter" in signed.content.decode()
    assert client.get(link + "letter.pdf").content == bytes(paper.content)


def test_a_drawn_signature_is_kept_as_numbers_and_drawn_as_lines(waiting: PortOrder, link: str) -> None:
    assert Client().post(link, AGREED | {"strokes": json.dumps(WAVE)}).status_code == 302
    letter = letter_of(waiting)
    assert (letter.signature["way"], letter.signature["strokes"]) == ("drawn", WAVE)
    with tenant_scope(waiting.tenant):
        content = bytes(papers.of(waiting).get(kind=PortDocument.Kind.LETTER).content)
    last = PdfReader(io.BytesIO(content)).pages[-1]
    assert last.get_contents().get_data().count(b" l ") + last.get_contents().get_data().count(b" l\n") >= 29
    assert not last.images


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": "Paul North", "consent": "on"}, "Only Paula North can sign"),
        ({"name": "", "consent": "on"}, "is not filled in"),
        ({"name": "Paula North"}, "Tick the sentence"),
        (AGREED | {"strokes": "[[[1,1]]]"}, "too small"),
        (AGREED | {"strokes": '[[["x",1]]]'}, "could not be read"),
        (AGREED | {"strokes": "[[1"}, "could not be read"),
        (AGREED | {"strokes": "[" * 5000}, "could not be read"),
        (AGREED | {"strokes": json.dumps([[[5000, 1]] * 20])}, "could not be read"),
    ],
)
def test_what_is_no_signature_signs_nothing_and_keeps_what_was_typed(
    waiting: PortOrder, link: str, sent: dict[str, str], words: str
) -> None:
    answer = Client().post(link, sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert f'value="{sent["name"]}"' in answer.content.decode() or not sent["name"]
    assert letter_of(waiting).signed_at is None


def test_a_link_signs_once(waiting: PortOrder, link: str) -> None:
    client = Client()
    client.post(link, AGREED)
    again = client.post(link, AGREED)
    assert again.status_code == 200
    with tenant_scope(waiting.tenant):
        assert papers.of(waiting).filter(kind=PortDocument.Kind.LETTER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_sign_at_once_one_does(waiting: PortOrder, link: str) -> None:
    def sign() -> int:
        return Client().post(link, AGREED).status_code

    assert sorted(at_once(sign, sign)) in ([200, 302], [302, 422], [302, 410])
    with tenant_scope(waiting.tenant):
        assert papers.of(waiting).filter(kind=PortDocument.Kind.LETTER).count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expires_at": timezone.now() - timedelta(minutes=1)}, "run out"),
        ({"revoked_at": timezone.now()}, "taken back"),
        ({"covers": "0" * 64}, "no longer the right one"),
    ],
)
def test_a_link_that_does_not_hold_is_gone(
    waiting: PortOrder, link: str, change: dict[str, object], words: str
) -> None:
    Letter._base_manager.filter(order=waiting).update(**change)
    client = Client()
    for answer in (client.get(link), client.post(link, AGREED)):
        assert answer.status_code == 410
        assert words in answer.content.decode()
    assert client.get(link + "letter.pdf").status_code == 404
    assert letter_of(waiting).signed_at is None


def test_a_change_between_reading_and_signing_is_noticed(waiting: PortOrder, link: str) -> None:
    client = Client()
    assert client.get(link).status_code == 200
    PortOrder._base_manager.filter(pk=waiting.pk).update(account_number="1")
    assert client.post(link, AGREED).status_code == 410


def test_a_token_that_nobody_was_given_leads_nowhere(waiting: PortOrder, link: str) -> None:
    client = Client()
    token = link.split("/")[2]
    for wrong in (token[:-1], token.swapcase(), letter_of(waiting).token_digest, "x"):
        assert client.get(f"/sign/{wrong}/").status_code == 404
        assert client.get(f"/sign/{wrong}/letter.pdf").status_code == 404
        assert client.post(f"/sign/{wrong}/decline/", {"decline-reason": "no"}).status_code == 404


def test_a_signed_copy_is_offered_for_thirty_days(waiting: PortOrder, link: str) -> None:
    client = Client()
    client.post(link, AGREED)
    Letter._base_manager.filter(order=waiting).update(signed_at=timezone.now() - timedelta(days=31))
    assert client.get(link).status_code == 410
    assert client.get(link + "letter.pdf").status_code == 404


def test_attempts_are_counted(link: str) -> None:
    client = Client()
    answers = [client.post(link, {"name": "Somebody Else", "consent": "on"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_declining_tells_the_people_of_the_order_and_ends_the_link(
    waiting: PortOrder, link: str, mailoutbox: list[EmailMessage], admin: User
) -> None:
    client = Client()
    assert client.post(link + "decline/", {"decline-reason": " "}).status_code == 422
    answer = client.post(link + "decline/", {"decline-reason": "The street is wrong."})
    assert answer.status_code == 200
    assert "You have declined" in answer.content.decode()
    assert (mailoutbox[-1].to, "The street is wrong." in mailoutbox[-1].body) == ([admin.email], True)
    assert client.get(link).status_code == 410
    with tenant_scope(waiting.tenant):
        assert Event.objects.get(action="port.letter_declined").note == "The street is wrong."


def test_an_order_that_lacks_something_waits_and_its_people_are_told(
    tenant: Tenant, admin: User, mailoutbox: list[EmailMessage]
) -> None:
    order = make_order(tenant, Status.AWAITING_SIGNATURE, created_by=admin)
    Client().post(link_of(order, admin, mailoutbox), AGREED)
    order.refresh_from_db()
    assert order.status == Status.AWAITING_SIGNATURE
    assert "“Newest bill” is missing." in mailoutbox[-1].body


def test_a_signer_in_france_reads_in_french_what_is_asked_and_what_is_agreed_to(
    tenant: Tenant, admin: User, mailoutbox: list[EmailMessage]
) -> None:
    order = make_order(tenant, country="FR", organisation="Société 100 % Œuvre")
    page = Client().get(link_of(order, admin, mailoutbox)).content.decode()
    assert "Merci de signer" in mailoutbox[0].subject
    for words in ('<p lang="fr">Société 100 % Œuvre souhaite porter 2 numéro(s)', "je signe ce mandat par"):
        assert words in page


def test_pages_of_the_letter_are_pictures(link: str) -> None:
    client = Client()
    answer = client.get(link + "pages/1/")
    assert (answer.status_code, answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        200,
        "image/png",
        "nosniff",
    )
    assert client.get(link + "pages/1/", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.get(link + "pages/2/").status_code == 404
    assert client.get(link + "pages/0/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "expected", "same"),
    [
        ("paula north", "Paula North", True),
        ("PAULA  NORTH", "Paula North", True),
        ("Zoe\u0301 J. Mu\u0308ller", "Zo\u00e9 J Müller", True),
        ("Paula", "Paula North", False),
        ("North Paula", "Paula North", False),
        (".", ".", False),
        ("", "", False),
    ],
)
def test_a_name_is_the_same_in_any_case_and_with_any_white_space(
    typed: str, expected: str, same: bool
) -> None:
    assert signing.is_same_name(typed, expected) is same


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=20,
)


@given(value=json_values)
def test_strokes_are_points_of_the_field_or_a_refusal(value: object) -> None:
    with suppress(Refusal):
        strokes = signing.strokes_of(json.dumps(value))
        assert all(0 <= x <= 1000 and 0 <= y <= 300 for stroke in strokes for x, y in stroke)
