"""Papers of an order: added, replaced, removed, put back; and what is missing of them."""

from datetime import timedelta

import pytest

from audit.models import Event
from porting.models import Letter, PortDocument, PortOrder
from porting.papers import letters, papers
from porting.papers.files import PDF, PaperFile
from porting.transitions import Side
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.porting.conftest import make_order
from ui.refusals import Refusal

pytestmark = pytest.mark.usefixtures("reference_data")
Kind, Status = PortDocument.Kind, PortOrder.Status


def add(
    order: PortOrder,
    by: User,
    kind: str = Kind.BILL,
    *,
    words: bytes = b"bill",
    age: int | None = 3,
    **more: object,
) -> PortDocument:
    """A paper that was found good, so many days old."""
    dated = None if age is None else letters.today_at(order) - timedelta(days=age)
    file = PaperFile(b"%PDF-" + words, PDF, 1)
    return papers.add(order, file, kind=kind, file_name="bill.pdf", dated=dated, by=by, **more)  # type: ignore[arg-type]


def keys(order: PortOrder) -> list[str]:
    return [problem.field for problem in papers.problems(order)]


def test_a_paper_is_kept_with_its_digest_its_entry_and_its_record(order: PortOrder, admin: User) -> None:
    with tenant_scope(order.tenant):
        paper = add(order, admin)
        assert bytes(paper.content) == b"%PDF-bill"
        assert order.events.get().text == "Bill: bill.pdf"
        assert Event.objects.get(action="port.document_added").after["sha256"] == paper.digest


@pytest.mark.parametrize(
    ("age", "good"), [(0, True), (30, True), (31, False), (400, False), (-1, False), (None, False)]
)
def test_a_bill_may_be_thirty_days_old_and_no_more(
    order: PortOrder, admin: User, age: int | None, good: bool
) -> None:
    with tenant_scope(order.tenant):
        if good:
            assert add(order, admin, age=age)
            return
        with pytest.raises(Refusal) as caught:
            add(order, admin, age=age)
        assert caught.value.field == "dated"
        if age == 31:
            assert "31 days old" in caught.value.sentence
            assert "30 days" in caught.value.sentence


def test_another_paper_may_be_old_and_needs_no_date(order: PortOrder, admin: User) -> None:
    with tenant_scope(order.tenant):
        assert add(order, admin, Kind.RECORD, age=None)
        assert add(order, admin, Kind.OTHER, words=b"old", age=4000)


def test_the_same_file_is_not_kept_twice(order: PortOrder, admin: User) -> None:
    with tenant_scope(order.tenant):
        add(order, admin)
        with pytest.raises(Refusal, match=r"there already, as bill bill\.pdf"):
            add(order, admin, Kind.OTHER)


def test_an_order_has_so_many_papers_at_most(
    order: PortOrder, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "MOST", 1)
    with tenant_scope(order.tenant):
        add(order, admin)
        with pytest.raises(Refusal, match="1 papers at most"):
            add(order, admin, words=b"two")


def test_a_paper_is_replaced_by_another_and_stays_when_that_one_is_refused(
    order: PortOrder, admin: User
) -> None:
    with tenant_scope(order.tenant):
        first = add(order, admin)
        with pytest.raises(Refusal):
            add(order, admin, words=b"new", age=99, replaces=first)
        assert list(papers.of(order)) == [first]
        second = add(order, admin, words=b"new", replaces=first)
        assert list(papers.of(order)) == [second]


def test_a_removed_paper_can_be_put_back(order: PortOrder, admin: User) -> None:
    with tenant_scope(order.tenant):
        paper = add(order, admin)
        papers.remove(paper, by=admin)
        assert not papers.of(order)
        with pytest.raises(Refusal, match="just removed"):
            papers.remove(paper, by=admin)
        papers.put_back(paper, by=admin)
        assert list(papers.of(order)) == [paper]


@pytest.mark.parametrize("status", [Status.LOCKED, Status.COMPLETED])
def test_no_paper_is_added_when_nothing_can_change(tenant: Tenant, admin: User, status: str) -> None:
    order = make_order(tenant, status)
    with tenant_scope(tenant), pytest.raises(Refusal):
        add(order, admin)


def test_the_desk_adds_papers_and_removes_none(tenant: Tenant, admin: User, desk: User) -> None:
    order = make_order(tenant, Status.IN_REVIEW)
    with tenant_scope(tenant):
        paper = add(order, desk, side=Side.DESK)
        with pytest.raises(Refusal):
            papers.remove(paper, by=desk, side=Side.DESK)


def test_a_signed_letter_is_taken_only_for_a_letter_that_says_what_the_order_says(
    order: PortOrder, admin: User
) -> None:
    with tenant_scope(order.tenant):
        with pytest.raises(Refusal, match="Make the letter"):
            add(order, admin, Kind.LETTER)
        letters.make(order, Letter.Way.PAPER, by=admin)
        PortOrder.objects.filter(pk=order.pk).update(city="Seattle")
        with pytest.raises(Refusal, match="order has changed"):
            add(order, admin, Kind.LETTER)
        letters.make(order, Letter.Way.PAPER, by=admin)
        add(order, admin, Kind.LETTER)
        assert letters.is_good(order, letters.current(order))
        with pytest.raises(Refusal, match="signed already"):
            add(order, admin, Kind.LETTER, words=b"again")


def test_what_is_missing_is_named_until_nothing_is(order: PortOrder, admin: User) -> None:
    with tenant_scope(order.tenant):
        assert keys(order) == ["bill", "letter"]
        bill = add(order, admin)
        assert keys(order) == ["letter"]
        letters.make(order, Letter.Way.LINK, by=admin)
        assert [(problem.field, problem.waits) for problem in papers.problems(order)] == [("letter", True)]
        letters.make(order, Letter.Way.PAPER, by=admin)
        assert [problem.waits for problem in papers.problems(order)] == [False]
        signed = add(order, admin, Kind.LETTER, words=b"signed")
        assert keys(order) == []
        papers.remove(signed, by=admin)
        assert "was removed" in papers.problems(order)[0].sentence
        papers.put_back(signed, by=admin)
        PortDocument.objects.filter(pk=bill.pk).update(dated=letters.today_at(order) - timedelta(days=31))
        assert "31 days old" in papers.problems(order)[0].sentence


def test_a_change_of_what_the_letter_covers_asks_for_a_new_one(order: PortOrder, admin: User) -> None:
    with tenant_scope(order.tenant):
        add(order, admin)
        letters.make(order, Letter.Way.PAPER, by=admin)
        add(order, admin, Kind.LETTER, words=b"signed")
        order.name, order.notify = "Other", "a@b.example"
        assert keys(order) == []
        order.street = "Other Street"
        assert "order has changed" in papers.problems(order)[0].sentence


def test_a_new_letter_takes_the_signed_one_from_the_papers(order: PortOrder, admin: User) -> None:
    with tenant_scope(order.tenant):
        letters.make(order, Letter.Way.PAPER, by=admin)
        add(order, admin, Kind.LETTER)
        letters.make(order, Letter.Way.LINK, by=admin)
        assert not papers.of(order)


def test_a_file_name_is_a_name_with_the_ending_of_its_content() -> None:
    assert papers._safe_name("../../etc/pass wd.exe", PDF) == "pass_wd.pdf"
    assert papers._safe_name("..\0", PDF) == "paper.pdf"
