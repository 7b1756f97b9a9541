"""Who may see a page: each view wears one of these, and a test walks all URLs to see that none forgot."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from tenants.models import Membership, Role, Tenant, User
from tenants.scoping import all_tenants, tenant_scope

View = Callable[..., HttpResponseBase]
ANY_ROLE = (Role.ADMIN, Role.BILLING, Role.VIEWER)


class TenantRequest(HttpRequest):
    """A request inside a tenant, as `tenant_view` hands it to its view."""

    user: User
    tenant: Tenant
    membership: Membership
    htmx: Any


class StaffRequest(HttpRequest):
    """A request of the provider's own staff."""

    user: User
    htmx: Any


def tenant_view(*roles: Role) -> Callable[[View], View]:
    """Admit members of the URL's tenant with one of `roles`, inside the tenant's scope.

    A stranger gets 404, so that tenants cannot be guessed; a member with another role gets 403. `roles` is required.
    """
    if not roles:
        raise TypeError("Name the roles that a tenant view admits.")

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: TenantRequest, tenant: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            membership = (
                Membership._base_manager.select_related("tenant")
                .filter(tenant__slug=tenant, user_id=request.user.pk)
                .first()
            )
            if membership is None:
                raise Http404
            membership.user = request.user
            request.tenant, request.membership = membership.tenant, membership
            if membership.role not in roles:
                raise PermissionDenied
            with tenant_scope(membership.tenant):
                response = view(request, *args, **kwargs)
                return _render_in_scope(response)

        wrapper.admits = frozenset(roles)  # type: ignore[attr-defined]
        return wrapper

    return decorate


def desk_view(view: View) -> View:
    """Admit desk agents and operators, over all tenants."""
    return _staff_view(view, "desk", lambda user: user.is_desk)


def operator_view(view: View) -> View:
    """Admit operators, over all tenants."""
    return _staff_view(view, "operator", lambda user: user.is_operator)


def _staff_view(view: View, name: str, admits: Callable[[User], bool]) -> View:
    @wraps(view)
    def wrapper(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not admits(request.user):
            raise Http404 if not request.user.provider_role else PermissionDenied
        with all_tenants():
            return _render_in_scope(view(request, *args, **kwargs))

    wrapper.admits = frozenset({name})  # type: ignore[attr-defined]
    return wrapper


def _render_in_scope(response: HttpResponseBase) -> HttpResponseBase:
    """Render a lazy response before the scope closes."""
    render = getattr(response, "render", None)
    return render() if callable(render) and not getattr(response, "is_rendered", True) else response
