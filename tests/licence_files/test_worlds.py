"""Random worlds and random files: the dry run foretells what is applied, seats are never overdrawn, all can be taken back."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from licensing import assignments, queries
from licensing.files import checks, undo, uploads
from licensing.models import Assignment, LicenceChange, LicenceFile, LicenceRow
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.licence_files.conftest import apply, check, rows_of
from tests.licensing.worlds import PRODUCTS, bought

SKUS = ["ENTERPRISEPREMIUM", "ENTERPRISEPACK", "MCOEV", "MCOPSTN1", "MCOPSTN2", "MCOMEETADV"]
SEATS = 2
NAMES = ["p0", "p1", "p2", "p3", "ghost"]
some = st.lists(st.sampled_from(SKUS), max_size=2, unique=True)
products = st.lists(st.sampled_from([*SKUS, "Nonsense"]), max_size=2, unique=True)
cuts = st.integers(2, 4)
patient = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass(frozen=True)
class Line:
    """A row of a random file."""

    name: str
    products: list[str]
    act: str
    location: str


lines = st.lists(
    st.builds(
        Line,
        name=st.sampled_from(NAMES),
        products=products,
        act=st.sampled_from(["", "assign", "assign", "remove", "perhaps"]),
        location=st.sampled_from(["", "", "", "US", "FR"]),
    ),
    min_size=1,
    max_size=8,
)
clicks = st.lists(st.tuples(st.integers(0, 3), some, some), max_size=4)
shapes = st.tuples(
    st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"])
)


def file_of(rows: list[Line], shape: tuple[str, str]) -> bytes:
    delimiter, encoding = shape
    between = "+"
    head = delimiter.join(["User principal name", "Product", "Action", "Usage location", "Prénom"])
    body = [
        delimiter.join([f"{row.name}@x.example", between.join(row.products), row.act, row.location, "Zoé"])
        for row in rows
    ]
    return "\r\n".join([head, *body, ""]).encode(encoding)


def read(tenant: Tenant, admin: User, data: bytes) -> LicenceFile:
    with tenant_scope(tenant):
        return uploads.read(tenant, io.BytesIO(data), file_name="random.csv", by=admin)


def start(tenant: Tenant, admin: User, acts: list[tuple[int, list[str], list[str]]]) -> None:
    """An empty world in which some have clicked; the last person has no usage location."""
    with tenant_scope(tenant):
        for model in (Assignment, LicenceChange, LicenceRow, LicenceFile):
            model.objects.all().delete()
        Person.objects.all().delete()
        have = queries.bought_by_product(tenant)
        bought(tenant, admin, **{sku: lack for sku in SKUS if (lack := SEATS - have.get(sku, 0))})
        for name in NAMES[:4]:
            make_person(tenant, f"{name}@x.example", usage_location="" if name == "p3" else "US")
        for act in acts:
            click(tenant, admin, *act)


def click(tenant: Tenant, admin: User, who: int, add: list[str], remove: list[str]) -> None:
    with tenant_scope(tenant):
        person = Person.objects.get(user_name=f"p{who}@x.example")
        gets = [PRODUCTS[sku] for sku in add if sku not in remove]
        assignments.assign(tenant, [person], gets, remove=[PRODUCTS[sku] for sku in remove], by=admin)


def held(tenant: Tenant) -> dict[str, set[str]]:
    """The SKUs of each person, and the usage location in angle brackets."""
    with tenant_scope(tenant):
        found = {str(person.user_name): {f"<{person.usage_location}>"} for person in Person.objects.all()}
        for name, sku in Assignment.objects.values_list("person__user_name", "product_id"):
            found[name].add(sku)
        assert all(pool.left >= 0 for pool in queries.pools(tenant)), "a pool is overdrawn"
    return found


def foretold(upload: LicenceFile, before: dict[str, set[str]]) -> dict[str, set[str]]:
    """What the verdicts say that everybody holds afterwards."""
    after = {name: set(things) for name, things in before.items()}
    for row in rows_of(upload):
        if row.verdict != "changes":
            continue
        mine = after[row.user_name]
        mine.difference_update(row.removes)
        mine.update(row.adds)
        if row.location:
            mine.difference_update({thing for thing in mine if thing.startswith("<")})
            mine.add(f"<{row.location}>")
    return after


def can_be_applied(upload: LicenceFile) -> bool:
    return any(row.verdict == "changes" for row in rows_of(upload))


@pytest.mark.django_db
@patient
@given(acts=clicks, rows=lines, shape=shapes, size=cuts)
def test_the_dry_run_foretells_what_is_applied_and_all_of_it_can_be_taken_back(
    tenant: Tenant,
    admin: User,
    acts: list[tuple[int, list[str], list[str]]],
    rows: list[Line],
    shape: tuple[str, str],
    size: int,
) -> None:
    start(tenant, admin, acts)
    before = held(tenant)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "CHUNK", size)
        upload = check(read(tenant, admin, file_of(rows, shape)), admin)
        assert (upload.delimiter, upload.row_count) == (shape[0], len(rows))
        assert held(tenant) == before, "the dry run changed something"
        assert sum(upload.counts.values()) == len(rows)
        if not can_be_applied(upload):
            return
        then = foretold(upload, before)
        used = usage(tenant)
        apply(upload, admin)
    assert held(tenant) == then
    assert {sku: usage(tenant).get(sku, 0) - used.get(sku, 0) for sku in SKUS} == {
        sku: upload.takes.get(sku, 0) for sku in SKUS
    }
    with tenant_scope(tenant):
        undo.ask(upload, by=admin)
        assert undo.take_back(upload, by=admin, progress=lambda: None), upload.problem
    assert held(tenant) == before


def usage(tenant: Tenant) -> dict[str, int]:
    with tenant_scope(tenant):
        return {pool.product.sku: pool.used for pool in queries.pools(tenant)}


@pytest.mark.django_db
@patient
@given(acts=clicks, rows=lines, meanwhile=clicks, size=cuts)
def test_whatever_happens_in_between_each_gets_what_was_shown_or_nothing(
    tenant: Tenant,
    admin: User,
    acts: list[tuple[int, list[str], list[str]]],
    rows: list[Line],
    meanwhile: list[tuple[int, list[str], list[str]]],
    size: int,
) -> None:
    start(tenant, admin, acts)
    upload = check(read(tenant, admin, file_of(rows, (";", "utf-8"))), admin)
    if not can_be_applied(upload):
        return
    for act in meanwhile:
        click(tenant, admin, *act)
    before = held(tenant)
    then = foretold(upload, before)
    shown = {row.line: row.verdict for row in rows_of(upload)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "CHUNK", size)
        apply(upload, admin)
    after = held(tenant)
    for row in rows_of(upload):
        if row.user_name not in after:
            continue
        if row.state == "applied":
            assert after[row.user_name] == then[row.user_name]
        elif row.state == "anew":
            assert after[row.user_name] == before[row.user_name]
            assert row.reasons or row.verdict == "nothing"
        else:
            assert row.verdict == shown[row.line]


@pytest.mark.django_db
@patient
@given(acts=clicks, rows=lines, shape=shapes)
def test_rejected_rows_go_through_when_what_they_lacked_is_there(
    tenant: Tenant,
    admin: User,
    client_of: Callable[[User], Client],
    acts: list[tuple[int, list[str], list[str]]],
    rows: list[Line],
    shape: tuple[str, str],
) -> None:
    """Seats and people are added; what the rows themselves say wrongly is what stays wrong."""
    start(tenant, admin, acts)
    upload = check(read(tenant, admin, file_of(rows, shape)), admin)
    lacked = [
        row
        for row in rows_of(upload)
        if row.reasons
        and all(is_mended_outside(violation, words) for violation, words, *_mend in row.reasons)
    ]
    if not lacked:
        return
    page = reverse("licensing:file_rejected", args=[tenant.slug, upload.pk])
    rejected = b"".join(client_of(admin).get(page))  # type: ignore[arg-type]
    bought(tenant, admin, **dict.fromkeys(SKUS, 10))
    make_person(tenant, "ghost@x.example")
    again = check(read(tenant, admin, rejected), admin)
    assert (again.encoding, again.delimiter) == (upload.encoding, upload.delimiter)
    later = {(row.user_name, *row.cells[:4]): row for row in rows_of(again)}
    for row in lacked:
        found = later[row.user_name, *row.cells[:4]]
        assert not any(is_mended_outside(violation, words) for violation, words, *_mend in found.reasons)


def is_mended_outside(violation: str, words: str) -> bool:
    """Whether a seat or a person that is added mends it, whatever the file says."""
    return violation == "CountViolation" or "Nobody in the directory" in words
