"""Numbers given and taken by a file: what each row would do, all that is wrong, the same act as a click, once."""

import io
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Event
from jobs.models import Job
from numbering import assignments
from numbering.files import assignment_files
from numbering.files.columns import act_of, match, next_free
from numbering.models import AssignmentFile, AssignmentRow, PhoneNumber
from tenants.models import EmergencyAddress, Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person, make_site
from tests.number_files.conftest import PORTLAND, held_by, own, rows_of, upload_of
from tests.numbering_core.conftest import license_person, seattle, work
from ui.refusals import Refusal

pytestmark = pytest.mark.usefixtures("reference_data", "people")


def apply(upload: AssignmentFile, by: User) -> AssignmentFile:
    with tenant_scope(upload.tenant):
        assignment_files.confirm(upload, by=by)
    work()
    upload.refresh_from_db()
    return upload


def errors(upload: AssignmentFile) -> list[str]:
    return [" ".join(row.errors) for row in rows_of(upload)]


def test_a_row_says_which_number_the_person_would_get_and_nothing_is_given_yet(
    tenant: Tenant, admin: User
) -> None:
    upload = upload_of(
        tenant,
        admin,
        "p1@x.example,(206) 255-5003,,",
        "P2@X.EXAMPLE,next free in portland,,assign",
        "p3@x.example,Next Free,,",
        "p4@x.example,next free in Seattle,,",
    )
    assert [(row.verdict, row.shown["number"]) for row in rows_of(upload)] == [
        ("assign", seattle(3)),
        ("assign", PORTLAND[0]),
        ("assign", seattle(1)),
        ("assign", seattle(2)),
    ]
    assert (upload.assign_count, upload.error_count) == (4, 0)
    assert held_by(tenant) == {}
    apply(upload, admin)
    assert held_by(tenant) == {
        "p1@x.example": seattle(3),
        "p2@x.example": PORTLAND[0],
        "p3@x.example": seattle(1),
        "p4@x.example": seattle(2),
    }
    assert (upload.status, upload.done_count) == ("done", 4)


def test_next_free_prefers_the_city_where_the_person_works_and_never_takes_what_another_row_names(
    tenant: Tenant, admin: User, people: list[Person]
) -> None:
    Person._base_manager.filter(pk=people[2].pk).update(site=None, city="Portland")
    lines = ["p1@x.example,next free,,", f"p2@x.example,{seattle(1)},,", "p3@x.example,next free,Office,"]
    upload = upload_of(tenant, admin, *lines)
    assert [row.shown["number"] for row in rows_of(upload)] == [seattle(2), seattle(1), PORTLAND[0]]


def test_the_record_and_the_mail_of_a_row_are_those_of_a_click(
    tenant: Tenant, admin: User, people: list[Person], mailoutbox: list[EmailMessage]
) -> None:
    def told() -> list[Any]:
        events = Event._base_manager.filter(action="number.assigned").order_by("pk")
        return [(one.actor_name, sorted(one.after)) for one in events]

    apply(upload_of(tenant, admin, f"p1@x.example,{seattle(1)},,", notify=True), admin)
    with tenant_scope(tenant):
        number = PhoneNumber.objects.select_related("tenant").get(e164=seattle(2))
        assignments.assign(number, people[1], emergency_address=people[1].site.emergency_address, by=admin)
    by_file, by_click = told()
    assert by_file == by_click
    assert [mail.to for mail in mailoutbox] == [["p1@x.example"], ["p2@x.example"]]


def test_all_that_is_wrong_with_a_row_is_told(tenant: Tenant, admin: User, people: list[Person]) -> None:
    make_person(tenant, "bare@x.example", usage_location="FR")
    upload = upload_of(
        tenant,
        admin,
        f"bare@x.example,{seattle(1)},Nowhere,",
        "nobody@x.example,12,,",
        ",,,assign",
        "p1@x.example,+14255550199,,",
        "p1@x.example,next free in Boise,,",
        "p1@x.example,,,dance",
        f"p1@x.example,{seattle(2)},,assign,extra",
        "bare@x.example,next free,,",
    )
    found = errors(upload)
    for words in ("usage location is France", "no Phone System licence", "no Calling Plan", "“Nowhere”"):
        assert words in found[0]
    assert "Nobody in the directory" in found[1]
    assert "12" in found[1]
    assert "Person is empty" in found[2]
    assert "Number is empty" in found[2]
    assert "You do not own" in found[3]
    assert "No free number is left in Boise" in found[4]
    assert "assign or unassign" in found[5]
    assert "5 cells" in found[6]
    for words in ("No free number is left in France", "no Phone System licence"):
        assert words in found[7], "what is missing besides the number is told as well"
    assert upload.error_count == 8


