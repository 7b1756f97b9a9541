"""Pages by key: complete, in order, both ways, and never an error for a bad address."""

import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Value
from django.db.models.functions import Length, NullIf
from django.test import RequestFactory

from ui.paging import Cursor, Page, paginate


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "Zoë",
        True,
        datetime.date(2026, 5, 12),
        datetime.datetime(2026, 5, 12, 9, tzinfo=datetime.UTC),
        Decimal("1.10"),
        UUID(int=5),
    ],
)
def test_a_cursor_keeps_its_value(value: Any) -> None:
    cursor = Cursor("-name", value, 3, 51)
    assert Cursor.decode(cursor.encode(), "-name") == cursor


@pytest.mark.parametrize("text", ["", "x", "a:b:c", "é", "\x00", "W10:1:2"])
def test_a_tampered_cursor_is_none(text: str) -> None:
    assert Cursor.decode(text, "pk") is None


def test_a_cursor_of_another_sort_is_none() -> None:
    assert Cursor.decode(Cursor("name", "x", 1, 1).encode(), "-name") is None


def get(address: str, queryset: Any, **options: Any) -> Page:
    return paginate(RequestFactory().get(address or "/list/"), queryset, **options)


def walk(queryset: Any, **options: Any) -> list[Page]:
    pages = [get("/list/?kind=user", queryset, **options)]
    while pages[-1].next_url:
        pages.append(get(pages[-1].next_url, queryset, **options))
    return pages


@pytest.fixture
def rows(db: None) -> Any:
    ContentType.objects.all().delete()
    for number in range(11):
        ContentType.objects.create(app_label=["", "a", "b"][number % 3], model=f"m{number}")
    return ContentType.objects.annotate(label=NullIf("app_label", Value("")), size=Length("app_label"))


@pytest.mark.parametrize(
    "order", ["pk", "-pk", "model", "-model", "app_label", "-app_label", "size", "label", "-label"]
)
def test_a_walk_meets_every_row_once_and_back(rows: Any, order: str) -> None:
    pages = walk(rows, per_page=3, order=order)
    seen = [row.pk for page in pages for row in page]
    column = F(order.removeprefix("-"))
    down = order.startswith("-")
    sort = column.desc(nulls_last=True) if down else column.asc(nulls_last=True)
    assert seen == list(rows.order_by(sort, "-pk" if down else "pk").values_list("pk", flat=True))
    assert [page.first_index for page in pages] == [1, 4, 7, 10]
    back = [pages[-1]]
    while back[-1].previous_url:
        back.append(get(back[-1].previous_url, rows, per_page=3, order=order))
    assert [[row.pk for row in page] for page in reversed(back)] == [
        [row.pk for row in page] for page in pages
    ]
    assert [page.first_index for page in back] == [10, 7, 4, 1]


def test_the_rest_of_the_address_is_kept(rows: Any) -> None:
    assert "kind=user" in walk(rows, per_page=3)[1].previous_url


@pytest.mark.parametrize("query", ["after=x", "before=%00", "after=&before=", "after=a:b:c&before=d"])
def test_a_bad_address_gives_the_first_page(rows: Any, query: str) -> None:
    page = get(f"/list/?{query}", rows, per_page=3)
    assert page.first_index == 1
    assert len(page) == 3
    assert not page.previous_url


def test_an_empty_list(rows: Any) -> None:
    page = get("", rows.none())
    assert (page.first_index, page.last_index, page.count, page.next_url) == (0, 0, 0, "")


def test_counting_stops(rows: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.paging.bounded_count", lambda queryset: (10_000, True))
    assert get("", rows, per_page=3).count_is_bounded
