"""Step 6: the bridge with its numbers and settings, and how many people hold meetings on it."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countries.queries import country_name
from jobs.models import Job
from numbering.models import PhoneNumber, Usage
from numbering.queries import free_numbers
from services.bridges import bridge_settings, default_numbers, minutes, numbers, queries, shared_numbers
from services.bridges.bridges import bridge_of, ensure
from services.bridges.forms import DefaultForm, PutOnForm, SettingsForm
from services.bridges.models import Bridge, BridgeNumber
from services.bridges.step import ready_words
from services.bridges.words import settings_of, stops_words
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role, Tenant
from ui.formats import national
from ui.forms import refuse
from ui.refusals import Refusal
from ui.toasts import say
from ui.ways import way_on

STEP_KEY = "audio_conferencing"


@tenant_view(*ANY_ROLE)
def overview(request: TenantRequest) -> HttpResponse:
    """The step. An admin who enters it has a bridge from then on; nobody has to ask for one (rules 6.2)."""
    return _overview(request)


def _overview(
    request: TenantRequest, form: PutOnForm | None = None, default_form: DefaultForm | None = None
) -> HttpResponse:
    tenant = request.tenant
    may_act = request.membership.role == Role.ADMIN
    bridge = ensure(tenant, by=request.user) if may_act else bridge_of(tenant)
    context: dict[str, Any] = {
        "step_key": STEP_KEY,
        "bridge": bridge,
        "may_act": may_act,
        "people": (people := queries.figures(tenant)),
        "waiting": ready_words(people),
        "pool": minutes.pool(tenant),
        "form": form,
    }
    if bridge is not None:
        context |= _of_bridge(bridge, form, default_form)
    if request.htmx.target == "bridge-numbers":
        return render(request, "bridges/_numbers.html#numbers", context)
    status = 422 if form or default_form else 200
    return render(request, "bridges/overview.html", context, status=status)


def _of_bridge(bridge: Bridge, form: PutOnForm | None, default_form: DefaultForm | None) -> dict[str, Any]:
    tenant = bridge.tenant
    rows = numbers.with_organisers(list(bridge.numbers.select_related("number").order_by("e164")))
    codes = shared_numbers.countries_of_bridge(tenant)
    without = {country.pk for country in shared_numbers.countries_without(codes)}
    free = free_of_bridge(tenant)
    default = next((row for row in rows if row.is_default), None)
    if default is not None and default_form is None:
        default_form = DefaultForm(initial={"default": default})
    return {
        "rows": sorted(rows, key=lambda row: (not row.is_default, row.is_shared, row.e164)),
        "default": default,
        "default_form": default_form,
        "stops": stops_words([row for row in rows if row.uses_credit]),
        "job": Job.objects.filter(kind=shared_numbers.KIND, key=shared_numbers.key_of(codes)).first(),
        "countries": [country_name(code) for code in codes if code not in without],
        "countries_without": [country_name(code) for code in codes if code in without],
        "settings": settings_of(bridge),
        "free_count": free.count(),
        "other_free": free_numbers(tenant, usage=Usage.VOICE_APP).count(),
        "form": form or PutOnForm(free=free),
    }


def free_of_bridge(tenant: Tenant) -> QuerySet[PhoneNumber]:
    """Our own numbers that could be put on the bridge now."""
    return free_numbers(tenant, usage=Usage.CONFERENCE)


@require_POST
@tenant_view(Role.ADMIN)
def put_on(request: TenantRequest) -> HttpResponse:
    """Let the bridge answer one of our own numbers."""
    bridge = ensure(request.tenant, by=request.user)
    form = PutOnForm(request.POST, free=PhoneNumber.objects.filter(tenant=request.tenant))
    if form.is_valid():
        number = form.cleaned_data["number"]
        try:
            row = numbers.put_on(bridge, number, by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            undo = "" if row.is_default else reverse("bridges:take_back", args=[request.tenant.slug, row.pk])
            say(request, _("The bridge answers %(number)s.") % {"number": national(row.e164)}, undo=undo)
            return redirect("bridges:overview", request.tenant.slug)
    field: Any = form.fields["number"]
    field.queryset = free_of_bridge(request.tenant)
    return _overview(request, form)


@require_POST
@tenant_view(Role.ADMIN)
def choose_default(request: TenantRequest) -> HttpResponse:
    """Let another toll number be the default."""
    form = DefaultForm(request.POST)
    if form.is_valid():
        return make_default(request, form.cleaned_data["default"])
    return _overview(request, default_form=form)


def make_default(request: TenantRequest, number: BridgeNumber) -> HttpResponse:
    """Let a number be the default; undone by making the former one the default again."""
    was = default_numbers.make_default(number, by=request.user)
    undo = ""
    if was is not None and was != number:
        undo = reverse("bridges:make_default", args=[request.tenant.slug, was.pk])
    words = _("%(number)s is the default number. Organisers keep the numbers that they have.")
    say(request, words % {"number": national(number.e164)}, undo=undo)
    return redirect(way_on(request) or reverse("bridges:overview", args=[request.tenant.slug]))


@tenant_view(Role.ADMIN)
def settings(request: TenantRequest) -> HttpResponse:
    """The settings, changed together. Somebody else's change since is shown beside what was typed."""
    bridge = ensure(request.tenant, by=request.user)
    initial = {name: getattr(bridge, name) for name in (*Bridge.SETTINGS, "version")}
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=initial)
    theirs: list[tuple[str, str]] = []
    if form.is_bound and form.is_valid():
        values = dict(form.cleaned_data)
        now = bridge.version
        bridge.version = values.pop("version")
        try:
            changed = bridge_settings.change(bridge, values, by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
            if bridge.version != now:
                form.show_version(now)
                theirs = settings_of(bridge)
        else:
            words = (
                _("The settings are saved.") if changed else _("Nothing was different, so nothing was saved.")
            )
            say(request, words, level=messages.SUCCESS)
            return redirect("bridges:overview", request.tenant.slug)
    context = {"form": form, "theirs": theirs}
    return render(request, "bridges/settings.html", context, status=422 if form.errors else 200)
