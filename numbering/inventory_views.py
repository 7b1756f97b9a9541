"""The inventory: all numbers of the tenant, people's and services', as a list and as runs."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from numbering.assignment_queries import is_blocked
from numbering.holders import holders_of
from numbering.inventory_forms import NumberFilter, sort_of
from numbering.models import PhoneNumber
from numbering.ranges import Range, collapse
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.paging import COUNT_LIMIT, paginate
from ui.selection import posted_listing, row_ids

Status, Activation = PhoneNumber.Status, PhoneNumber.Activation


def annotate_rows(numbers: list[PhoneNumber]) -> list[PhoneNumber]:
    """Give each row `is_blocked`, as `numbering/_status.html` wants it, and its `holder` or None."""
    today = timezone.localdate()
    holders = holders_of(numbers)
    for number in numbers:
        number.holder = holders.get(number.pk)  # type: ignore[attr-defined]
        until = number.blocked_until
        number.is_blocked = number.blocked_forever or bool(until and until >= today)  # type: ignore[attr-defined]
    return numbers


def figures() -> dict[str, int]:
    """What the sentence on top says; one query."""
    return PhoneNumber.objects.aggregate(
        total=Count("pk"),
        assigned=Count("pk", filter=Q(status=Status.ASSIGNED)),
        free=Count("pk", filter=Q(status=Status.UNASSIGNED) & ~is_blocked(timezone.localdate())),
        failed=Count("pk", filter=Q(activation=Activation.FAILED)),
    )


@tenant_view(*ANY_ROLE)
def number_list(request: TenantRequest) -> HttpResponse:
    """The inventory; filters, sort and page are in the address."""
    filters = NumberFilter(request, tenant=request.tenant)
    rows = filters.apply(PhoneNumber.objects.select_related("person"))
    context: dict[str, Any] = {
        "filters": filters,
        "figures": figures(),
        "may_act": request.membership.role == Role.ADMIN,
        "query": _without_page(request),
        "as_runs": request.GET.get("view") == "runs",
    }
    if context["as_runs"]:
        numbers = rows.order_by("e164").values_list("e164", flat=True)[: COUNT_LIMIT + 1]
        context["runs"], context["cut"] = _runs(list(numbers))
    else:
        context["page"] = paginate(request, rows, order=sort_of(request.GET.get("sort", "")))
        annotate_rows(context["page"].rows)
    return render(request, "numbering/list.html", context)


def _runs(numbers: list[str]) -> tuple[list[Range], bool]:
    """Runs of the first 10,000 numbers, and whether there are more numbers than that."""
    return list(collapse(numbers[:COUNT_LIMIT])), len(numbers) > COUNT_LIMIT


def _without_page(request: TenantRequest) -> str:
    query = request.GET.copy()
    for name in ("after", "before", "view"):
        query.pop(name, None)
    return query.urlencode()


def selected(request: TenantRequest) -> QuerySet[PhoneNumber]:
    """The numbers that a bulk form means: ticked ones (`pick`), or with `everything` all that match `filters`."""
    numbers = PhoneNumber.objects.all()
    if not request.POST.get("everything"):
        return numbers.filter(pk__in=row_ids(request.POST.getlist("pick")))
    listing = posted_listing(request)
    if listing is None:
        return numbers.none()
    return NumberFilter(listing, tenant=request.tenant).apply(numbers)
