"""The forms of a tenant's credit, as they are typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from countries.models import Country
from credits.models import Account, ExpectedUse
from credits.payment_choices import PROVIDER, choices_for, value_of
from tenants.models import Tenant
from ui.forms import ConsoleForm


class _PaidForm(ConsoleForm):
    """A form with a choice of how to pay."""

    method = forms.ChoiceField(label=_("Paid with"))

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = choices_for(tenant)
        field: Any = self.fields["method"]
        field.choices = [(way.value, way.words) for way in self.ways]

    @property
    def only_provider(self) -> bool:
        """There is nothing to choose: the provider collects all payments."""
        return len(self.ways) == 1

    @property
    def way(self) -> str:
        """The chosen way in words."""
        chosen = self.cleaned_data.get("method", PROVIDER)
        return next((way.words for way in self.ways if way.value == chosen), "")


class PayForm(_PaidForm):
    """Add credit now."""

    amount = forms.DecimalField(
        label=_("Amount in US$"),
        max_digits=9,
        decimal_places=2,
        initial=100,
        help_text=_("From 50 to 1,000,000. What is left of it expires after twelve months."),
    )
    field_order = ["amount", "method"]


class SettingsForm(_PaidForm):
    """When to be warned, and what is recharged by itself."""

    trigger = forms.DecimalField(
        label=_("Balance that is too low, in US$"),
        required=False,
        max_digits=9,
        decimal_places=2,
        help_text=_("Below it admins and billing get a mail once, or the credit is recharged."),
    )
    auto_recharge = forms.BooleanField(
        label=_("Recharge automatically when the balance falls below that"), required=False
    )
    amount = forms.DecimalField(
        label=_("Add each time, in US$"),
        required=False,
        max_digits=9,
        decimal_places=2,
        help_text=_("From 50 to 1,000,000, and no less than the balance that is too low."),
    )
    agreement = forms.CharField(
        label=_("Agreement number"),
        required=False,
        max_length=40,
        help_text=_("Your provider is told it with each payment that it has to collect."),
    )
    purchase_order = forms.CharField(
        label=pgettext_lazy("of a payment", "Purchase order"), required=False, max_length=40
    )
    field_order = ["trigger", "auto_recharge", "amount", "method", "agreement", "purchase_order"]


def settings_of(account: Account) -> dict[str, Any]:
    """The account as initial values of the form; as long as nothing was chosen, the first way to pay is offered."""
    chosen = {} if account.trigger is None else {"method": value_of(account.method)}
    return {
        **chosen,
        "trigger": account.trigger,
        "auto_recharge": account.auto_recharge,
        "amount": account.amount,
        "agreement": account.agreement,
        "purchase_order": account.purchase_order,
    }


class ExpectedUseForm(ConsoleForm):
    """Minutes that are expected, of one kind of call and one country."""

    kind = forms.ChoiceField(label=_("Calls"), choices=ExpectedUse.Kind.choices)
    country = forms.ChoiceField(label=_("Country"))
    called = forms.ChoiceField(
        label=_("Numbers called"),
        choices=ExpectedUse.Called.choices,
        required=False,
    )
    minutes = forms.IntegerField(label=_("Minutes a month"), min_value=1, max_value=100_000_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["country"]
        field.choices = [("", _("Choose")), *((place.pk, place.name) for place in Country.objects.all())]


class LeadForm(ConsoleForm):
    """How long a payment takes to arrive."""

    lead_days = forms.IntegerField(label=_("Days until a payment arrives"), min_value=0, max_value=90)
