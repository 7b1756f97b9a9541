"""A file of 100,000 licences for 100,000 people: dry run and apply, against a bare COPY and against a row-by-row loop."""

import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

from django.core.management import call_command
from django.db import connection, transaction

from audit.log import record
from bench import Measurement, benchmark, scaled
from database.bulk_writes import copy_rows
from licensing import seats
from licensing.files import applying, checks, uploads
from licensing.files.states import Status, move
from licensing.models import Assignment, LicenceFile, LicenceRow, Product, SeatPurchase
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope

ROWS, FEW, SAMPLE = scaled(100_000), scaled(10_000), 500
SKU = "ENTERPRISEPACK"


@benchmark("licence_csv")
def licence_csv() -> Iterator[Measurement]:
    """Seconds of each step, the memory that it adds at its peak, and what the same rows cost otherwise."""
    call_command("load_reference_data", verbosity=0)
    call_command("load_products", verbosity=0)
    with patch("jobs.queue.hint"):  # what is set up afterwards is another job
        few = _measured("few", FEW)
        many = _measured("many", ROWS)
    tenant = Tenant.objects.get(slug="many")
    with tenant_scope(tenant):
        floors = {"dry_run": _copied(LicenceRow), "apply": _copied(Assignment)}
        plain = {"dry_run": _judged_one_by_one(tenant), "apply": _given_one_by_one(tenant)}
    for step in ("dry_run", "apply"):
        name = f"licence_csv_{step}"
        seconds, memory = many[step]
        yield Measurement(f"{name}: against COPY", ROWS, seconds, "s", floors[step])
        yield Measurement(f"{name}: against one by one", ROWS, ROWS / seconds, "rows/s", plain[step])
        yield Measurement(f"{name}: memory added", ROWS, memory, "MB", few[step][1])
    yield Measurement("licence_csv: upload", ROWS, many["upload"][0], "s")
    yield Measurement(
        "licence_csv: memory added by the upload", ROWS, many["upload"][1], "MB", few["upload"][1]
    )


Step = tuple[float, float]


def _measured(slug: str, rows: int) -> dict[str, Step]:
    """Seconds and megabytes of each step for a tenant of so many people."""
    tenant = Tenant.objects.create(slug=slug, name=slug, country="US")
    admin = User.objects.create_user(f"{slug}@example.com")
    with tenant_scope(tenant):
        _people(tenant, rows)
        product = Product.objects.get(sku=SKU)
        seats.buy(tenant, product, rows, reference="bench", source=SeatPurchase.Source.SANDBOX, by=admin)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        file = io.BytesIO(_text(slug, rows))
        found: list[LicenceFile] = []
        steps = {
            "upload": _watched(
                lambda: found.append(uploads.read(tenant, file, file_name="bench.csv", by=admin))
            )
        }
        upload = found[0]
        move(upload, Status.CHECKING, by=admin)
        steps["dry_run"] = _watched(lambda: checks.check(upload, progress=lambda done: None))
        applying.confirm(upload, leave_out=False, by=admin)
        steps["apply"] = _watched(lambda: applying.apply(upload, by=admin, progress=lambda done: None))
        if Assignment.objects.count() != rows:
            raise RuntimeError("Not everybody has a licence.")
    return steps


def _people(tenant: Tenant, count: int) -> None:
    for start in range(0, count, FEW):
        people = [
            Person(
                tenant=tenant,
                user_name=f"p{number}@{tenant.slug}.example",
                display_name=f"Person {number}",
                sort_key=f"person {number:06}",
                usage_location="US",
            )
            for number in range(start, start + FEW)
        ]
        Person.objects.bulk_create(people, batch_size=2000)


def _text(slug: str, rows: int) -> bytes:
    lines = [f"p{number}@{slug}.example,{SKU}\r\n" for number in range(rows)]
    return "".join(["User,Product\r\n", *lines]).encode()


def _watched(step: Callable[[], object]) -> Step:
    """Seconds, and how many megabytes more than before the process held at its peak."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
    before = _memory("VmRSS")
    started = time.perf_counter()
    step()
    return time.perf_counter() - started, max(1.0, _memory("VmHWM") - before)


def _memory(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


def _copied(model: type[Assignment] | type[LicenceRow]) -> float:
    """Seconds of a COPY of all rows into a table with the same columns, indexes and foreign keys."""
    table = model._meta.db_table
    rows = list(model.objects.values_list())
    names = [field.name for field in model._meta.concrete_fields]
    kept = [at for at, name in enumerate(names) if all(row[at] is not None for row in rows[:1000])]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_kept")
            cursor.execute(f"CREATE TABLE {table} (LIKE {table}_kept INCLUDING ALL)")
            cursor.execute(
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass",
                [f"{table}_kept"],
            )
            for name, definition in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        cells = [[row[at] for at in kept] for row in rows]
        started = time.perf_counter()
        copy_rows(model, [names[at] for at in kept], cells)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        seconds = time.perf_counter() - started
        transaction.set_rollback(True)
    return seconds


def _judged_one_by_one(tenant: Tenant) -> float:
    """Rows a second of a loop that looks each person and seat up and writes the verdict."""
    upload = LicenceFile.objects.get()
    product = Product.objects.get(sku=SKU)
    rows = list(upload.rows.all()[:SAMPLE])
    with transaction.atomic():
        started = time.perf_counter()
        for row in rows:
            person = Person.objects.get(user_name=row.user_name)
            held = list(Assignment.objects.filter(person=person).select_related("product"))
            bought = sum(SeatPurchase.objects.filter(product=product).values_list("quantity", flat=True))
            row.verdict = "changes" if not held and bought else "nothing"
            row.save()
        seconds = time.perf_counter() - started
        transaction.set_rollback(True)
    return SAMPLE / seconds


def _given_one_by_one(tenant: Tenant) -> float:
    """Rows a second of a loop that looks each person up, gives the licence and writes the record."""
    admin = User.objects.get(email="many@example.com")
    product = Product.objects.get(sku=SKU)
    rows = list(LicenceFile.objects.get().rows.all()[:SAMPLE])
    with transaction.atomic():
        Assignment.objects.filter(person__user_name__in=[row.user_name for row in rows]).delete()
        started = time.perf_counter()
        for row in rows:
            person = Person.objects.get(user_name=row.user_name)
            held = list(Assignment.objects.filter(person=person).select_related("product"))
            bought = sum(SeatPurchase.objects.filter(product=product).values_list("quantity", flat=True))
            used = Assignment.objects.filter(product=product).count()
            if not held and used < bought:
                Assignment.objects.create(
                    tenant=tenant, person=person, product=product, usage_location=person.usage_location
                )
                record("licence.assigned", by=admin, tenant=tenant, obj=person, after={"product": SKU})
            row.state = LicenceRow.State.APPLIED
            row.save()
        seconds = time.perf_counter() - started
        transaction.set_rollback(True)
    return SAMPLE / seconds
