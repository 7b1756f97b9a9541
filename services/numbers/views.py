"""Step 4: numbers for queues, attendants and bridges. Thin views over the search and order pages of `numbering`."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from countries.queries import countries_of
from numbering import order_views
from numbering.models import PhoneNumber
from numbering.search import views
from services.numbers import capacities
from services.numbers.doors import credit_door
from services.numbers.forms import CapacityForm
from services.numbers.queries import service_numbers
from services.numbers.shelves import TOLL, ServiceShelf, shelf_of
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.formats import national
from ui.forms import refuse
from ui.refusals import Refusal
from ui.templatetags.ui import thousands
from ui.toasts import say


@tenant_view(*ANY_ROLE)
def overview(request: TenantRequest) -> HttpResponse:
    """Step 4, with the shelf of toll numbers in view."""
    return views.search_page(request, TOLL)


@tenant_view(*ANY_ROLE)
def search(request: TenantRequest, shelf: str) -> HttpResponse:
    """Step 4 with one shelf in view. Toll-free numbers are not even searched while there is no credit."""
    place = shelf_of(shelf)
    if request.htmx.target == "country-notes":
        return _country_notes(request, place)
    if credit_door(request.tenant, place):
        request.GET = QueryDict()
    return views.search_page(request, place)


def _country_notes(request: TenantRequest, shelf: ServiceShelf) -> HttpResponse:
    """What is worth knowing in the country that was just chosen."""
    chosen = next((one for one in countries_of(request.tenant) if one.pk == request.GET.get("country")), None)
    return render(request, "service_numbers/_notes.html", {"shelf": shelf, "country": chosen})


@require_POST
@tenant_view(Role.ADMIN)
def hold(request: TenantRequest, shelf: str) -> HttpResponse:
    """Hold service numbers."""
    return views.hold(request, shelf_of(shelf))


@tenant_view(*ANY_ROLE)
def order(request: TenantRequest, shelf: str, pk: int) -> HttpResponse:
    """An order of service numbers."""
    return order_views.order_page(request, shelf_of(shelf), pk)


@require_POST
@tenant_view(Role.ADMIN)
def keep(request: TenantRequest, shelf: str, pk: int) -> HttpResponse:
    """Acquire what is held."""
    return order_views.keep(request, shelf_of(shelf), pk)


@require_POST
@tenant_view(Role.ADMIN)
def let_go(request: TenantRequest, shelf: str, pk: int) -> HttpResponse:
    """Give held numbers back; this never needs credit."""
    return order_views.let_go(request, shelf_of(shelf), pk)


@require_POST
@tenant_view(Role.ADMIN)
def hold_again(request: TenantRequest, shelf: str, pk: int) -> HttpResponse:
    """Undo of letting go."""
    return order_views.hold_again(request, shelf_of(shelf), pk)


@require_POST
@tenant_view(Role.ADMIN)
def extend(request: TenantRequest, shelf: str, pk: int) -> HttpResponse:
    """Hold longer."""
    return order_views.extend(request, shelf_of(shelf), pk)


@tenant_view(*ANY_ROLE)
def capacity(request: TenantRequest, pk: int) -> HttpResponse:
    """How many calls a service number takes at once."""
    number = get_object_or_404(service_numbers(), pk=pk)
    form = CapacityForm(initial={"max_concurrent_calls": number.max_concurrent_calls})
    return _capacity_page(request, number, form)


@require_POST
@tenant_view(Role.ADMIN)
def change_capacity(request: TenantRequest, pk: int) -> HttpResponse:
    """Let a service number take more calls at once, or fewer."""
    number = get_object_or_404(service_numbers(), pk=pk)
    form = CapacityForm(request.POST)
    if form.is_valid():
        calls = form.cleaned_data["max_concurrent_calls"]
        try:
            capacities.change(number, calls, by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _capacity_words(number, calls))
            return redirect("service_numbers:overview", request.tenant.slug)
    return _capacity_page(request, number, form, status=422)


def _capacity_words(number: PhoneNumber, calls: int) -> str:
    words = ngettext(
        "%(number)s takes %(n)s call at a time.", "%(number)s takes %(n)s calls at the same time.", calls
    )
    return words % {"number": national(number.e164), "n": thousands(calls)}


def _capacity_page(
    request: TenantRequest, number: PhoneNumber, form: CapacityForm, *, status: int = 200
) -> HttpResponse:
    may_act = request.membership.role == Role.ADMIN
    context = {"step_key": TOLL.step_key, "number": number, "form": form, "may_act": may_act}
    return render(request, "service_numbers/capacity.html", context, status=status)
