"""A file of licences: every error of every row, what is applied is what was shown, and it can be taken back."""

from typing import Any
from unittest.mock import Mock

import pytest

from audit.models import Event
from jobs.models import Job
from licensing import assignments
from licensing.files import applying, checks, undo, uploads
from licensing.files import states as file_states
from licensing.models import Assignment, LicenceFile
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.licence_files.conftest import apply, check, read, rows_of, sentences, verdicts
from tests.licensing.worlds import E5, PLAN, PRODUCTS, bought
from ui.refusals import Refusal

HEAD = "User principal name,Product,Action,Usage location\n"


def held(tenant: Tenant) -> set[tuple[str, str]]:
    with tenant_scope(tenant):
        return set(Assignment.objects.values_list("person__user_name", "product_id"))


def staff(tenant: Tenant, *names: str, **fields: Any) -> list[Person]:
    return [make_person(tenant, f"{name}@x.example", **fields) for name in names]


def test_a_headerless_list_of_users_gets_what_is_chosen_on_the_page(tenant: Tenant, admin: User) -> None:
    staff(tenant, "anna", "ben")
    bought(tenant, admin, **{E5.sku: 5})
    upload = read(tenant, admin, "anna@x.example\nBEN@x.example\n")
    assert (upload.has_headings, upload.columns, upload.row_count) == (False, ["user"], 2)
    apply(check(upload, admin, products=(E5.sku,)), admin)
    assert held(tenant) == {("anna@x.example", E5.sku), ("ben@x.example", E5.sku)}
    assert upload.status == LicenceFile.Status.APPLIED


def test_all_errors_of_all_rows_are_told_in_the_six_words(tenant: Tenant, admin: User) -> None:
    staff(tenant, "anna", "ben", "cleo", "dora", "eva", "finn")
    staff(tenant, "nowhere", usage_location="")
    bought(tenant, admin, **{E5.sku: 2, PLAN.sku: 9, "ENTERPRISEPACK": 9})
    upload = check(
        read(
            tenant,
            admin,
            HEAD
            + "anna@x.example,Enterprise E5,,\n"
            + f"ben@x.example,{E5.sku};{PLAN.sku},assign,\n"
            + "cleo@x.example,Enterprise E5,,\n"
            + "dora@x.example,Domestic Calling Plan,,\n"
            + "nowhere@x.example,Enterprise E3,,\n"
            + "anna@x.example,Enterprise E5,,\n"
            + "ghost@x.example,Nonsense,perhaps,Atlantis\n"
            + ",Enterprise E3,,\n"
            + "eva@x.example,Enterprise E3; Enterprise E5,,\n",
        ),
        admin,
    )
    assert verdicts(upload) == {
        2: "changes",
        3: "changes",
        4: "CountViolation",
        5: "DependencyViolation",
        6: "ProhibitedInUsageLocationViolation",
        7: "UniquenessViolation",
        8: "Other",
        9: "Other",
        10: "MutuallyExclusiveViolation",
    }
    said = sentences(upload)
    assert "Nonsense" in said[8]
    assert "perhaps" in said[8]
    assert "Atlantis" in said[8]
    assert "names no user" in said[9]
    assert "Line 2 says the same" in said[7]
    assert upload.short == {E5.sku: 1, "MCOEV": 1}
    assert upload.takes == {E5.sku: 2, PLAN.sku: 1}
    assert not held(tenant)


def test_a_click_and_a_file_leave_the_same_record(tenant: Tenant, admin: User) -> None:
    anna, _ben = staff(tenant, "anna", "ben")
    bought(tenant, admin, **{E5.sku: 2})
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna], [E5_of(tenant)], by=admin)
    apply(check(read(tenant, admin, "ben@x.example\n"), admin, products=(E5.sku,)), admin)
    with tenant_scope(tenant):
        clicked, filed = Event.objects.filter(action="licence.assigned").order_by("pk")
        one, other = Assignment.objects.order_by("pk")
    skip = {"id", "object_id", "object_name", "at", "request_id", "person_id", "requested_at", "_state"}
    assert plain(clicked, skip) == plain(filed, skip)
    assert plain(one, skip) == plain(other, skip)


def E5_of(tenant: Tenant) -> Any:
    return PRODUCTS[E5.sku]


def plain(row: Any, skip: set[str]) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name not in skip}


def test_a_person_on_several_rows_is_one_act(tenant: Tenant, admin: User) -> None:
    staff(tenant, "anna")
    bought(tenant, admin, **{E5.sku: 1, PLAN.sku: 1})
    text = HEAD + f"anna@x.example,{PLAN.sku},,\nanna@x.example,{E5.sku},,\n"
    upload = apply(check(read(tenant, admin, text), admin), admin)
    assert {row.state for row in rows_of(upload)} == {"applied"}
    assert held(tenant) == {("anna@x.example", E5.sku), ("anna@x.example", PLAN.sku)}


