"""What a letter covers, how it is made, and when it is good no more."""

import io
from typing import Any

import pytest
from django.core.mail import EmailMessage
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from jobs.mail import SECRET
from porting.models import Letter, PortOrder
from porting.papers import letters
from porting.papers.letter_pdf import unshowable
from porting.papers.letter_texts import DE, EN, ES, FR, TEXTS, language_for
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.porting.conftest import make_order
from ui.refusals import Refusal

pytestmark = pytest.mark.usefixtures("reference_data")
NOT_COVERED = ("name", "account_pin", "authorised_email", "notify", "urgent", "carrier_reference", "version")


def words_of(pdf: bytes) -> str:
    """All words of a PDF, in one line."""
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.split())


class Numbers(list[str]):
    """Numbers of an order that is in no database."""

    def exclude(self, **_kwargs: Any) -> "Numbers":
        return self

    def values_list(self, *_args: Any, **_kwargs: Any) -> "Numbers":
        return self


class Bare:
    """An order that is in no database: what a letter covers is a matter of its fields alone."""

    def __init__(self, numbers: list[str], **fields: Any) -> None:
        self.__dict__ = dict.fromkeys((*letters.COVERED, *NOT_COVERED), "") | fields
        self.numbers = Numbers(numbers)


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=20)


@given(
    field=st.sampled_from(letters.COVERED),
    before=texts,
    after=texts,
    numbers=st.lists(texts, unique=True, max_size=5),
)
def test_any_change_of_a_covered_field_changes_the_digest(
    field: str, before: str, after: str, numbers: list[str]
) -> None:
    one, two = Bare(numbers, **{field: before}), Bare(numbers, **{field: after})
    same = before.split() == after.split()
    assert (letters.covers_of(one) == letters.covers_of(two)) == same  # type: ignore[arg-type]


@given(field=st.sampled_from(NOT_COVERED), value=texts, numbers=st.lists(texts, unique=True, max_size=5))
def test_no_other_field_does_and_neither_does_the_order_of_numbers(
    field: str, value: str, numbers: list[str]
) -> None:
    one, two = Bare(numbers), Bare(numbers[::-1], **{field: value})
    assert letters.covers_of(one) == letters.covers_of(two)  # type: ignore[arg-type]


@given(numbers=st.lists(texts, unique=True, min_size=1, max_size=5), more=texts)
def test_another_number_does_and_one_less_too(numbers: list[str], more: str) -> None:
    digest = letters.covers_of(Bare(numbers))  # type: ignore[arg-type]
    assert letters.covers_of(Bare(numbers[1:])) != digest  # type: ignore[arg-type]
    if more not in numbers:
        assert letters.covers_of(Bare([*numbers, more])) != digest  # type: ignore[arg-type]


@given(one=texts, two=texts)
def test_what_moves_from_one_field_to_the_next_changes_the_digest(one: str, two: str) -> None:
    here = letters.covers_of(Bare([], street=f"{one} {two}", city=""))  # type: ignore[arg-type]
    there = letters.covers_of(Bare([], street=one, city=two))  # type: ignore[arg-type]
    assert (here == there) == (not two.split())


def test_every_language_says_everything() -> None:
    assert EN.keys() == FR.keys() == DE.keys() == ES.keys()
    for texts_of_language in TEXTS.values():
        assert not unshowable("".join(texts_of_language.values()))


@pytest.mark.parametrize(
    ("wanted", "language"), [("fr", "fr"), ("fr-CA", "fr"), ("DE_at", "de"), ("pl", "en"), ("", "en")]
)
def test_a_language_without_texts_is_english(wanted: str, language: str) -> None:
    assert language_for(wanted) == language


def test_a_letter_says_what_it_covers(order: PortOrder, admin: User) -> None:
    with tenant_scope(order.tenant):
        made = letters.make(order, Letter.Way.PAPER, by=admin)
        said = words_of(bytes(made.pdf))
        numbers = [row.e164 for row in order.numbers.all()]
    for words in (
        EN["title"], "Pacific Bell Mutual", "7741 2093 55", "Fenwick and Daughters Ltd", "1180 Harbor Street",
        "98402 Tacoma WA US", "Paula North", order.reference, *numbers,
    ):  # fmt: skip
        assert words in said
    assert PdfReader(io.BytesIO(bytes(made.pdf))).pages[0].mediabox.height == 792  # paper of that country


