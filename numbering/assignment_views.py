"""Give numbers to people: who needs one, one by one, and all at once by a proposal."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from countries.queries import countries_of
from numbering import assignments
from numbering.assignment_forms import AssignForm, PeopleFilter
from numbering.assignment_queries import free_by_country
from numbering.models import PhoneNumber
from numbering.queries import free_numbers, matching, people_without_number
from numbering.search.proposals import Rows
from numbering.search.suggestions import MOST, city_of, suggest
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Person, Role, Tenant
from ui.formats import national
from ui.forms import refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.selection import row_ids
from ui.toasts import say
from ui.ways import way_on

CHOICES = 200  # numbers in the select of one person; digits narrow it
UNDO_LIMIT = 100


def _listed(request: TenantRequest) -> tuple[PeopleFilter, Any]:
    """The filter and the people without a number that it leaves."""
    names = {country.iso2: country.name for country in countries_of(request.tenant)}
    filters = PeopleFilter(request, countries=names)
    people = people_without_number(request.tenant).select_related("site__emergency_address")
    return filters, filters.apply(people)


@tenant_view(*ANY_ROLE)
def assign(request: TenantRequest) -> HttpResponse:
    """People who need a number, and how many are free for them."""
    filters, people = _listed(request)
    context = {
        "filters": filters,
        "page": paginate(request, people, per_page=25, order="sort_key"),
        "without": people_without_number(request.tenant).count(),
        "free": free_by_country(request.tenant),
        "most": MOST,
        "query": request.GET.urlencode(),
        "may_act": request.membership.role == Role.ADMIN,
        "step_key": "user_numbers",
    }
    template = "numbering/_people.html" if request.htmx.target == "people" else "numbering/assign.html"
    return render(request, template, context)


def _digits(request: TenantRequest) -> str:
    return "".join(c for c in request.GET.get("digits", "")[:20] if c in "0123456789")


@tenant_view(Role.ADMIN)
def assign_person(request: TenantRequest, pk: int) -> HttpResponse:
    """Choose a number for one person, then go where `next` says."""
    person: Person = get_object_or_404(
        Person.objects.select_related("site__emergency_address", "tenant"), pk=pk
    )
    digits = _digits(request)
    free = matching(free_numbers(request.tenant, country=str(person.usage_location) or "-"), digits)
    numbers = list(free.select_related("emergency_address")[:CHOICES])
    here = city_of(person)
    numbers.sort(key=lambda number: (number.city != here, number.e164))
    posted = request.POST if request.method == "POST" else None
    form = AssignForm(posted, person=person, numbers=numbers)
    has_one = PhoneNumber.objects.filter(person=person).first()
    if request.method == "POST" and form.is_valid():
        try:
            return _assigned(request, person, form)
        except Refusal as refusal:
            refuse(form, refusal)
    context = {"person": person, "form": form, "has_one": has_one, "digits": digits, "numbers": numbers}
    context |= {"step_key": "user_numbers", "next": way_on(request)}
    return render(request, "numbering/assign_person.html", context, status=422 if form.errors else 200)


def _assigned(request: TenantRequest, person: Person, form: AssignForm) -> HttpResponse:
    data = form.cleaned_data
    number: PhoneNumber = data["number"]
    assignments.assign(
        number,
        person,
        emergency_address=data["emergency_address"],
        by=request.user,
        notify=data["notify"],
        agreed=data.get("terms", False),
    )
    say_assigned(request, number, person)
    return redirect(way_on(request) or reverse("numbering:assign", args=[request.tenant.slug]))


def say_assigned(request: TenantRequest, number: PhoneNumber, person: Person) -> None:
    """Tell whose number it is now, with a way back."""
    words = _("%(number)s is now the number of %(person)s.") % {
        "number": national(number.e164),
        "person": person,
    }
    undo = reverse("numbering:unassign", args=[request.tenant.slug, number.pk])
    say(request, words, undo=f"{undo}?undo=1&person={person.pk}")


@tenant_view(Role.ADMIN)
def suggest_all(request: TenantRequest) -> HttpResponse:
    """A number for everybody who needs one: a table to look over, then one confirmation."""
    if request.method == "POST":
        return _confirm(request)
    _filters, people = _listed(request)
    proposals = suggest(request.tenant, list(people.order_by("sort_key", "id")[:MOST]))
    rows = Rows.of(request.tenant, proposals)
    return _proposal_page(request, rows, more=max(0, people.count() - MOST))


def _proposal_page(request: TenantRequest, rows: Rows, *, more: int = 0, status: int = 200) -> HttpResponse:
    context = {"rows": rows, "more": more, "step_key": "user_numbers", "most": MOST}
    return render(request, "numbering/suggest.html", context, status=status)


def _confirm(request: TenantRequest) -> HttpResponse:
    """Do the ticked rows; those that fail stay on the page with their reason."""
    rows = Rows.from_post(request.tenant, request.POST)
    if rows.missing_terms():
        return _proposal_page(request, rows, status=422)
    done = rows.carry_out(by=request.user)
    if done:
        words = ngettext("%(n)s person has a number now.", "%(n)s people have a number now.", len(done))
        say(request, words % {"n": len(done)}, undo=_undo_url(request.tenant, done))
    if rows.problems:
        return _proposal_page(request, rows, status=422)
    return redirect("numbering:assign", request.tenant.slug)


def _undo_url(tenant: Tenant, done: list[PhoneNumber]) -> str:
    if len(done) > UNDO_LIMIT:
        return ""
    pks = "&".join(f"pick={number.pk}&person={number.person_id}" for number in done)
    return f"{reverse('numbering:assign_undo', args=[tenant.slug])}?{pks}"


@require_POST
@tenant_view(Role.ADMIN)
def assign_undo(request: TenantRequest) -> HttpResponse:
    """Take back what was given in one go, from those who still have it; others have got theirs since."""
    pks, people = (row_ids(request.GET.getlist(name))[:UNDO_LIMIT] for name in ("pick", "person"))
    numbers = PhoneNumber.objects.filter(pk__in=pks, person__in=people, status=PhoneNumber.Status.ASSIGNED)
    count = 0
    for number in numbers.select_related("person", "tenant"):
        assignments.unassign(number, by=request.user)
        count += 1
    words = ngettext("%(n)s number is free again.", "%(n)s numbers are free again.", count)
    say(request, words % {"n": count})
    return redirect("numbering:assign", request.tenant.slug)
