"""Members and invitations of a tenant."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenants import invitations, members
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.member_forms import InviteForm, RoleForm
from tenants.models import Invitation, Membership, Role
from ui.forms import refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.toasts import say


def accept_address(request: HttpRequest) -> Callable[[str], str]:
    """Makes the whole address of the page that accepts a token."""
    return lambda token: request.build_absolute_uri(reverse("account_pages:accept_invitation", args=[token]))


@tenant_view(*ANY_ROLE)
def member_list(request: TenantRequest) -> HttpResponse:
    """Who is in, and who was asked in."""
    return _list(request, InviteForm())


@require_POST
@tenant_view(Role.ADMIN)
def invite(request: TenantRequest) -> HttpResponse:
    """Ask somebody in."""
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            sent = invitations.invite(
                request.tenant, **form.cleaned_data, by=request.user, address=accept_address(request)
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("The invitation to %(email)s is on its way.") % {"email": sent.email})
            return redirect("tenants:members", request.tenant.slug)
    return _list(request, form, status=422)


def _list(request: TenantRequest, form: InviteForm, status: int = 200) -> HttpResponse:
    rows = Membership.objects.select_related("user").order_by("user__email")
    context: dict[str, Any] = {
        "page": paginate(request, rows, per_page=50, order="user__email"),
        "invitations": list(Invitation.objects.filter(accepted_at=None).order_by("-created_at")[:100]),
        "form": form,
        "may_edit": request.membership.role == Role.ADMIN,
        "admin_count": Membership.objects.filter(role=Role.ADMIN).count(),
    }
    return render(request, "tenants/members.html", context, status=status)


@tenant_view(Role.ADMIN)
def change_role(request: TenantRequest, member_id: int) -> HttpResponse:
    """Another role for a member."""
    member = _member(member_id)
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"role": member.role})
    if request.method == "POST" and form.is_valid():
        try:
            members.change_role(member, form.cleaned_data["role"], by=request.user)
        except Refusal as refusal:
            refuse(form, Refusal(refusal.sentence, field="role"))
        else:
            say(request, _("The role of %(name)s is saved.") % {"name": member.user})
            return redirect("tenants:members", request.tenant.slug)
    context = {"form": form, "member": member}
    return render(request, "tenants/member_role.html", context, status=422 if form.errors else 200)


@tenant_view(Role.ADMIN)
def remove(request: TenantRequest, member_id: int) -> HttpResponse:
    """Ask once, then end the membership."""
    member = _member(member_id)
    if request.method != "POST":
        return render(request, "tenants/member_remove.html", {"member": member})
    name = str(member.user)
    try:
        members.remove(member, by=request.user)
    except Refusal as refusal:
        context = {"member": member, "refusal": refusal}
        return render(request, "tenants/member_remove.html", context, status=422)
    say(request, _("%(name)s is no longer a member.") % {"name": name})
    return redirect("tenants:members", request.tenant.slug)


@require_POST
@tenant_view(Role.ADMIN)
def resend(request: TenantRequest, invitation_id: int) -> HttpResponse:
    """The mail once more, with a fresh link."""
    invitation: Invitation = get_object_or_404(Invitation.objects, pk=invitation_id)
    sent = invitations.resend(invitation, by=request.user, address=accept_address(request))
    say(request, _("A fresh link is on its way to %(email)s.") % {"email": sent.email})
    return redirect("tenants:members", request.tenant.slug)


@require_POST
@tenant_view(Role.ADMIN)
def revoke(request: TenantRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    invitation: Invitation = get_object_or_404(Invitation.objects, pk=invitation_id)
    invitations.revoke(invitation, by=request.user)
    say(request, _("The invitation to %(email)s is taken back.") % {"email": invitation.email})
    return redirect("tenants:members", request.tenant.slug)


def _member(member_id: int) -> Membership:
    return get_object_or_404(Membership.objects.select_related("user", "tenant"), pk=member_id)