def test_one_number_and_one_person_are_given_once_in_a_file(tenant: Tenant, admin: User) -> None:
    upload = upload_of(
        tenant,
        admin,
        f"p1@x.example,{seattle(1)},,",
        f"p2@x.example,{seattle(1)},,",
        f"p1@x.example,{seattle(2)},,",
    )
    assert [row.verdict for row in rows_of(upload)] == ["assign", "error", "error"]
    assert "is assigned to" in errors(upload)[1]
    assert "already on line 2" in errors(upload)[2]


def test_a_number_that_one_row_takes_away_is_given_by_a_later_one(
    tenant: Tenant, admin: User, people: list[Person]
) -> None:
    apply(upload_of(tenant, admin, f"p1@x.example,{seattle(1)},,"), admin)
    upload = upload_of(
        tenant,
        admin,
        f",{seattle(1)},,unassign",
        f"p2@x.example,{seattle(1)},,",
        "p1@x.example,next free in Portland,,",
        "p3@x.example,,,take away",
    )
    assert [row.verdict for row in rows_of(upload)] == ["unassign", "assign", "assign", "unchanged"]
    apply(upload, admin)
    assert held_by(tenant) == {"p2@x.example": seattle(1), "p1@x.example": PORTLAND[0]}


def test_a_number_is_not_taken_from_somebody_else_than_the_row_names(tenant: Tenant, admin: User) -> None:
    apply(upload_of(tenant, admin, f"p1@x.example,{seattle(1)},,"), admin)
    upload = upload_of(tenant, admin, f"p2@x.example,{seattle(1)},,unassign", ",,,unassign")
    assert "belongs to P1, and not to P2" in errors(upload)[0]
    assert "one of them must say" in errors(upload)[1]


def test_an_emergency_address_is_named_by_itself_or_by_a_site(
    tenant: Tenant, admin: User, address: EmergencyAddress
) -> None:
    make_site(tenant, "Harbour", emergency_address=address)
    make_site(tenant, "Bare")
    upload = upload_of(
        tenant,
        admin,
        f"p1@x.example,{seattle(1)},{address.name},",
        f"p2@x.example,{seattle(2)},harbour,",
        f"p3@x.example,{seattle(3)},Bare,",
    )
    assert [row.plan["address"] for row in rows_of(upload)][:2] == [address.pk, address.pk]
    assert "has no emergency address" in errors(upload)[2]
    apply(upload, admin)
    with tenant_scope(tenant):
        EmergencyAddress.objects.create(
            tenant=tenant,
            name="Second",
            company="H",
            country="US",
            street="S",
            city="Seattle",
            validation="validated",
        )
    again = upload_of(
        tenant, admin, f"p1@x.example,{seattle(1)},Second,", f"p2@x.example,{seattle(2)},harbour,"
    )
    assert [row.verdict for row in rows_of(again)] == ["address", "unchanged"]
    apply(again, admin)
    with tenant_scope(tenant):
        assert PhoneNumber.objects.get(e164=seattle(1)).emergency_address.name == "Second"  # type: ignore[union-attr]


def test_what_has_changed_since_is_judged_anew_and_what_fails_in_the_worker_becomes_a_rejected_row(
    tenant: Tenant, admin: User, people: list[Person]
) -> None:
    upload = upload_of(tenant, admin, f"p1@x.example,{seattle(1)},,", f"p2@x.example,{seattle(2)},,")
    with tenant_scope(tenant):
        assert assignment_files.look_again(upload) == 0
        assignment_files.confirm(upload, by=admin)
        number = PhoneNumber.objects.select_related("tenant").get(e164=seattle(1))
        assignments.assign(number, people[2], emergency_address=people[2].site.emergency_address, by=admin)
    work()
    upload.refresh_from_db()
    assert [row.verdict for row in rows_of(upload)] == ["error", "assign"]
    assert "assigned to P3" in errors(upload)[0]
    assert (upload.status, upload.assign_count, upload.error_count) == ("done", 1, 1)
    late = upload_of(tenant, admin, f"p4@x.example,{seattle(4)},,")
    with tenant_scope(tenant):
        number = PhoneNumber.objects.select_related("tenant").get(e164=seattle(4))
        assignments.assign(number, people[0], emergency_address=people[0].site.emergency_address, by=admin)
        assert assignment_files.look_again(late) == 1
    assert late.error_count == 1


