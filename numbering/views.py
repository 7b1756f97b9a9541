"""Step 3: numbers for people. Thin views over the shared search and order pages."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from numbering import order_views
from numbering.queries import people_without_number
from numbering.search import views
from numbering.shelves import USER_SHELF
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role


@tenant_view(*ANY_ROLE)
def user_numbers(request: TenantRequest) -> HttpResponse:
    """Step 3. A tenant of Direct Routing alone has neither quota nor stock: its own numbers are its way."""
    if request.tenant.uses_direct_routing_only:
        return redirect("numbering:direct_routing", request.tenant.slug)
    without = people_without_number(request.tenant).count()
    return views.search_page(request, USER_SHELF, people_without=without)


@require_POST
@tenant_view(Role.ADMIN)
def hold(request: TenantRequest) -> HttpResponse:
    """Hold numbers for people."""
    return views.hold(request, USER_SHELF, people_without=people_without_number(request.tenant).count())


@tenant_view(*ANY_ROLE)
def order(request: TenantRequest, pk: int) -> HttpResponse:
    """An order of user numbers."""
    return order_views.order_page(request, USER_SHELF, pk)


@require_POST
@tenant_view(Role.ADMIN)
def keep(request: TenantRequest, pk: int) -> HttpResponse:
    """Acquire what is held."""
    return order_views.keep(request, USER_SHELF, pk)


@require_POST
@tenant_view(Role.ADMIN)
def let_go(request: TenantRequest, pk: int) -> HttpResponse:
    """Give held numbers back."""
    return order_views.let_go(request, USER_SHELF, pk)


@require_POST
@tenant_view(Role.ADMIN)
def hold_again(request: TenantRequest, pk: int) -> HttpResponse:
    """Undo of letting go."""
    return order_views.hold_again(request, USER_SHELF, pk)


@require_POST
@tenant_view(Role.ADMIN)
def extend(request: TenantRequest, pk: int) -> HttpResponse:
    """Hold longer."""
    return order_views.extend(request, USER_SHELF, pk)