def test_rows_that_contradict_each_other_are_told(tenant: Tenant, admin: User) -> None:
    staff(tenant, "anna")
    bought(tenant, admin, **{E5.sku: 1})
    text = HEAD + f"anna@x.example,{E5.sku},assign,\nanna@x.example,{E5.sku},remove,\n"
    upload = check(read(tenant, admin, text), admin)
    assert verdicts(upload) == {2: "Other", 3: "Other"}
    assert "Line 3 of the same person cannot be done" in sentences(upload)[2]
    assert "Line 2 says the opposite" in sentences(upload)[3]


def test_nothing_is_taken_from_a_person_whose_other_row_cannot_be_read(tenant: Tenant, admin: User) -> None:
    (anna,) = staff(tenant, "anna")
    bought(tenant, admin, **{E5.sku: 1, "ENTERPRISEPACK": 1})
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna], [PRODUCTS["ENTERPRISEPACK"]], by=admin)
    text = HEAD + "anna@x.example,Enterprise E3,remove,\nanna@x.example,Enterprise E55,assign,\n"
    upload = check(read(tenant, admin, text), admin)
    assert verdicts(upload) == {2: "Other", 3: "Other"}
    assert "Is Enterprise E5 (ENTERPRISEPREMIUM) meant?" in sentences(upload)[3]


def test_somebody_who_is_not_there_is_told_together_with_the_other_errors_of_the_row(
    tenant: Tenant, admin: User
) -> None:
    upload = check(read(tenant, admin, HEAD + "ghost@x.example,Nonsense,perhaps,Atlantis\n"), admin)
    said = sentences(upload)[2]
    assert all(word in said for word in ("Nonsense", "perhaps", "Atlantis", "ghost@x.example"))


def test_names_with_a_comma_in_them_are_understood_in_a_list(tenant: Tenant, admin: User) -> None:
    staff(tenant, "anna")
    bought(tenant, admin, BUSINESS_VOICE_MED2=1, ENTERPRISEPACK=1)
    text = HEAD + 'anna@x.example,"Enterprise E3, Business Voice, United States",,\n'
    upload = check(read(tenant, admin, text), admin)
    assert rows_of(upload)[0].adds == ["ENTERPRISEPACK", "BUSINESS_VOICE_MED2"], sentences(upload)


def test_a_user_name_that_a_download_defused_is_understood(tenant: Tenant, admin: User) -> None:
    staff(tenant, "=anna")
    bought(tenant, admin, **{E5.sku: 1})
    upload = check(read(tenant, admin, "'=anna@x.example\n"), admin, products=(E5.sku,))
    assert verdicts(upload) == {1: "changes"}


def test_seats_that_are_given_back_further_up_can_be_taken_further_down(tenant: Tenant, admin: User) -> None:
    anna, _ben = staff(tenant, "anna", "ben")
    bought(tenant, admin, **{E5.sku: 1})
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna], [PRODUCTS[E5.sku]], by=admin)
    text = HEAD + f"anna@x.example,{E5.sku},remove,\nben@x.example,{E5.sku},assign,\n"
    upload = check(read(tenant, admin, text), admin)
    assert set(verdicts(upload).values()) == {"changes"}
    apply(upload, admin)
    assert held(tenant) == {("ben@x.example", E5.sku)}


def test_a_location_is_set_where_none_is_and_contradicted_where_licences_lie(
    tenant: Tenant, admin: User
) -> None:
    staff(tenant, "new", usage_location="")
    (old,) = staff(tenant, "old")
    bought(tenant, admin, **{E5.sku: 9, PLAN.sku: 9})
    with tenant_scope(tenant):
        assignments.assign(tenant, [old], [PRODUCTS[E5.sku]], by=admin)
    text = HEAD + f"new@x.example,{E5.sku},,France\nold@x.example,{PLAN.sku},,FR\n"
    upload = check(read(tenant, admin, text), admin)
    assert verdicts(upload) == {2: "changes", 3: "ProhibitedInUsageLocationViolation"}
    apply(upload, admin)
    with tenant_scope(tenant):
        person = Person.objects.get(user_name="new@x.example")
        assert str(person.usage_location) == "FR"
        assert Assignment.objects.get(person=person).usage_location == "FR"
        assert Event.objects.filter(action="person.changed", object_id=str(person.pk)).exists()
        undo.ask(upload, by=admin)
        assert undo.take_back(upload, by=admin, progress=lambda: None)
        person.refresh_from_db()
    assert str(person.usage_location) == ""
    assert held(tenant) == {("old@x.example", E5.sku)}


