"""The operator's console: tenants and the provider's staff."""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tenants import operator_tenants, staff
from tenants.access import StaffRequest, operator_view
from tenants.member_views import accept_address
from tenants.models import Invitation, Membership, Person, Site, Tenant, User
from tenants.operator_forms import StaffForm, TenantFilter, TenantForm
from ui.forms import refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.toasts import say

TENANT_LINKS = (
    (gettext_lazy("Purchases of seats"), "operator_licensing:purchases"),
    (gettext_lazy("Payments and credit"), "operator_credits:payments"),
)


@operator_view
def tenant_list(request: StaffRequest) -> HttpResponse:
    """All tenants, with how many people, members and sites each has."""
    filters = TenantFilter(request)
    rows = filters.apply(Tenant.objects.annotate(people=_count(Person), members=_count(Membership)))
    context = {"filters": filters, "page": paginate(request, rows, per_page=50, order="name")}
    return render(request, "operator/tenants.html", context)


@operator_view
def create_tenant(request: StaffRequest) -> HttpResponse:
    """Make a tenant and invite its first admin."""
    form = TenantForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operator_tenants.create(
                **form.cleaned_data, by=request.user, address=accept_address(request)
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            words = {"name": made.name, "email": form.cleaned_data["admin_email"]}
            say(request, _("%(name)s is made. The invitation to %(email)s is on its way.") % words)
            return redirect("operator:tenant", made.slug)
    return render(request, "operator/tenant_new.html", {"form": form}, status=422 if form.errors else 200)


@operator_view
def tenant_page(request: StaffRequest, slug: str) -> HttpResponse:
    """One tenant: its figures, who is in, how it pays, and the ways to seats and credit."""
    account = get_object_or_404(Tenant, slug=slug)
    members = Membership.objects.filter(tenant=account).select_related("user").order_by("user__email")
    context = {
        "account": account,
        "members": list(members[:50]),
        "member_count": members.count(),
        "people_count": Person.objects.filter(tenant=account).count(),
        "site_count": Site.objects.filter(tenant=account).count(),
        "invitations": list(Invitation.objects.filter(tenant=account, accepted_at=None).order_by("-pk")[:50]),
        "links": _links(account),
    }
    return render(request, "operator/tenant.html", context)


@require_POST
@operator_view
def set_postpaid(request: StaffRequest, slug: str) -> HttpResponse:
    """Switch between credit paid before use and usage paid afterwards."""
    account = get_object_or_404(Tenant, slug=slug)
    postpaid = request.POST.get("postpaid") == "yes"
    if operator_tenants.set_postpaid(account, postpaid, by=request.user):
        words = {"name": account.name}
        after = _("%(name)s pays for usage afterwards.") % words
        before = _("%(name)s needs credit before use.") % words
        say(request, after if postpaid else before)
    return redirect("operator:tenant", account.slug)


@operator_view
def staff_list(request: StaffRequest) -> HttpResponse:
    """The provider's own people; the form below adds one."""
    form = StaffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = staff.add(**form.cleaned_data, by=request.user, address=_password_address(request))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("%(email)s gets a link to set a password.") % {"email": made.email})
            return redirect("operator:staff")
    rows = User.objects.exclude(provider_role="")
    context = {"form": form, "page": paginate(request, rows, per_page=50, order="email")}
    return render(request, "operator/staff.html", context, status=422 if form.errors else 200)


@require_POST
@operator_view
def send_link(request: StaffRequest, user_id: int) -> HttpResponse:
    """The mail with the password link once more."""
    person = _staff(user_id)
    staff.send_password_link(person, by=request.user, address=_password_address(request))
    say(request, _("A fresh link is on its way to %(email)s.") % {"email": person.email})
    return redirect("operator:staff")


@require_POST
@operator_view
def switch(request: StaffRequest, user_id: int) -> HttpResponse:
    """Switch an account off, or on again."""
    person, active = _staff(user_id), request.POST.get("active") == "yes"
    staff.switch(person, active=active, by=request.user)
    words = {"name": person}
    say(request, _("%(name)s may sign in.") % words if active else _("%(name)s is switched off.") % words)
    return redirect("operator:staff")


def _staff(user_id: int) -> User:
    return get_object_or_404(User.objects.exclude(provider_role=""), pk=user_id)


def _password_address(request: HttpRequest) -> staff.Address:
    def address(key: str, token: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": key, "key": token})
        return request.build_absolute_uri(path)

    return address


def _count(model: type[Person] | type[Membership]) -> Coalesce:
    """How many rows of `model` a tenant has, as a subquery: two joins would multiply each other."""
    rows: QuerySet[Person] | QuerySet[Membership] = model.objects.filter(tenant=OuterRef("pk"))
    counted = rows.order_by().values("tenant").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _links(account: Tenant) -> list[dict[str, object]]:
    """The ways to the pages of other apps about this tenant, as far as they are there."""
    found = []
    for label, name in TENANT_LINKS:
        try:
            found.append({"label": label, "url": reverse(name, args=[account.slug])})
        except NoReverseMatch:
            continue
    return found
