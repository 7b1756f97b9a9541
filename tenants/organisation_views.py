"""The organisation page: what it is called, where it is, how its calls reach the outside."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tenants import organisation as verbs
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.member_forms import OrganisationForm
from tenants.models import EmergencyAddress, Invitation, Membership, Role, Site, Tenant
from ui.toasts import say
from ui.ways import way_on


@tenant_view(*ANY_ROLE)
def organisation(request: TenantRequest) -> HttpResponse:
    """What is set, and the ways to members, sites and addresses."""
    context = {
        "organisation": request.tenant,
        "may_edit": request.membership.role == Role.ADMIN,
        "member_count": Membership.objects.count(),
        "invitation_count": Invitation.objects.filter(accepted_at=None).count(),
        "site_count": Site.objects.count(),
        "address_count": EmergencyAddress.objects.count(),
    }
    return render(request, "tenants/organisation.html", context)


@tenant_view(Role.ADMIN)
def edit(request: TenantRequest) -> HttpResponse:
    """Change the settings. A copy of the row is edited, so that a form that is not valid changes nothing on the page."""
    form = OrganisationForm(
        request.POST if request.method == "POST" else None,
        instance=Tenant.objects.get(pk=request.tenant.pk),
    )
    if request.method == "POST" and form.is_valid():
        if verbs.change(request.tenant, form.cleaned_data, by=request.user):
            back = "" if way_on(request) else reverse("wizard:task_list", args=[request.tenant.slug])
            say(
                request,
                _("The organisation's settings are saved."),
                url=back,
                link=_("Go on with the set-up"),
            )
        return redirect(way_on(request) or reverse("tenants:organisation", args=[request.tenant.slug]))
    status = 422 if form.errors else 200
    return render(
        request, "tenants/organisation_edit.html", {"form": form, "next": way_on(request)}, status=status
    )
