"""Licences as a CSV file: which, which columns, how separated."""

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from licensing.exports import COLUMNS, LicenceFilter, rows
from licensing.models import Assignment
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from ui.exports import choose, download


@tenant_view(*ANY_ROLE)
def page(request: TenantRequest) -> HttpResponse:
    """Which licences, which columns, how separated."""
    slug = request.tenant.slug
    return choose(
        request,
        COLUMNS,
        title=_("Download licences"),
        list_url=reverse("licensing:overview", args=[slug]),
        list_name=_("Licences"),
        file_url=reverse("licensing:export", args=[slug]),
        filters=LicenceFilter(request),
        narrows=True,
    )


@tenant_view(*ANY_ROLE)
def file(request: TenantRequest) -> StreamingHttpResponse:
    """The licences as CSV, streamed, with all filters."""
    found = LicenceFilter(request).apply(Assignment.objects.all())
    name = f"licences-{request.tenant.slug}-{timezone.localdate():%Y-%m-%d}.csv"
    return download(name, request, COLUMNS, rows(found))
