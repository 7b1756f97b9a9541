"""The parts of an attendant, each on a page of its own: name and operator, hours, what callers hear at a moment."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from services.attendants import attendants as verbs
from services.attendants import objections, record
from services.attendants.attendants import ChangedMeanwhile
from services.attendants.general_forms import GeneralForm
from services.attendants.hours_forms import HoursForm, with_monday_copied
from services.attendants.meanwhile import Meanwhile, meanwhile, seen_now
from services.attendants.models import Flow
from services.attendants.queries import attendant_or_404
from services.attendants.script_forms import ScriptForm
from services.attendants.setups import Setup, fingerprint, setup_of
from services.attendants.told import ALWAYS, TITLES
from services.attendants.week_picture import days_of
from services.schedules.weekly import Week
from services.schedules.words import in_words, state_words
from services.sounds.prompt_forms import posted
from services.voice_apps.models import VoiceApp
from tenants.access import TenantRequest, tenant_view
from tenants.models import Role
from ui.forms import refuse
from ui.refusals import Refusal
from ui.toasts import say


def _saved(request: TenantRequest, app: VoiceApp, *, different: bool) -> HttpResponse:
    say(request, _("Saved.") if different else _("Nothing was different, so nothing was saved."))
    return redirect("attendants:detail", request.tenant.slug, app.pk)


@tenant_view(Role.ADMIN)
def general(request: TenantRequest, pk: int) -> HttpResponse:
    """Name, language, time zone and operator."""
    app = attendant_or_404(pk)
    setup = setup_of(app)
    data = request.POST if request.method == "POST" else None
    form = GeneralForm(data, tenant=request.tenant, general=setup.general, app=app)
    other: Meanwhile | None = None
    if data is not None and form.is_valid():
        found = objections.to_general(form.general, setup)
        for place, refusal in found.items():
            form.refuse(place, refusal)
        if not found:
            try:
                different = verbs.change_general(app, form.general, by=request.user, seen=form.seen)
            except ChangedMeanwhile as late:
                now = late.setup.general
                form = GeneralForm(
                    seen_now(data, fingerprint(now)), tenant=request.tenant, general=now, app=app
                )
                form.is_valid()
                form.refuse("", late)
                other = meanwhile(late.setup, record.general(now))
            except Refusal as refusal:
                form.refuse(refusal.field, refusal)
            else:
                return _saved(request, app, different=different)
    context = {"app": app, "form": form, "meanwhile": other}
    return render(request, "attendants/general.html", context, status=422 if data is not None else 200)


@tenant_view(Role.ADMIN)
def hours(request: TenantRequest, pk: int) -> HttpResponse:
    """The weekly hours. The buttons that copy Monday bring the page back with its line in the other days."""
    app = attendant_or_404(pk)
    setup = setup_of(app)
    if request.method != "POST":
        return _hours_page(request, setup, HoursForm(stored=setup.week))
    if to := request.POST.get("copy"):
        return _hours_page(
            request, setup, HoursForm(initial=with_monday_copied(request.POST, to), stored=setup.week)
        )
    form = HoursForm(request.POST, stored=setup.week)
    other: Meanwhile | None = None
    if form.is_valid():
        try:
            different = verbs.set_hours(app, form.week, by=request.user, seen=form.cleaned_data["seen"])
        except ChangedMeanwhile as late:
            now = late.setup.week
            form = HoursForm(seen_now(request.POST, fingerprint(now)), stored=now)
            refuse(form, late)
            other = meanwhile(late.setup, {_("Business hours"): in_words(now) if now else ""})
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _saved(request, app, different=different)
    return _hours_page(request, setup, form, status=422, meanwhile=other)


def _hours_page(
    request: TenantRequest, setup: Setup, form: HoursForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    shown = form.week if form.is_bound else (setup.week or Week.always())
    context = {"app": setup.app, "form": form, **_picture(setup, shown), **more}
    return render(request, "attendants/hours.html", context, status=status)


def _picture(setup: Setup, week: Week) -> Mapping[str, Any]:
    """The week as it would be: its lines, its words, and whether it would be open now."""
    now = timezone.now().astimezone(setup.zone) if setup.zone else None
    return {
        "setup": setup,
        "days": days_of(week, now.weekday() if now else None),
        "words": in_words(week),
        "state": state_words(week, now) if now else "",
        "clock": f"{now:%H:%M}" if now else "",
    }


@require_POST
@tenant_view(Role.ADMIN)
def look(request: TenantRequest, pk: int) -> HttpResponse:
    """The hours that are being typed, as a picture; nothing is saved."""
    setup = setup_of(attendant_or_404(pk))
    form = HoursForm(request.POST, stored=setup.week)
    form.is_valid()
    context = {"form": form, "is_live": True, **_picture(setup, form.week)}
    return render(request, "attendants/hours.html#week", context)


@tenant_view(Role.ADMIN)
def flow(request: TenantRequest, pk: int, moment: str) -> HttpResponse:
    """What callers hear at a moment: greeting, action, menu."""
    if moment not in Flow.Moment.values:
        raise Http404
    app = attendant_or_404(pk)
    setup = setup_of(app)
    form = ScriptForm(*posted(request), setup=setup, moment=moment)
    if request.method != "POST":
        return _flow_page(request, form)
    valid = form.is_valid()
    if form.keep_uploads(by=request.user) and valid:
        script = form.script
        found = objections.to_script(setup, moment, script)
        for place, refusal in found.items():
            form.refuse(place, refusal)
        if not found:
            try:
                different = verbs.set_script(app, moment, script, by=request.user, seen=form.seen)
            except ChangedMeanwhile as late:
                now = late.setup.scripts[moment]
                form = ScriptForm(
                    seen_now(request.POST, fingerprint(now)), request.FILES, setup=late.setup, moment=moment
                )
                form.is_valid()
                form.keep_uploads(by=request.user)
                form.refuse("", late)
                return _flow_page(
                    request, form, status=422, meanwhile=meanwhile(late.setup, record.script(moment, now))
                )
            except Refusal as refusal:
                form.refuse("then", refusal)
            else:
                return _saved(request, app, different=different)
    return _flow_page(request, form, status=422)


def _flow_page(request: TenantRequest, form: ScriptForm, *, status: int = 200, **more: Any) -> HttpResponse:
    always = not form.setup.has_after_hours and form.moment == Flow.Moment.OPEN
    context = {
        "app": form.setup.app,
        "setup": form.setup,
        "form": form,
        "when": ALWAYS if always else TITLES[form.moment],
        **more,
    }
    return render(request, "attendants/flow.html", context, status=status)
