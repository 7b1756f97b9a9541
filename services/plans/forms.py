"""What narrows and sorts the list of people with a plan; all of it is in the address."""

from typing import Any, ClassVar, Final

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carriers.digits import only_digits
from countries.queries import country_name
from licensing.models import Assignment
from licensing.queries import plan_products
from services.plans import queries
from services.plans.checklist import BY_KEY, CHECKS, NOTES
from tenants.models import Person, Tenant
from tenants.search_keys import search_key
from ui.lists import ListFilter

ANY: Final = ("", gettext_lazy("Any"))
INCOMPLETE, COMPLETE = "incomplete", "complete"
SORTS: Final = {"name": "person__sort_key", "plan": "product__position"}


def sort_of(request: HttpRequest) -> str:
    """The column of the address's `sort`, "-" before it when it is turned round; the name for anything else."""
    wanted = request.GET.get("sort", "")
    column = SORTS.get(wanted.removeprefix("-"), SORTS["name"])
    return f"-{column}" if wanted.startswith("-") and wanted[1:] in SORTS else column


class PlanFilter(ListFilter):
    """Search and filters over `queries.holdings`. Its choices are the countries and plans that are there: one query."""

    q = forms.CharField(label=gettext_lazy("Name, department or number"), max_length=100)
    country = forms.ChoiceField(label=gettext_lazy("Country of the plan"))
    plan = forms.ChoiceField(label=gettext_lazy("Plan"))
    state = forms.ChoiceField(
        label=gettext_lazy("Set-up"),
        widget=forms.HiddenInput,  # the tabs of the list choose it
        choices=[ANY, (INCOMPLETE, gettext_lazy("Incomplete")), (COMPLETE, gettext_lazy("Complete"))],
    )
    lack = forms.ChoiceField(label=gettext_lazy("What is missing"))

    lookups: ClassVar[dict[str, str]] = {"country": "usage_location", "plan": "product_id"}

    def __init__(self, request: HttpRequest, figures: queries.Figures, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        places = sorted((country_name(code), code) for code in figures.countries if code)
        self._choose("country", [(code, name) for name, code in places])
        self._choose("plan", [(one.sku, one.name) for one in plan_products() if one.sku in figures.skus])
        self._choose("lack", [(check.key, check.label) for check in (*CHECKS, *NOTES)])
        self.search_as_you_type("#people")

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = [("", _("Any")), *choices]  # type: ignore[attr-defined]

    def filter_q(self, rows: QuerySet[Assignment], value: str) -> QuerySet[Assignment]:
        """Every word must be in what the directory searches, or be digits of the person's number."""
        for word in search_key(value).split()[:8]:
            found = Q(person__search_text__contains=word)
            if digits := only_digits(word):
                found |= Q(number_e164__contains=digits.lstrip("0") or digits)
            rows = rows.filter(found)
        return rows

    def filter_state(self, rows: QuerySet[Assignment], value: str) -> QuerySet[Assignment]:
        """Complete or not, after the checklist; notes do not count."""
        return (
            rows.filter(queries.incomplete()) if value == INCOMPLETE else rows.exclude(queries.incomplete())
        )

    def filter_lack(self, rows: QuerySet[Assignment], value: str) -> QuerySet[Assignment]:
        """Those who lack this."""
        return rows.filter(queries.lacking(BY_KEY[value]))


def listing(tenant: Tenant, request: HttpRequest) -> QuerySet[Person]:
    """The people whom the list shows at this address, for bulk acts of the directory and of licences."""
    filters = PlanFilter(request, queries.figures(tenant))
    if not filters.is_valid():
        return Person.objects.none()
    rows = filters.apply(queries.holdings(tenant))
    return Person.objects.filter(tenant=tenant, pk__in=rows.values("person_id"))
