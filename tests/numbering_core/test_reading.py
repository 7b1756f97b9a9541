"""Numbers as people type them: one by one, in ranges, in files."""

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numbering import queries
from numbering.direct_routing.direct_routing import Row, _entries, _rows, read, read_e164s
from numbering.e164 import NotANumber, digit_groups, to_e164
from numbering.inventory import receive
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from ui.refusals import Refusal


@pytest.mark.parametrize(
    ("text", "country", "e164"),
    [
        ("+1 (425) 555-1235", "", "+14255551235"),
        ("(425) 555-1235", "US", "+14255551235"),
        ("14255551235", "", "+14255551235"),
        ("\u202a+1\u00a0425\u2011555\u20111235\u202c", "", "+14255551235"),
        ("020 7946 0018", "gb", "+442079460018"),
        ("0044 20 7946 0018", "GB", "+442079460018"),
        ("+1 425 555 1235", "US", "+14255551235"),
    ],
)
def test_a_number_may_be_typed_in_any_form(text: str, country: str, e164: str) -> None:
    assert to_e164(text, country) == e164


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "missing"),
        ("tel:+14255551235", "tel:"),
        ("reception", "not a telephone number"),
        ("4255551235", "needs its country code"),
        ("+1425555", "too few"),
        ("+9994255551235", "country code that does not exist"),
        ("1" * 100, "not a telephone number"),
    ],
)
def test_what_is_not_a_number_is_told_why(text: str, why: str) -> None:
    with pytest.raises(NotANumber, match=why):
        to_e164(text)


@given(st.text(max_size=300), st.sampled_from(["", "US", "GB", "XX"]))
def test_no_text_breaks_the_reader_of_one_number(text: str, country: str) -> None:
    with suppress(NotANumber):
        number = to_e164(text, country)
        assert number.startswith("+")
        assert number[1:].isdigit()
        assert len(number) <= 16


@given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True), st.data())
def test_whatever_digits_are_in_a_number_its_groups_are_in_the_array(
    number: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(1, len(number) - 3))
    end = data.draw(st.integers(start + 3, len(number)))
    assert set(digit_groups(number[start:end])) <= set(digit_groups(number))


def errors(rows: list[Row]) -> list[str]:
    return [row.error for row in rows if row.error]


def test_a_file_is_read_with_all_its_errors(tenant: Tenant, admin: User) -> None:
    with tenant_scope(tenant):
        receive(
            tenant, ["+14255550100"], origin="ported", usage="user", kind="geographic", country="US", by=admin
        )
        rows = read(
            io.BytesIO(
                b"\xef\xbb\xbfPhoneNumber\r\n"
                b"+14255551235;ext=12\r\n\r\n"
                b'"+14255551240 - 1243", (425) 555-1250\r\n'
                b"tel:+14255551260\r\n"
                b"+14255551235\r\n"
                b"+14255550100\r\n"
                b"+14255551299 - 1290\r\n"
                b"+14255551301;ext=x\r\n"
            ),
            country="US",
        )
    good = [row for row in rows if not row.error]
    assert [row.e164[-4:] for row in good] == ["1235", "1240", "1241", "1242", "1243", "1250"]
    assert (good[0].extension, good[0].line, good[-1].line) == ("12", 2, 4)
    found = errors(rows)
    assert len(found) == 5
    for error, why in zip(
        found, ["tel:", "line 2 already", "You have this", "ends before", "1 to 10 digits"], strict=True
    ):
        assert why in error


def test_what_another_tenant_has_is_in_use_and_no_more_is_told(
    tenant: Tenant, other_tenant: Tenant, admin: User, stranger: User
) -> None:
    with tenant_scope(other_tenant):
        receive(
            other_tenant,
            ["+14255550100"],
            origin="ported",
            usage="user",
            kind="geographic",
            country="US",
            by=stranger,
        )
    with tenant_scope(tenant):
        assert errors(read("+14255550100")) == ["This number is in use already."]
        with pytest.raises(Refusal, match="in use already"):
            receive(
                tenant,
                ["+14255550100"],
                origin="uploaded",
                usage="user",
                kind="geographic",
                country="US",
                by=admin,
            )


@pytest.mark.parametrize(("last", "good"), [("9999", 10_000), ("+14255569999", 10_000)])
def test_a_range_may_have_ten_thousand_numbers(tenant: Tenant, last: str, good: int) -> None:
    first = "+14255550000" if len(last) == 4 else "+14255560000"
    with tenant_scope(tenant):
        rows = read(f"{first} - {last}\n+14255570000")
    assert len([row for row in rows if not row.error]) == good
    assert "10,000" in errors(rows)[0]


def test_a_range_that_is_too_long_is_refused_before_it_is_written_out(tenant: Tenant) -> None:
    with tenant_scope(tenant):
        assert "900,001 numbers" in errors(read("+14255000000 - +14255900000"))[0]
        with pytest.raises(Refusal, match="Line 1"):
            read_e164s("nonsense")
        with pytest.raises(Refusal, match="at least one"):
            read_e164s(" \n")


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader_of_files(text: str) -> None:
    for line, entry in _entries(text):
        for row in _rows(line, entry, "US", room=20):
            assert bool(row.e164) != bool(row.error)


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("0100", 1),
        ("425 555", 2),
        ("(425) 555-01", 2),
        ("99", 0),
        ("0425", 2),
        ("seattle", 0),
        ("\x00", 2),
        ("---", 2),
        ("9" * 500, 0),
    ],
)
def test_the_inventory_is_searched_by_digits_and_names(
    tenant: Tenant, admin: User, q: str, found: int
) -> None:
    with tenant_scope(tenant):
        receive(
            tenant,
            ["+14255550100", "+14255550111"],
            origin="ported",
            usage="user",
            kind="geographic",
            country="US",
            by=admin,
        )
        assert queries.inventory(tenant, q=q).count() == found
        nonsense = {"status": "x", "usage": "x", "kind": "x", "person": "9" * 40, "supply": "\x00"}
        assert queries.inventory(tenant, **nonsense).count() == 2
        assert queries.inventory(tenant, country="us", status="unassigned", usage="user").count() == 2
        assert queries.inventory(tenant, city="Nowhere\x00", status="blocked").count() == 0
        assert queries.counts(tenant).unassigned == 2
