"""One's own account: name, how one signs in, where one can go."""

from typing import cast

from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import get_adapter as get_sessions_adapter
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from audit import log
from tenants.member_forms import NameForm
from tenants.models import Membership, User
from ui.toasts import say


def overview(request: HttpRequest) -> HttpResponse:
    """Name, theme, password, second factor, passkeys, sessions and places."""
    user = cast(User, request.user)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        rename(user, form.cleaned_data["name"])
        say(request, _("Your name is saved."))
        return redirect("account_pages:overview")
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    memberships = Membership._base_manager.filter(user=user).select_related("tenant")
    context = {
        "form": form,
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkey_count": kinds.count(Authenticator.Type.WEBAUTHN),
        "session_count": len(UserSession.objects.purge_and_list(user)),
        "memberships": memberships.order_by("tenant__name"),
    }
    return render(request, "account/overview.html", context, status=422 if form.errors else 200)


@transaction.atomic
def rename(user: User, name: str) -> None:
    """Give oneself another name, with its record."""
    before, user.name = user.name, name
    if before == name:
        return
    user.save(update_fields=["name"])
    log.record("user.renamed", by=user, obj=user, before={"name": before}, after={"name": name})


@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out one of one's own sessions, on whatever machine it is."""
    session = get_object_or_404(UserSession, pk=session_id, user=request.user)
    if session.is_current():
        say(request, _("This is the session you are in. Use Sign out to end it."))
    else:
        get_sessions_adapter().end_sessions([session])
        say(request, _("That session is signed out."))
    return redirect("usersessions_list")
