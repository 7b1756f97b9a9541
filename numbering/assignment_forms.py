"""The shape of an assignment: which number, which emergency address, whether the person gets a mail."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countries.models import Country
from countries.queries import country as country_row
from numbering.models import PhoneNumber
from numbering.queries import free_numbers
from numbering.search.suggestions import default_address
from tenants.addresses import terms_accepted, usable
from tenants.models import EmergencyAddress, Person, Tenant
from tenants.search_keys import search_key
from ui.formats import national
from ui.forms import ConsoleForm
from ui.lists import ListFilter


class PeopleFilter(ListFilter):
    """People who need a number, by name and country."""

    q = forms.CharField(label=gettext_lazy("Name, user name or department"), max_length=80)
    country = forms.ChoiceField(label=gettext_lazy("Country"))

    lookups = {"country": "usage_location"}

    def __init__(self, request: HttpRequest, *, countries: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        self.fields["country"].choices = [("", _("Any")), *countries.items()]  # type: ignore[attr-defined]

    def filter_q(self, rows: Any, value: str) -> Any:
        """Every word must occur."""
        for word in search_key(value).split():
            rows = rows.filter(search_text__contains=word)
        return rows


class AddressForm(ConsoleForm):
    """The emergency address of a number in a country."""

    emergency_address = forms.ModelChoiceField(
        label=gettext_lazy("Emergency address"),
        queryset=EmergencyAddress._base_manager.none(),
        required=False,
        empty_label=gettext_lazy("None"),
        help_text=gettext_lazy("Where an emergency call from this number sends help."),
    )
    mark_optional = False

    def __init__(self, *args: Any, tenant: Tenant, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["emergency_address"]
        field.queryset = usable(tenant, country)
        row = country_row(country)
        if row is not None and row.emergency_address_moment != Country.AddressMoment.NOT_STATED:
            field.required = True
            field.empty_label = _("Choose")
            field.error_messages["required"] = _("Choose the address where an emergency call sends help.")
        self.has_addresses = field.queryset.exists()


class AssignForm(AddressForm):
    """A number for a person. The country's terms are accepted here when nobody has yet (rules 11.4)."""

    number = forms.ModelChoiceField(
        label=gettext_lazy("Number"),
        queryset=PhoneNumber._base_manager.none(),
        error_messages={
            "required": gettext_lazy("Choose a number."),
            "invalid_choice": gettext_lazy("This number is no longer free. Choose another one."),
        },
    )
    notify = forms.BooleanField(label=gettext_lazy("Tell the person by e-mail"), required=False, initial=True)
    terms = forms.BooleanField(
        required=True,
        error_messages={
            "required": gettext_lazy("Accept the terms first: it is done once for each country.")
        },
    )
    field_order = ("number", "emergency_address", "notify", "terms")

    def __init__(self, *args: Any, person: Person, numbers: Sequence[PhoneNumber], **kwargs: Any) -> None:
        country = str(person.usage_location)
        kwargs.setdefault("initial", {})
        super().__init__(*args, tenant=person.tenant, country=country, **kwargs)
        choices: Any = self.fields["number"]
        choices.queryset = free_numbers(person.tenant, country=country or "-")
        choices.choices = [(number.pk, number_words(number)) for number in numbers]
        self.fields["emergency_address"].initial = default_address(person, None)
        if terms_accepted(person.tenant, country):
            del self.fields["terms"]
        else:
            self.fields["terms"].label = terms_words(person.tenant, country)


def number_words(number: PhoneNumber) -> str:
    """A number in a select: "(206) 555-0104, Seattle"."""
    return ", ".join(part for part in (national(number.e164), number.city or number.state) if part)


def terms_words(tenant: Tenant, country: str) -> str:
    """What is accepted, by whom, for which country."""
    row = country_row(country)
    return _("%(tenant)s accepts the emergency-calling terms of %(country)s.") % {
        "tenant": tenant.name,
        "country": row.name if row else country,
    }
