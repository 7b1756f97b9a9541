"""Choosing the main number, from its own page or from the overview."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from numbering.models import PhoneNumber
from services.numbers import main_numbers
from tenants.access import TenantRequest, tenant_view
from tenants.models import Role
from ui.formats import national
from ui.toasts import say
from ui.ways import way_on


@require_POST
@tenant_view(Role.ADMIN)
def choose(request: TenantRequest, pk: int) -> HttpResponse:
    """Make it the main number."""
    number = _number(pk)
    before = main_numbers.choose(number, by=request.user)
    name, other = ("choose_main", before.pk) if before else ("end_main", pk)
    undo = reverse(f"service_numbers:{name}", args=[request.tenant.slug, other])
    say(request, _("%(number)s is the main number.") % {"number": national(number.e164)}, undo=undo)
    return _back(request, pk)


@require_POST
@tenant_view(Role.ADMIN)
def end(request: TenantRequest, pk: int) -> HttpResponse:
    """Make it an ordinary number again."""
    number = _number(pk)
    main_numbers.end(number, by=request.user)
    say(request, _("%(number)s is an ordinary number again.") % {"number": national(number.e164)})
    return _back(request, pk)


def _number(pk: int) -> PhoneNumber:
    return get_object_or_404(PhoneNumber.objects.select_related("tenant"), pk=pk)


def _back(request: TenantRequest, pk: int) -> HttpResponse:
    """Where the form said, else the number's page."""
    return redirect(way_on(request) or reverse("numbering:detail", args=[request.tenant.slug, pk]))
