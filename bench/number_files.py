"""A file that gives 10,000 people a number: judged while somebody waits, applied by a worker; and the release of 1,000."""

import io
import time
from collections.abc import Callable, Iterator
from unittest.mock import patch

from django.core.management import call_command
from django.db import connection

from bench import Measurement, benchmark, scaled
from countries.models import Country
from jobs.models import Job
from jobs.runner import run
from licensing.models import Assignment, SeatPurchase
from numbering import releases
from numbering.files import assignment_files
from numbering.inventory import receive
from numbering.models import AssignmentFile, PhoneNumber
from tenants.models import EmergencyAddress, EmergencyTerms, Person, Site, Tenant, User
from tenants.scoping import tenant_scope

ROWS, RELEASED, BATCH = 10_000, 1_000, 2_000
SKUS = ("MCOEV", "MCOPSTN1")


@benchmark("number_file")
def number_file() -> Iterator[Measurement]:
    """Seconds of each step of a file whose rows all give a number, half of them by name and half the next free one."""
    rows = scaled(ROWS)
    tenant, admin = _tenant("bench-numbers", rows)
    found: list[AssignmentFile] = []

    def read() -> None:
        file = io.BytesIO(_text(rows).encode())
        found.append(assignment_files.read(tenant, file, file_name="bench.csv", notify=False, by=admin))

    with patch("jobs.queue.hint"), tenant_scope(tenant):
        yield Measurement("number_file: read and judged", rows, _seconds(read), "s")
        upload = found[0]
        took = _seconds(lambda: assignment_files.look_again(upload))
        yield Measurement("number_file: judged again", rows, took, "s")
        assignment_files.confirm(upload, by=admin)
        took = _seconds(lambda: run(Job.objects.get(kind=assignment_files.KIND).pk))
        if PhoneNumber.objects.exclude(person=None).count() != rows:
            raise RuntimeError("Not everybody has a number.")
        yield Measurement("number_file: applied", rows, took, "s")
        yield Measurement("number_file: rows applied", rows, rows / took, "rows/s")


@benchmark("number_release")
def number_release() -> Iterator[Measurement]:
    """Seconds until numbers are on their way back, and until they are gone."""
    count = scaled(RELEASED)
    tenant, admin = _tenant("bench-release", count)
    with patch("jobs.queue.hint"), tenant_scope(tenant):
        numbers = list(PhoneNumber.objects.order_by("pk"))
        jobs: list[Job | None] = []
        asked = _seconds(lambda: jobs.append(releases.release(numbers, by=admin)))
        yield Measurement("number_release: asked for", count, asked, "s")
        (job,) = jobs
        if job is None:
            raise RuntimeError("There is no job.")
        yield Measurement("number_release: done", count, _seconds(lambda: run(job.pk)), "s")
        if PhoneNumber.objects.exists():
            raise RuntimeError("Not all numbers are gone.")


def _seconds(step: Callable[[], object]) -> float:
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def _tenant(slug: str, count: int) -> tuple[Tenant, User]:
    """So many people with all that a number needs, and as many free numbers."""
    if not Country.objects.exists():
        call_command("load_reference_data", verbosity=0)
        call_command("load_products", verbosity=0)
    tenant = Tenant.objects.create(slug=slug, name=slug, country="US")
    admin = User.objects.create_user(f"{slug}@example.com")
    with tenant_scope(tenant):
        EmergencyTerms.objects.create(tenant=tenant, country="US", accepted_by_name="Bench")
        address = EmergencyAddress.objects.create(
            tenant=tenant, name="Office", company=slug, country="US", street="Pine Street", city="Seattle",
            validation="validated",
        )  # fmt: skip
        office = Site.objects.create(
            tenant=tenant,
            name="Office",
            country="US",
            time_zone="America/Los_Angeles",
            emergency_address=address,
        )
        people = Person.objects.bulk_create(
            Person(
                tenant=tenant,
                user_name=f"p{n:05}@{slug}.example",
                display_name=f"Person {n}",
                sort_key=f"person {n:05}",
                usage_location="US",
                site=office,
            )
            for n in range(count)
        )
        for sku in SKUS:
            SeatPurchase.objects.create(
                tenant=tenant, product_id=sku, quantity=count, reference=f"bench {sku}",
                bought_on="2026-01-02", source=SeatPurchase.Source.OPERATOR, recorded_by_name="Bench",
            )  # fmt: skip
            Assignment.objects.bulk_create(
                Assignment(
                    tenant=tenant,
                    person=person,
                    product_id=sku,
                    state=Assignment.State.ACTIVE,
                    usage_location="US",
                )
                for person in people
            )
        for start in range(0, count, BATCH):
            e164s = [_number(slug, n) for n in range(start, min(start + BATCH, count))]
            receive(
                tenant, e164s, origin="ported", usage="user", kind="geographic", country="US", city="Seattle",
                by=admin,
            )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return tenant, admin


def _number(slug: str, n: int) -> str:
    return f"+1206{2 if slug.endswith('numbers') else 3}{n:06}"


def _text(rows: int) -> str:
    lines = [
        f"p{n:05}@bench-numbers.example,{_number('bench-numbers', n) if n % 2 else 'next free'}\n"
        for n in range(rows)
    ]
    return "".join(["Person,Number\n", *lines])