def test_what_changed_in_between_is_judged_anew_and_said(tenant: Tenant, admin: User) -> None:
    staff(tenant, "anna", "ben")
    (carl,) = staff(tenant, "carl")
    bought(tenant, admin, **{E5.sku: 2})
    upload = check(read(tenant, admin, "anna@x.example\nben@x.example\n"), admin, products=(E5.sku,))
    assert set(verdicts(upload).values()) == {"changes"}
    with tenant_scope(tenant):
        assignments.assign(tenant, [carl], [PRODUCTS[E5.sku]], by=admin)
    apply(upload, admin)
    states = {row.line: (row.state, row.verdict) for row in rows_of(upload)}
    assert states == {1: ("applied", "changes"), 2: ("anew", "CountViolation")}
    assert held(tenant) == {("anna@x.example", E5.sku), ("carl@x.example", E5.sku)}
    assert upload.counts == {"changes": 1, "CountViolation": 1}


def test_a_seat_that_somebody_no_longer_gives_back_is_given_to_nobody(tenant: Tenant, admin: User) -> None:
    anna, ben = staff(tenant, "anna", "ben")
    bought(tenant, admin, ENTERPRISEPACK=2, MCOEV=1, MCOMEETADV=2)
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna, ben], [PRODUCTS["ENTERPRISEPACK"]], by=admin)
        assignments.assign(tenant, [anna], [PRODUCTS["MCOEV"]], by=admin)
    text = (
        HEAD
        + "anna@x.example,MCOEV,remove,\nanna@x.example,MCOMEETADV,assign,\nben@x.example,MCOEV,assign,\n"
    )
    upload = check(read(tenant, admin, text), admin)
    assert set(verdicts(upload).values()) == {"changes"}
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna], [PRODUCTS["MCOMEETADV"]], by=admin)
    before = held(tenant)
    apply(upload, admin)
    assert verdicts(upload) == {2: "Other", 3: "Other", 4: "CountViolation"}
    assert held(tenant) == before


def test_a_file_in_which_a_seat_goes_from_one_to_the_other_is_taken_back(tenant: Tenant, admin: User) -> None:
    anna, ben = staff(tenant, "anna", "ben")
    cleo, dirk = staff(tenant, "cleo", "dirk")
    bought(tenant, admin, **{E5.sku: 2})
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna, dirk], [PRODUCTS[E5.sku]], by=admin)
    before = held(tenant)
    text = HEAD + "".join(
        f"{name}@x.example,{E5.sku},{act},\n"
        for name, act in (("anna", "remove"), ("ben", ""), ("dirk", "remove"), ("cleo", ""))
    )
    upload = apply(check(read(tenant, admin, text), admin), admin)
    assert held(tenant) == {(person.user_name, E5.sku) for person in (ben, cleo)}
    with tenant_scope(tenant):
        undo.ask(upload, by=admin)
        assert undo.take_back(upload, by=admin, progress=lambda: None), upload.problem
    assert held(tenant) == before


def test_rows_with_errors_stop_a_file_unless_they_are_left_out(tenant: Tenant, admin: User) -> None:
    staff(tenant, "anna")
    bought(tenant, admin, **{E5.sku: 2})
    upload = check(read(tenant, admin, "anna@x.example\nghost@x.example\n"), admin, products=(E5.sku,))
    with tenant_scope(tenant), pytest.raises(Refusal, match="1 row has an error"):
        applying.confirm(upload, leave_out=False, by=admin)
    apply(upload, admin)
    assert [row.state for row in rows_of(upload)] == ["applied", "left_out"]


def test_a_file_that_changes_nothing_is_not_applied(tenant: Tenant, admin: User) -> None:
    upload = check(read(tenant, admin, "ghost@x.example\n"), admin, products=(E5.sku,))
    with tenant_scope(tenant), pytest.raises(Refusal, match="No row"):
        applying.confirm(upload, leave_out=True, by=admin)


@pytest.mark.usefixtures("quiet")
def test_confirmed_twice_it_is_applied_once(tenant: Tenant, admin: User) -> None:
    staff(tenant, "anna")
    bought(tenant, admin, **{E5.sku: 2})
    upload = check(read(tenant, admin, "anna@x.example\n"), admin, products=(E5.sku,))
    with tenant_scope(tenant):
        for _twice in range(2):
            applying.confirm(upload, leave_out=True, by=admin)
        assert Job.objects.filter(kind=applying.KIND).count() == 1
        for _twice in range(2):
            done = applying.apply(upload, by=admin, progress=lambda done: None)
        assert done == {"applied": 1, "unchanged": 0, "refused": 0}
        assert upload.changes.count() == 1