def test_progress_counts_for_the_same_total_when_a_row_is_rejected_and_another_worker_goes_on(
    tenant: Tenant, admin: User, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assignment_files, "CHUNK", 1)
    upload = upload_of(tenant, admin, *(f"p{n}@x.example,{seattle(n)},," for n in (1, 2, 3)))
    told: list[tuple[int, int]] = []

    def stop_after_two(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) == 2:
            raise InterruptedError

    with tenant_scope(tenant):
        assignment_files.confirm(upload, by=admin)
        PhoneNumber.objects.filter(e164=seattle(1)).update(blocked_forever=True)
        with pytest.raises(InterruptedError):
            assignment_files.apply(upload, by=admin, progress=stop_after_two)
        assignment_files.apply(upload, by=admin, progress=stop_after_two)
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert upload.error_count == 1


def test_confirmed_twice_a_file_is_one_job_and_put_aside_it_is_none(tenant: Tenant, admin: User) -> None:
    upload = upload_of(tenant, admin, f"p1@x.example,{seattle(1)},,")
    other = upload_of(tenant, admin, f"p2@x.example,{seattle(2)},,")
    with tenant_scope(tenant):
        assignment_files.confirm(upload, by=admin)
        assignment_files.confirm(AssignmentFile.objects.get(pk=upload.pk), by=admin)
        assert Job.objects.filter(kind=assignment_files.KIND).count() == 1
        assignment_files.put_aside(other, by=admin)
        with pytest.raises(Refusal, match="put aside"):
            assignment_files.confirm(other, by=admin)
        with pytest.raises(Refusal, match="already being applied"):
            assignment_files.put_aside(upload, by=admin)
    work()
    assert held_by(tenant) == {"p1@x.example": seattle(1)}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"Person,Number\n", "no rows below"),
        (b"Person,Phone book\nx,y\n", "no heading Number"),
        (b"User name,UPN,Number\nx,y,z\n", "Two columns"),
        (b"PK\x03\x04zip", "Excel"),
        (b'Person,Number\n"x,1\n', "quotation mark"),
    ],
)
def test_a_bad_file_gets_a_sentence(tenant: Tenant, admin: User, content: bytes, sentence: str) -> None:
    with tenant_scope(tenant), pytest.raises(Refusal, match=sentence):
        assignment_files.read(tenant, io.BytesIO(content), file_name="x.csv", notify=False, by=admin)


@pytest.mark.parametrize("count", [2, 4])
def test_rows_are_judged_in_a_fixed_number_of_queries(
    tenant: Tenant, admin: User, people: list[Person], count: int
) -> None:
    with CaptureQueriesContext(connection) as captured:
        upload_of(tenant, admin, *(f"p{n}@x.example,next free in Seattle,," for n in range(1, count + 1)))
    seen = test_rows_are_judged_in_a_fixed_number_of_queries.__dict__.setdefault("seen", len(captured))
    assert len(captured) == seen


def test_a_number_of_somebody_elses_is_not_owned(
    tenant: Tenant, other_tenant: Tenant, admin: User, stranger: User
) -> None:
    own(other_tenant, stranger, ["+14255550111"])
    theirs = make_person(other_tenant, "eve@kestrel.example")
    license_person(other_tenant, theirs)
    upload = upload_of(tenant, admin, "p1@x.example,+14255550111,,", f"eve@kestrel.example,{seattle(1)},,")
    assert "You do not own" in errors(upload)[0]
    assert "Nobody in the directory" in errors(upload)[1]


@given(st.text(max_size=60))
def test_any_text_in_a_cell_is_read_without_an_exception(text: str) -> None:
    assert act_of(text) in ("", "assign", "unassign")
    city = next_free(text)
    assert city is None or next_free(f"next free in {city or 'x'}") == (city or "x")


def test_headings_are_known_by_other_names_in_any_order() -> None:
    assert match(["TelephoneNumber", "notes", "User Principal Name", "Emergency_Location"]) == [
        "number",
        "",
        "person",
        "address",
    ]


def test_rows_know_their_line_and_figures_add_up(tenant: Tenant, admin: User) -> None:
    upload = upload_of(tenant, admin, "", f"p1@x.example,{seattle(1)},,", "", "x,y,z,")
    assert [row.line for row in rows_of(upload)] == [3, 5]
    assert AssignmentRow._base_manager.count() == upload.row_count == 2
