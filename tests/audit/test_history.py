"""The record: nobody changes it, everybody of the tenant reads it, in sentences."""

import csv
import io
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from audit import log
from audit.models import Event
from audit.sentences import differences, sentence
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope

ClientOf = Callable[[User], Client]


def write(tenant: Tenant, by: User, count: int = 1) -> None:
    for number in range(count):
        log.record(
            "tenant.changed",
            by=by,
            obj=tenant,
            tenant=tenant,
            before={"name": f"Old {number}"},
            after={"name": "New"},
        )


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET note = 'x'", "DELETE FROM audit_event"])
def test_the_database_refuses_to_change_the_record(tenant: Tenant, admin: User, statement: str) -> None:
    write(tenant, admin)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    with tenant_scope(tenant):
        assert Event.objects.count() == 1


def test_the_record_reads_as_sentences_with_before_and_after(
    tenant: Tenant, admin: User, viewer: User, client_of: ClientOf
) -> None:
    write(tenant, admin)
    page = client_of(viewer).get(f"/t/{tenant.slug}/history/").content.decode()
    assert "Changed the organisation&#x27;s settings" in page
    assert "<del>Old 0</del>" in page
    assert "<ins>New</ins>" in page
    assert "Rosa" in page


def test_an_action_without_a_sentence_is_still_readable() -> None:
    event = Event(action="call_queue.opened", object_name="Sales")
    assert sentence(event) == "Call queue opened: Sales"


@given(
    st.dictionaries(
        st.text(),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda x: st.lists(x) | st.dictionaries(st.text(), x),
        ),
    )
)
def test_any_recorded_value_can_be_shown(values: dict) -> None:
    shown = differences(Event(action="x.y", before={}, after=values))
    assert len(shown) == sum(value is not None for value in values.values())
    assert all(isinstance(one.after, str) and one.before == "" for one in shown)
    assert differences(Event(action="x.y", before=values, after=values)) == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("waiting_customer", "waiting customer"),
        ("2026-11-23T14:39:39.192Z", "23 Nov 2026 14:39 UTC"),
        ("2026-06-31T10:00:00Z", "2026-06-31T10:00:00Z"),
        ("2026-06-30T10:00:00", "2026-06-30T10:00:00"),
        ("Halden_Instruments", "Halden_Instruments"),
    ],
)
def test_codes_and_moments_are_shown_as_people_read_them(value: str, words: str) -> None:
    (shown,) = differences(Event(action="x.y", before={}, after={"status": value}))
    assert shown.after == words


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("who=rosa", 1),
        ("who=nobody", 0),
        ("what=tenant", 2),
        ("what=hold", 0),
        ("q=Halden", 2),
        ("since=2020-01-01&until=2099-01-01", 2),
        ("until=2020-01-01", 0),
        ("since=0001-01-01&until=9999-12-31", 2),
        ("since=yesterday&what=nonsense&object=%00:1&after=xyz", 2),
    ],
)
def test_filters_narrow_the_record_and_garbage_does_not_break_it(
    tenant: Tenant, admin: User, billing: User, client_of: ClientOf, query: str, count: int
) -> None:
    write(tenant, admin)
    write(tenant, billing)
    answer = client_of(admin).get(f"/t/{tenant.slug}/history/?{query}")
    assert answer.status_code == 200
    assert len(answer.context["lines"]) == count
    rows = b"".join(client_of(admin).get(f"/t/{tenant.slug}/history/export/?{query}").streaming_content)
    assert len(list(csv.reader(io.StringIO(rows.decode("utf-8-sig"))))) == count + 1


def test_the_record_of_one_thing(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    write(tenant, admin)
    log.record("user.renamed", by=admin, obj=admin, tenant=tenant)
    answer = client_of(admin).get(f"/t/{tenant.slug}/history/?object=tenants.user:{admin.pk}")
    assert [line.event.action for line in answer.context["lines"]] == ["user.renamed"]


def test_another_tenants_record_is_not_there(
    tenant: Tenant, other_tenant: Tenant, admin: User, stranger: User, client_of: ClientOf
) -> None:
    write(other_tenant, stranger)
    client = client_of(admin)
    assert b"Old 0" not in client.get(f"/t/{tenant.slug}/history/").content
    assert b"Old 0" not in b"".join(client.get(f"/t/{tenant.slug}/history/export/").streaming_content)


def test_pages_follow_the_key(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    write(tenant, admin, 51)
    client = client_of(admin)
    first = client.get(f"/t/{tenant.slug}/history/").context["page"]
    second = client.get(first.next_url).context["page"]
    assert (len(first), len(second)) == (50, 1)


def test_the_download_is_no_formula(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    log.record("site.added", by=admin, tenant=tenant, after={"name": "x"}, note="=HYPERLINK(1)")
    body = b"".join(client_of(admin).get(f"/t/{tenant.slug}/history/export/").streaming_content).decode()
    assert "'=HYPERLINK(1)" in body


def test_the_record_takes_the_same_queries_for_any_length(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    client, counts = client_of(admin), set()
    for _item in range(3):
        write(tenant, admin)
        client.get(f"/t/{tenant.slug}/history/")  # the first request of a session writes the session
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/t/{tenant.slug}/history/")
        counts.add(len(seen))
    assert len(counts) == 1