def test_what_is_held_already_is_no_error(tenant: Tenant, admin: User) -> None:
    (anna,) = staff(tenant, "anna")
    bought(tenant, admin, **{E5.sku: 2})
    with tenant_scope(tenant):
        assignments.assign(tenant, [anna], [PRODUCTS[E5.sku]], by=admin)
    assert verdicts(check(read(tenant, admin, "anna@x.example\n"), admin, products=(E5.sku,))) == {
        1: "nothing"
    }


def test_a_file_is_taken_back_whole_or_not_at_all(tenant: Tenant, admin: User) -> None:
    anna, ben = staff(tenant, "anna", "ben")
    bought(tenant, admin, **{E5.sku: 9, PLAN.sku: 9})
    upload = apply(
        check(read(tenant, admin, "anna@x.example\nben@x.example\n"), admin, products=(E5.sku,)), admin
    )
    with tenant_scope(tenant):
        assignments.assign(tenant, [ben], [PRODUCTS[PLAN.sku]], by=admin)
        undo.ask(upload, by=admin)
        assert not undo.take_back(upload, by=admin, progress=lambda: None)
        upload.refresh_from_db()
        assert upload.status == LicenceFile.Status.APPLIED
        assert "Ben" in upload.problem
        assert ("anna@x.example", E5.sku) in held(tenant)
        assignments.remove(tenant, [ben], [PRODUCTS[PLAN.sku]], by=admin)
        undo.ask(upload, by=admin)
        undo.ask(upload, by=admin)
        assert undo.take_back(upload, by=admin, progress=lambda: None)
    assert not held(tenant)
    assert upload.status == LicenceFile.Status.TAKEN_BACK
    assert anna.pk != ben.pk


def test_pieces_of_any_size_come_to_the_same(
    tenant: Tenant, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "CHUNK", 2)
    staff(tenant, *"abcdef")
    bought(tenant, admin, **{E5.sku: 5})
    lines = [f"{name}@x.example" for name in "abcdefab"]
    upload = apply(check(read(tenant, admin, "\n".join(lines)), admin, products=(E5.sku,)), admin)
    assert upload.counts == {"changes": 5, "CountViolation": 1, "UniquenessViolation": 2}
    assert len(held(tenant)) == 5
    with tenant_scope(tenant):
        assert upload.changes.count() > 1
        undo.ask(upload, by=admin)
        assert undo.take_back(upload, by=admin, progress=lambda: None)
    assert not held(tenant)


@pytest.mark.parametrize(
    ("columns", "products", "sentence"),
    [
        ([""], [E5.sku], "one column that it holds the users"),
        (["user", "user"], [E5.sku], "one column that it holds the users"),
        (["user", "act", "act"], [E5.sku], "Two columns are for"),
        (["user"], [], "No column names a product"),
    ],
)
def test_columns_that_cannot_be_meant_are_refused(
    tenant: Tenant, admin: User, columns: list[str], products: list[str], sentence: str
) -> None:
    upload = read(tenant, admin, "anna@x.example,b,c\n")
    with tenant_scope(tenant), pytest.raises(Refusal, match=sentence):
        uploads.say_what_columns_are(
            upload, columns=columns, has_headings=False, products=products, act="assign", by=admin
        )


def test_a_first_row_can_be_turned_into_headings_and_back(tenant: Tenant, admin: User) -> None:
    upload = read(tenant, admin, "who,what\nanna@x.example,E5\nben@x.example,E5\n")
    assert (upload.has_headings, upload.row_count, upload.columns[0]) == (True, 2, "user")
    with tenant_scope(tenant):
        for has_headings, count in ((False, 3), (True, 2)):
            uploads.say_what_columns_are(
                upload,
                columns=["", "user"],
                has_headings=has_headings,
                products=[E5.sku],
                act="assign",
                by=admin,
            )
            upload.refresh_from_db()
            assert upload.row_count == count
    assert {row.user_name for row in rows_of(upload)} == {"e5"}


def test_a_move_is_written_together_with_its_record_or_not_at_all(
    tenant: Tenant, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff(tenant, "anna")
    upload = read(tenant, admin, HEAD + "anna@x.example,Enterprise E5,,\n")
    monkeypatch.setattr(file_states, "record", Mock(side_effect=InterruptedError))
    with tenant_scope(tenant):
        file_states.move(upload, LicenceFile.Status.CHECKING, by=admin)
        with pytest.raises(InterruptedError):
            file_states.move(upload, LicenceFile.Status.CHECKED, by=admin)
        assert LicenceFile.objects.get().status == LicenceFile.Status.CHECKING
