"""The customer's side of requests: ask, follow, answer."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countries.models import Country
from numbering.models import NumberRequest
from numbering.requests import requests
from numbering.requests.forms import RequestForm, TextForm
from numbering.requests.transitions import Side, may_move
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.forms import refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.toasts import say
from ui.ways import way_on, with_way_on

PREFILLED = ("title", "usage", "kind", "country", "state", "city", "quantity")
Status = NumberRequest.Status


@tenant_view(*ANY_ROLE)
def request_list(request: TenantRequest) -> HttpResponse:
    """All requests of the tenant, newest first."""
    page = paginate(request, NumberRequest.objects.select_related("claimed_by"), order="-id")
    open_count = NumberRequest.objects.filter(status__in=NumberRequest.OPEN_STATES).count()
    yours = NumberRequest.objects.filter(status=Status.WAITING_CUSTOMER).count()
    return render(request, "requests/list.html", {"page": page, "open_count": open_count, "yours": yours})


@tenant_view(Role.ADMIN)
def new(request: TenantRequest) -> HttpResponse:
    """The form; what a search did not find arrives filled in."""
    initial = {name: request.GET[name][:120] for name in PREFILLED if request.GET.get(name)}
    form = RequestForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            case = requests.open_request(request.tenant, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("Request %(reference)s is with the desk.") % {"reference": case.reference})
            url = reverse("requests:detail", args=[request.tenant.slug, case.pk])
            return redirect(with_way_on(url, way_on(request)))
    country = Country.objects.filter(pk=(form["country"].value() or "")[:2]).first()
    context = {"form": form, "country": country, "next": way_on(request)}
    return render(request, "requests/new.html", context, status=422 if form.errors else 200)


@tenant_view(*ANY_ROLE)
def detail(request: TenantRequest, pk: int) -> HttpResponse:
    """A request and its timeline, without the desk's private comments."""
    return _page(request, _case(pk))


def _case(pk: int) -> NumberRequest:
    return get_object_or_404(
        NumberRequest.objects.select_related("claimed_by", "tenant", "created_by"), pk=pk
    )


def _page(request: TenantRequest, case: NumberRequest, form: TextForm | None = None) -> HttpResponse:
    form = form or TextForm()
    context = {
        "case": case,
        "events": case.events.filter(private=False),
        "form": form,
        "may_act": request.membership.role == Role.ADMIN,
        "may_cancel": may_move(case.status, Status.CANCELLED, Side.CUSTOMER),
        "may_close": may_move(case.status, Status.CLOSED, Side.CUSTOMER),
        "may_reopen": case.status in (Status.DELIVERED, Status.CLOSED),
        "may_comment": case.status != Status.CANCELLED,
    }
    return render(request, "requests/detail.html", context, status=422 if form.errors else 200)


def _act(
    request: TenantRequest, pk: int, act: Callable[[NumberRequest, str], object], sentence: str
) -> HttpResponse:
    """Read the words, do the act, go back to the page; a refusal keeps what was typed."""
    case, form = _case(pk), TextForm(request.POST)
    if form.is_valid():
        try:
            act(case, form.cleaned_data["text"])
        except Refusal as refusal:
            case.refresh_from_db()
            refuse(form, refusal)
        else:
            say(request, sentence)
            return redirect("requests:detail", request.tenant.slug, pk)
    return _page(request, case, form)


@require_POST
@tenant_view(Role.ADMIN)
def comment(request: TenantRequest, pk: int) -> HttpResponse:
    """Answer, or add something."""
    return _act(
        request,
        pk,
        lambda case, text: requests.comment(case, text, by=request.user, side=Side.CUSTOMER),
        _("Your comment is on the timeline, and the desk can read it."),
    )


@require_POST
@tenant_view(Role.ADMIN)
def cancel(request: TenantRequest, pk: int) -> HttpResponse:
    """No longer wanted."""
    return _act(
        request,
        pk,
        lambda case, text: requests.cancel(case, by=request.user, text=text),
        _("The request is cancelled."),
    )


@require_POST
@tenant_view(Role.ADMIN)
def close(request: TenantRequest, pk: int) -> HttpResponse:
    """Solved."""
    return _act(
        request,
        pk,
        lambda case, text: requests.close(case, by=request.user, side=Side.CUSTOMER, text=text),
        _("The request is closed."),
    )


@require_POST
@tenant_view(Role.ADMIN)
def reopen(request: TenantRequest, pk: int) -> HttpResponse:
    """Not solved after all."""
    return _act(
        request,
        pk,
        lambda case, text: requests.reopen(case, text, by=request.user),
        _("The request is with the desk again."),
    )