def test_a_letter_for_france_is_in_french_on_a4_with_its_accents(tenant: Tenant, admin: User) -> None:
    order = make_order(
        tenant,
        country="FR",
        organisation="Société Générale d'Électricité",
        authorised_name="Zoé Müller",
        reseller="Œuvre",
    )
    with tenant_scope(tenant):
        made = letters.make(order, Letter.Way.PAPER, by=admin)
    said = words_of(bytes(made.pdf))
    assert made.language == "fr"
    assert all(
        words in said
        for words in ("Mandat de portage", "Société Générale d'Électricité", "Zoé Müller", "Œuvre")
    )
    assert round(float(PdfReader(io.BytesIO(bytes(made.pdf))).pages[0].mediabox.height)) == 842


def test_a_letter_of_a_thousand_numbers_goes_on_over_pages(tenant: Tenant, admin: User) -> None:
    order = make_order(tenant, numbers=999)
    with tenant_scope(tenant):
        made = letters.make(order, Letter.Way.PAPER, by=admin)
        assert letters.letter(letters.facts_for_print(order)) == bytes(
            made.pdf
        )  # the same facts, the same bytes
    pages = PdfReader(io.BytesIO(bytes(made.pdf))).pages
    assert 4 <= len(pages) <= 9
    assert f"Page {len(pages)} of {len(pages)}" in words_of(bytes(made.pdf))


def test_words_of_a_form_are_words_and_no_markup(tenant: Tenant, admin: User) -> None:
    order = make_order(
        tenant, organisation="<b>Fish & <font size=99>Chips</font>", authorised_name="<para>Al</para>"
    )
    with tenant_scope(tenant):
        made = letters.make(order, Letter.Way.PAPER, by=admin)
    assert "<b>Fish & <font size=99>Chips</font>" in words_of(bytes(made.pdf))


def test_what_the_fonts_lack_is_named(tenant: Tenant, admin: User) -> None:
    order = make_order(tenant, authorised_name="Łukasz Żak")
    with tenant_scope(tenant), pytest.raises(Refusal, match="cannot show these characters: Ł Ż"):
        letters.make(order, Letter.Way.PAPER, by=admin)


@pytest.mark.parametrize("field", letters.NEEDED)
def test_what_a_letter_must_say_is_asked_for(tenant: Tenant, admin: User, field: str) -> None:
    order = make_order(tenant, **{field: " "})
    with tenant_scope(tenant), pytest.raises(Refusal) as caught:
        letters.make(order, Letter.Way.PAPER, by=admin)
    assert caught.value.field == field


def test_a_letter_without_numbers_or_without_an_address_to_go_to_is_not_made(
    tenant: Tenant, admin: User
) -> None:
    bare, unreachable = make_order(tenant, numbers=0), make_order(tenant, authorised_email="")
    with tenant_scope(tenant):
        with pytest.raises(Refusal, match="has no numbers"):
            letters.make(bare, Letter.Way.PAPER, by=admin)
        with pytest.raises(Refusal, match="e-mail address"):
            letters.make(unreachable, Letter.Way.LINK, by=admin)


@pytest.mark.parametrize(
    "status", [PortOrder.Status.IN_REVIEW, PortOrder.Status.SENT, PortOrder.Status.COMPLETED]
)
def test_no_letter_is_made_of_an_order_that_cannot_change(tenant: Tenant, admin: User, status: str) -> None:
    order = make_order(tenant, status)
    with tenant_scope(tenant), pytest.raises(Refusal):
        letters.make(order, Letter.Way.PAPER, by=admin)


def test_a_link_goes_to_the_authorised_person_and_only_its_digest_stays(
    order: PortOrder, admin: User, mailoutbox: list[EmailMessage]
) -> None:
    with tenant_scope(order.tenant):
        made = letters.make(order, Letter.Way.LINK, by=admin)
        (mail,) = mailoutbox
        token = mail.body.rsplit("/sign/", 1)[1].split("/")[0]
        assert (mail.to, mail.extra_headers) == (["paula@fenwick.example"], SECRET)
        assert made.token_digest == letters.digest_of_token(token)
        assert token not in repr(list(Letter.objects.values()))
        assert [event.kind for event in order.events.all()] == ["letter"]


def test_a_new_letter_takes_the_place_of_the_one_before(order: PortOrder, admin: User) -> None:
    with tenant_scope(order.tenant):
        first = letters.make(order, Letter.Way.LINK, by=admin)
        second = letters.make(order, Letter.Way.LINK, by=admin)
        first.refresh_from_db()
        assert first.revoked_at is not None
        assert letters.current(order) == second


def test_a_letter_is_taken_back_once_and_not_after_it_was_signed(order: PortOrder, admin: User) -> None:
    with tenant_scope(order.tenant):
        made = letters.make(order, Letter.Way.LINK, by=admin)
        letters.revoke(made, by=admin)
        assert letters.current(order) is None
        with pytest.raises(Refusal, match="meanwhile"):
            letters.revoke(made, by=admin)
