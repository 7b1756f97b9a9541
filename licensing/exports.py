"""Who has which licence, as a CSV file: all that the filters leave, in two queries however many there are."""

from collections.abc import Iterator
from typing import Any, ClassVar, Final

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.models import Assignment, Product
from tenants.search_keys import search_key
from ui.exports import Column
from ui.lists import ListFilter

CHUNK: Final = 2000
COLUMNS: Final = (
    Column("user_name", gettext_lazy("User name")),
    Column("name", gettext_lazy("Name")),
    Column("department", gettext_lazy("Department")),
    Column("site", gettext_lazy("Site")),
    Column("location", gettext_lazy("Usage location")),
    Column("product", gettext_lazy("Product")),
    Column("sku", gettext_lazy("SKU")),
    Column("state", gettext_lazy("State")),
    Column("problem", gettext_lazy("Problem")),
    Column("requested", gettext_lazy("Requested")),
    Column("active", gettext_lazy("Active since")),
    Column("by", gettext_lazy("Given by")),
)


class LicenceFilter(ListFilter):
    """The filters of the licences that people have."""

    lookups: ClassVar[dict[str, str]] = {"product": "product_id", "state": "state"}

    q = forms.CharField(label=gettext_lazy("Search people"), max_length=100)
    product = forms.ChoiceField(label=gettext_lazy("Product"))
    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=[("", gettext_lazy("Any")), *Assignment.State.choices]
    )

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        products: Any = self.fields["product"]
        products.choices = [("", _("Any")), *Product.objects.values_list("sku", "name")]

    def filter_q(self, rows: QuerySet[Assignment], value: str) -> QuerySet[Assignment]:
        """Every word must be in the person's name, user name, department or extension."""
        for word in search_key(value).split()[:8]:
            rows = rows.filter(person__search_text__contains=word)
        return rows


def rows(found: QuerySet[Assignment]) -> Iterator[list[Any]]:
    """One line for each licence of each person, read in chunks."""
    listed = found.select_related("person__site", "product").order_by(
        "person__sort_key", "person_id", "product__position"
    )
    for one in listed.iterator(chunk_size=CHUNK):
        person = one.person
        yield [
            person.user_name,
            person.display_name,
            person.department,
            person.site.name if person.site else "",
            one.usage_location,
            one.product.name,
            one.product_id,
            one.get_state_display(),
            one.error,
            _day(one.requested_at),
            _day(one.active_at),
            one.assigned_by_name,
        ]


def _day(moment: Any) -> str:
    return moment.date().isoformat() if moment else ""
