"""Acts on numbers that somebody pastes as a list, and the inventory as a file: which columns, how separated."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countries.queries import countries_of
from numbering import exports
from numbering.bulk_views import check_page
from numbering.inventory_forms import NumberFilter
from numbering.models import PhoneNumber
from numbering.number_lists import read_list
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role, Tenant
from tenants.scoping import tenant_scope
from ui.exports import choose, download
from ui.forms import ConsoleForm, refuse
from ui.refusals import Refusal

LONGEST = 60_000  # characters; 1,000 numbers in any form take a third of it


class ListForm(ConsoleForm):
    """Numbers as somebody has them, and what is to be done with them."""

    act = forms.ChoiceField(
        label=gettext_lazy("What to do"),
        widget=forms.RadioSelect,
        choices=[
            ("usage", gettext_lazy("Change what they are for")),
            ("block", gettext_lazy("Keep them free")),
            ("clear", gettext_lazy("Let them be given again")),
            ("release", gettext_lazy("Release them")),
        ],
    )
    numbers = forms.CharField(
        label=gettext_lazy("Numbers"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy("One a line, or separated by commas. A range: +14255551235 - 1239."),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        help_text=gettext_lazy("For numbers that are written without a country code."),
    )

    mark_optional = False

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, initial={"country": str(tenant.country)}, **kwargs)
        countries: Any = self.fields["country"]
        countries.choices = [(one.iso2, one.name) for one in countries_of(tenant)]


@tenant_view(Role.ADMIN)
def by_list(request: TenantRequest) -> HttpResponse:
    """Paste numbers, then look at what would happen to them."""
    form = ListForm(request.POST if request.method == "POST" else None, tenant=request.tenant)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        listed = read_list(request.tenant, data["numbers"], country=data["country"])
        if listed.numbers and not listed.problems:
            return check_page(request, data["act"], listed.numbers)
        problems = listed.told
        sentence = _("Some of the lines cannot be taken.") if problems else _("Type at least one number.")
        refuse(form, Refusal(sentence, field="numbers"))
    context = {"form": form, "problems": problems}
    return render(request, "numbering/by_list.html", context, status=422 if form.errors else 200)


@tenant_view(*ANY_ROLE)
def export_page(request: TenantRequest) -> HttpResponse:
    """Which columns the file has, and how they are separated; the filters of the list are kept."""
    slug = request.tenant.slug
    return choose(
        request,
        exports.COLUMNS,
        title=_("Download numbers"),
        list_url=f"{reverse('numbering:list', args=[slug])}?{request.GET.urlencode()}",
        list_name=_("Numbers"),
        file_url=reverse("numbering:export", args=[slug]),
        filters=NumberFilter(request, tenant=request.tenant),
    )


@tenant_view(*ANY_ROLE)
def export(request: TenantRequest) -> StreamingHttpResponse:
    """The list as CSV, streamed, with all filters and without pages."""
    filters = NumberFilter(request, tenant=request.tenant)
    numbers = filters.apply(PhoneNumber.objects.all())
    name = f"numbers-{request.tenant.slug}-{timezone.localdate():%Y-%m-%d}.csv"
    return download(name, request, exports.COLUMNS, _streamed(request.tenant, numbers))


def _streamed(tenant: Tenant, numbers: QuerySet[PhoneNumber]) -> Iterator[list[Any]]:
    """The rows, read inside the tenant's scope, which the view has left by the time they are sent."""
    with tenant_scope(tenant):
        yield from exports.rows(numbers)
