"""The ledger: every movement, narrowed and paged, and as a file."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from credits import balances, exports
from credits.filters import LedgerFilter
from credits.models import Entry
from credits.views import STEP_KEY
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from ui.csv_response import csv_response
from ui.paging import paginate


@tenant_view(*ANY_ROLE)
def ledger(request: TenantRequest) -> HttpResponse:
    """All movements, the newest first."""
    filters = LedgerFilter(request)
    entries = filters.apply(Entry.objects.filter(tenant=request.tenant).select_related("lot"))
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    context = {
        "step_key": STEP_KEY,
        "filters": filters,
        "page": paginate(request, entries, order="-at"),
        "balance": balances.balance(request.tenant),
        "query": query.urlencode(),
    }
    return render(request, "credits/ledger.html", context)


@tenant_view(*ANY_ROLE)
def export(request: TenantRequest) -> StreamingHttpResponse:
    """The ledger as CSV, streamed, with its filters and without pages."""
    entries = LedgerFilter(request).apply(Entry.objects.filter(tenant=request.tenant))
    name = f"credit-{request.tenant.slug}-{timezone.now():%Y-%m-%d}.csv"
    return csv_response(name, exports.header(), _streamed(request.tenant, entries), bom=True)


def _streamed(tenant: Tenant, entries: QuerySet[Entry]) -> Iterator[list[Any]]:
    """The rows, read inside the tenant's scope, which the view has left by the time they are sent."""
    with tenant_scope(tenant):
        yield from exports.rows(entries)
