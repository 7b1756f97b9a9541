"""The directory as a list: filters, what is selected, and the figures of its first sentence."""

from collections.abc import Callable
from typing import Any, ClassVar, Final

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from tenants.access import TenantRequest
from tenants.models import Person, Site, Tenant
from tenants.search_keys import search_key
from ui.lists import ListFilter
from ui.selection import posted_listing, row_ids, sent

SORTS: Final = {
    "name": "sort_key",
    "user_name": "user_name",
    "department": "department",
    "extension": "extension",
}
"""What the list can be sorted by, and the column that does it."""
NO_SITE: Final = "none"
NOWHERE: Final = "--"


class PeopleFilter(ListFilter):
    """Search and filters of the directory. Its choices are made by two queries."""

    lookups: ClassVar[dict[str, str]] = {"department": "department"}

    q = forms.CharField(label=_("Search people"), max_length=100)
    site = forms.ChoiceField(label=_("Site"))
    department = forms.ChoiceField(label=_("Department"))
    location = forms.ChoiceField(label=_("Usage location"))
    telephony = forms.ChoiceField(
        label=_("Telephony"), choices=[("", _("All")), ("yes", _("Marked")), ("no", _("Not marked"))]
    )

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        self.fields["q"].widget.attrs["placeholder"] = _("Name, user name, department or extension")
        sites = [(str(pk), name) for pk, name in Site.objects.values_list("pk", "name")]
        self.fields["site"].choices = [("", _("All")), *sites, (NO_SITE, _("No site"))]  # type: ignore[attr-defined]
        pairs = list(Person.objects.order_by().values_list("department", "usage_location").distinct()[:500])
        departments = sorted({department for department, _code in pairs if department})
        self.fields["department"].choices = [("", _("All")), *((one, one) for one in departments)]  # type: ignore[attr-defined]
        codes = sorted({code for _department, code in pairs if code})
        named = [(code, countries.name(code)) for code in codes]
        self.fields["location"].choices = [("", _("All")), *named, (NOWHERE, _("Not set"))]  # type: ignore[attr-defined]
        self.search_as_you_type("#people")

    def filter_q(self, people: QuerySet[Person], value: str) -> QuerySet[Person]:
        """Every word must be in a person's name, user name, department or extension."""
        for word in search_key(value).split()[:8]:
            people = people.filter(search_text__contains=word)
        return people

    def filter_site(self, people: QuerySet[Person], value: str) -> QuerySet[Person]:
        """One site, or none."""
        return people.filter(site=None) if value == NO_SITE else people.filter(site_id=value)

    def filter_location(self, people: QuerySet[Person], value: str) -> QuerySet[Person]:
        """One usage location, or none."""
        return people.filter(usage_location="" if value == NOWHERE else value)

    def filter_telephony(self, people: QuerySet[Person], value: str) -> QuerySet[Person]:
        """Marked for telephony, or not."""
        return people.filter(needs_telephony=value == "yes")


def sort_of(request: HttpRequest) -> str:
    """The column of the address's `sort`, "-" before it when it is turned round; the name for anything else."""
    wanted = request.GET.get("sort", "")
    column = SORTS.get(wanted.removeprefix("-"), "")
    if not column:
        return "sort_key"
    return f"-{column}" if wanted.startswith("-") else column


def figures() -> dict[str, int]:
    """How many people there are, how many are marked, and how many of these lack a usage location."""
    marked = Q(needs_telephony=True)
    return Person.objects.aggregate(
        total=Count("pk"),
        marked=Count("pk", filter=marked),
        nowhere=Count("pk", filter=marked & Q(usage_location="")),
    )


Listing = Callable[[Tenant, HttpRequest], QuerySet[Person]]
_listings: dict[str, Listing] = {}


def register_listing(name: str, listing: Listing) -> None:
    """Let bulk acts be done on another app's list of people: a form names it in `listing`.

    `listing(tenant, request)` reads the list's own filters from the address of `request`, which has nothing but that;
    it must answer garbage with nobody.
    """
    _listings[name] = listing


def selected(request: TenantRequest) -> QuerySet[Person]:
    """The people whom a bulk form, or an address that says the same, means.

    That is the ids in `person`, or, with `everyone`, all that match the filters in `filters` (a query string, as the
    list's own address has it); `listing` names the list when it is not the directory. Garbage selects nobody.
    """
    people = Person.objects.all()
    data = sent(request)
    if not data.get("everyone"):
        return people.filter(pk__in=row_ids(data.getlist("person")))
    listing = posted_listing(request)
    matching = _listings.get(data.get("listing", "")) if "listing" in data else _directory
    return matching(request.tenant, listing) if listing and matching else people.none()


def _directory(_tenant: Tenant, listing: HttpRequest) -> QuerySet[Person]:
    form = PeopleFilter(listing)
    return form.apply(Person.objects.all()) if form.is_valid() else Person.objects.none()
