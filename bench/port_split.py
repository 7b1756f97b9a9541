"""A list of numbers of many accounts: read, sorted into orders, and kept as drafts, against as many plain inserts."""

import time
from collections.abc import Iterator
from io import BytesIO

from bench import Measurement, benchmark, scaled
from porting.models import PortedNumber, PortOrder
from porting.number_lists import read_table
from porting.projects import bring, plan
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope

SIZE = 20_000
ACCOUNTS = 12


@benchmark("port_split")
def port_split_benchmark() -> Iterator[Measurement]:
    """The whole way from the file to the drafts, in its three parts."""
    size = scaled(SIZE)
    data = _table(size)
    start = time.perf_counter()
    entries = read_table(BytesIO(data), country="US")
    read = time.perf_counter()
    groups = plan(entries, country="US", kind="user")
    planned = time.perf_counter()
    if sum(group.count for group in groups) != size:
        raise AssertionError("numbers were lost")
    tenant = Tenant.objects.create(name="Bench", slug="bench-split", country="US")
    user = User.objects.create_user("bench-split@example.com", "x", name="Bench")
    with tenant_scope(tenant):
        before = time.perf_counter()
        bring(tenant, entries, country="US", kind="user", name="Move", by=user)
        kept = time.perf_counter() - before
        plain = _plain(tenant, [entry.e164 for entry in entries])
    yield Measurement("port_split: read", size, read - start, "s")
    yield Measurement("port_split: sorted", size, planned - read, "s")
    yield Measurement("port_split: kept as drafts", size, kept, "s", plain)


def _table(size: int) -> bytes:
    """Numbers of three area codes; account and kind change from row to row."""
    rows = ["PhoneNumber,Provider,AccountNumber,BTN"]
    for n in range(size):
        area = ("206", "253", "800")[n % 3]
        rows.append(
            f"{area}{5_550_000 + n // 3 if area != '800' else 2_200_000 + n},Pacific,A{n % ACCOUNTS},"
        )
    return "\n".join(rows).encode()


def _plain(tenant: Tenant, numbers: list[str]) -> float:
    order = PortOrder.objects.create(
        tenant=tenant, reference="PO-PLAIN", name="Plain", country="US", kind="user"
    )
    rows = [PortedNumber(tenant=tenant, order=order, e164=e164, usage="user") for e164 in numbers]
    start = time.perf_counter()
    PortedNumber.objects.bulk_create(rows, batch_size=1000)
    return time.perf_counter() - start
