"""Whatever is written in one statement is read back as it was."""

import datetime

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from audit.models import Event
from database.bulk_writes import NOTHING, copy_rows, new_keys, update_rows
from tests.cast import make_tenant
from tests.licence_files.conftest import rows_for_writing

text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20).filter(
    lambda word: word != NOTHING
)
AT = datetime.datetime(2026, 5, 12, 7, 30, 0, 123456, tzinfo=datetime.UTC)
NAMES = ("at", "tenant_id", "action", "object_name", "note", "before", "after")


class BulkWrites(TestCase):
    """Against the table of events, which has texts, nulls, moments and JSON."""

    @given(
        st.lists(
            st.tuples(st.integers(1, 2**60) | st.none(), text, text, st.dictionaries(text, text, max_size=3)),
            max_size=8,
        )
    )
    def test_rows_that_are_copied_are_read_back_the_same(
        self, rows: list[tuple[int | None, str, str, dict[str, str]]]
    ) -> None:
        copy_rows(
            Event,
            (*NAMES, "tenant_name", "actor_name", "object_type", "object_id", "request_id"),
            (
                [AT, number, "x.y", name, note, json, {}, "", "", "", "", ""]
                for number, name, note, json in rows
            ),
        )
        found = Event._base_manager.order_by("pk").values_list(
            "at", "tenant_id", "object_name", "note", "before"
        )
        assert list(found) == [(AT, number, name, note, json) for number, name, note, json in rows]

    @given(st.lists(st.tuples(text, st.dictionaries(text, text, max_size=2)), min_size=1, max_size=5))
    def test_each_row_is_given_its_own_values(self, values: list[tuple[str, dict[str, str]]]) -> None:
        rows = rows_for_writing(make_tenant("copied"), len(values))
        update_rows(
            type(rows[0]),
            [row.pk for row in rows],
            {"user_name": [word for word, _json in values], "reasons": [[json] for _word, json in values]},
        )
        for row, (word, json) in zip(rows, values, strict=True):
            row.refresh_from_db()
            assert (row.user_name, row.reasons) == (word, [json])

    def test_new_keys_are_given_once_and_to_no_row_that_comes_later(self) -> None:
        keys = [*new_keys(Event, 3), *new_keys(Event, 2), *new_keys(Event, 0)]
        later = Event._base_manager.create(at=AT, action="x.y")
        assert sorted({*keys, later.pk}) == [*keys, later.pk]
