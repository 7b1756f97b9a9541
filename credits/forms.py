"""The shape of a payment as it is typed."""

from datetime import UTC, datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ui.forms import ConsoleForm


class AmountForm(ConsoleForm):
    """A sandbox payment: only how much."""

    amount = forms.DecimalField(
        label=_("Amount in US$"),
        max_digits=9,
        decimal_places=2,
        initial=100,
        help_text=_("From 50 to 1,000,000."),
    )


class PaymentForm(AmountForm):
    """A payment that the operator records."""

    paid_on = forms.DateField(label=_("Day on which it arrived"), initial=lambda: timezone.now().date())
    reference = forms.CharField(
        label=_("Reference"),
        max_length=100,
        help_text=_("As on the bank statement or the invoice. The same reference is never counted twice."),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    @property
    def paid_at(self) -> datetime:
        """The start of the day on which the payment arrived, in UTC."""
        return datetime.combine(self.cleaned_data["paid_on"], time.min, tzinfo=UTC)
