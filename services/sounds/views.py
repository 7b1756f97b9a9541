"""The pages of sounds: the list with its upload, one sound, and the sound itself."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from audit.queries import events_of
from audit.sentences import sentence
from services.sounds import serving, sounds
from services.sounds.forms import RenameForm, SoundFilter, UploadForm, sort_of
from services.sounds.models import Sound
from services.sounds.uses import uses_of
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.forms import refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.toasts import say


@tenant_view(*ANY_ROLE)
def sound_list(request: TenantRequest) -> HttpResponse:
    """All sounds, with where each is heard."""
    return _list(request, UploadForm())


def _list(request: TenantRequest, form: UploadForm) -> HttpResponse:
    filters = SoundFilter(request)
    page = paginate(request, filters.apply(sounds.without_content()), order=sort_of(request))
    uses = uses_of(page.rows)
    context = {
        "form": form,
        "filters": filters,
        "page": page,
        "rows": [(sound, uses[sound.pk]) for sound in page.rows],
        "may_act": request.membership.role == Role.ADMIN,
    }
    return render(request, "sounds/list.html", context, status=422 if form.errors else 200)


@require_POST
@tenant_view(Role.ADMIN)
def upload(request: TenantRequest) -> HttpResponse:
    """Keep a file as a sound."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form)
    file, name = form.cleaned_data["file"], form.cleaned_data["name"]
    try:
        sound, is_new = sounds.add(
            request.tenant, file.recording, file_name=file.name, name=name, by=request.user
        )
    except Refusal as refusal:
        refuse(form, refusal)
        return _list(request, form)
    words = {"name": sound.name, "length": sound.length}
    if is_new:
        say(request, _("%(name)s is uploaded: %(length)s.") % words)
    else:
        known = _("This very sound was here already, as %(name)s: it is not kept twice.")
        say(request, known % words, level=messages.INFO)
    return redirect("sounds:detail", request.tenant.slug, sound.pk)


def _sound(pk: int) -> Sound:
    return get_object_or_404(sounds.without_content().select_related("tenant"), pk=pk)


@tenant_view(*ANY_ROLE)
def detail(request: TenantRequest, pk: int) -> HttpResponse:
    """One sound: hear it, see where it is heard, rename it, remove it."""
    sound = _sound(pk)
    return _page(request, sound, RenameForm(initial={"name": sound.name}))


def _page(request: TenantRequest, sound: Sound, form: RenameForm) -> HttpResponse:
    events = paginate(request, events_of(sound), per_page=20, order="-id")
    context = {
        "sound": sound,
        "form": form,
        "uses": uses_of([sound])[sound.pk],
        "events": events,
        "history": [(event, sentence(event)) for event in events],
        "may_act": request.membership.role == Role.ADMIN,
    }
    return render(request, "sounds/detail.html", context, status=422 if form.errors else 200)


@require_POST
@tenant_view(Role.ADMIN)
def rename(request: TenantRequest, pk: int) -> HttpResponse:
    """Call a sound otherwise."""
    sound, form = _sound(pk), RenameForm(request.POST)
    if form.is_valid():
        try:
            different = sounds.rename(sound, form.cleaned_data["name"], by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("Saved.") if different else _("That is its name already."))
            return redirect("sounds:detail", request.tenant.slug, pk)
    return _page(request, sound, form)


@tenant_view(Role.ADMIN)
def remove(request: TenantRequest, pk: int) -> HttpResponse:
    """Ask, then delete a sound for good."""
    sound = _sound(pk)
    if request.method == "POST":
        sounds.remove(sound, by=request.user)
        say(request, _("%(name)s is deleted.") % {"name": sound.name})
        return redirect("sounds:list", request.tenant.slug)
    if uses_of([sound])[sound.pk]:
        return redirect(f"{reverse('sounds:detail', args=[request.tenant.slug, pk])}#heard-title")
    return render(request, "sounds/remove.html", {"sound": sound})


@tenant_view(*ANY_ROLE)
def content(request: TenantRequest, pk: int) -> HttpResponseBase:
    """The sound itself, for the player of a page."""
    return serving.answer(request, get_object_or_404(Sound, pk=pk))


@tenant_view(*ANY_ROLE)
def download(request: TenantRequest, pk: int) -> HttpResponseBase:
    """The sound itself, as a file to keep."""
    return serving.answer(request, get_object_or_404(Sound, pk=pk), as_attachment=True)
