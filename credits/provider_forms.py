"""The operator's forms about credit."""

from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from credits.models import Recharge, TollFreeRate
from ui.forms import ConsoleForm, ConsoleModelForm


class PaymentForm(ConsoleForm):
    """A payment that the operator records; with a recharge that waits for it, it may end that one."""

    amount = forms.DecimalField(
        label=_("Amount in US$"),
        max_digits=9,
        decimal_places=2,
        initial=100,
        help_text=_("From 50 to 1,000,000."),
    )
    paid_on = forms.DateField(label=_("Day on which it arrived"), initial=lambda: timezone.now().date())
    reference = forms.CharField(
        label=_("Reference"),
        max_length=100,
        help_text=_("As on the bank statement or the invoice. The same reference is never counted twice."),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    answers = forms.BooleanField(
        label=_("This is the payment that was asked for"), required=False, initial=True
    )

    def __init__(self, *args: Any, waiting: Recharge | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if waiting is None:
            del self.fields["answers"]
        else:
            self.fields["amount"].initial = waiting.amount

    @property
    def paid_at(self) -> datetime:
        """The start of the day on which the payment arrived, in UTC."""
        return datetime.combine(self.cleaned_data["paid_on"], time.min, tzinfo=UTC)


class GiveUpForm(ConsoleForm):
    """What the operator has found out at the gateway."""

    note = forms.CharField(label=_("How you know that nothing was taken"), max_length=200)


class TollFreeRateForm(ConsoleModelForm):
    """The rate of one country."""

    class Meta:
        model = TollFreeRate
        fields = ("usd_per_minute",)
        help_texts = {"usd_per_minute": _("Empty means that it is not stated: estimates then leave it out.")}
