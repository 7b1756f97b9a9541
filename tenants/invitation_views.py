"""The page behind the link in an invitation. Public: its reader may not have an account yet."""

from typing import cast

from allauth.account.adapter import get_adapter
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from tenants import invitations
from tenants.member_forms import NewAccountForm
from tenants.models import Invitation, Role, User
from tenants.sign_in import records
from ui.forms import refuse
from ui.refusals import Refusal
from ui.toasts import say

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Join the tenant: with the account one is signed in with, with one's own after signing in, or with a new one."""
    invitation = invitations.by_token(token)
    state = _state(request, invitation)
    if invitation is None or state not in ("join", "new"):
        status = {"unknown": 404, "used": 410, "expired": 410}.get(state, 200)
        return _page(request, invitation, state, status=status)
    if state == "join":
        return _join(request, invitation)
    return _join_as_new(request, invitation)


def _state(request: HttpRequest, invitation: Invitation | None) -> str:
    """unknown, used, expired, other (signed in as somebody else), join, sign_in (has an account) or new."""
    if invitation is None:
        return "unknown"
    if invitation.accepted_at:
        return "used"
    if invitation.expires_at <= timezone.now():
        return "expired"
    if request.user.is_authenticated:
        return "join" if request.user.email.lower() == invitation.email.lower() else "other"
    return "sign_in" if User.objects.filter(email__iexact=invitation.email).exists() else "new"


def _join(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if request.method != "POST":
        return _page(request, invitation, "join")
    try:
        invitations.accept(invitation, user=cast(User, request.user))
    except Refusal as refusal:
        return _page(request, invitation, "used", status=410, refusal=refusal)
    return _welcome(request, invitation)


def _join_as_new(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = NewAccountForm(request.POST if request.method == "POST" else None, email=invitation.email)
    if request.method == "POST" and form.is_valid():
        try:
            user = invitations.accept_as_new(invitation, **form.cleaned_data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            login(request, user, backend=BACKEND)
            records.signed_in(user, methods=[], address=get_adapter().get_client_ip(request))
            return _welcome(request, invitation)
    return _page(request, invitation, "new", status=422 if form.errors else 200, form=form)


def _welcome(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    say(request, _("You are now a member of %(name)s.") % {"name": invitation.tenant.name})
    return redirect("wizard:task_list", invitation.tenant.slug)


def _page(
    request: HttpRequest, invitation: Invitation | None, state: str, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {"invitation": invitation, "state": state, **more}
    if invitation:
        context |= {"organisation": invitation.tenant, "role": Role(invitation.role).label}
    return render(request, "account/invitation.html", context, status=status)
