"""The shape of a request, of a comment and of a delivery, as they are typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countries.models import Country
from numbering.models import Kind, NumberRequest, Usage
from ui.forms import ConsoleForm, ConsoleModelForm
from ui.lists import ListFilter

LARGEST = 10_000  # numbers in one request; more is a project and goes by several requests


class RequestForm(ConsoleModelForm):
    """A new request (rules 3.7: the fields of "New TN acquisition")."""

    country = forms.ChoiceField(
        label=gettext_lazy("Country"), error_messages={"required": gettext_lazy("Choose a country.")}
    )
    quantity = forms.IntegerField(
        label=gettext_lazy("How many"),
        min_value=1,
        max_value=LARGEST,
        error_messages={"required": gettext_lazy("Say how many numbers you want.")},
    )

    class Meta:
        model = NumberRequest
        fields = (
            "title",
            "usage",
            "kind",
            "country",
            "state",
            "city",
            "quantity",
            "tried_online",
            "directory_listing",
            "office_address",
            "description",
            "notify",
        )
        help_texts = {
            "title": gettext_lazy("What you will recognise it by, as in “20 numbers for the Berlin office”."),
            "notify": gettext_lazy("Separated by commas. You are told in any case."),
            "office_address": gettext_lazy("Some countries give numbers only to an address in the city."),
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 5})}
        error_messages = {
            "title": {"required": gettext_lazy("Give the request a title.")},
            "usage": {"required": gettext_lazy("Choose what the numbers are for.")},
            "kind": {"required": gettext_lazy("Choose a kind of number.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(country.iso2, country.name) for country in Country.objects.all()]
        self.fields["country"].choices = [("", _("Choose")), *sorted(names, key=lambda pair: pair[1])]  # type: ignore[attr-defined]

    def clean_notify(self) -> str:
        """Addresses that are addresses; the sentence names the one that is not."""
        parts = self.cleaned_data["notify"].replace(";", ",").replace(",", " ").split()
        for part in parts:
            try:
                validate_email(part)
            except ValidationError:
                raise ValidationError(_("“%(part)s” is not an e-mail address.") % {"part": part}) from None
        return ", ".join(parts)

    def clean(self) -> dict[str, Any]:
        """A toll-free number is never a person's (rules 3.5)."""
        data = super().clean() or {}
        if data.get("kind") == Kind.TOLL_FREE and data.get("usage") == Usage.USER:
            self.add_error(
                "usage", _("A toll-free number is for a queue, an attendant or a bridge, not for a person.")
            )
        return data


class TextForm(ConsoleForm):
    """A comment, an answer, a reason. Which acts need words is for the verbs to say."""

    mark_optional = False

    text = forms.CharField(
        label=gettext_lazy("Your words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


class DeskCommentForm(TextForm):
    """A desk agent's comment: for the customer, or for the desk alone."""

    private = forms.BooleanField(label=gettext_lazy("For the desk alone"), required=False)


class DeliveryForm(ConsoleForm):
    """Numbers that the desk delivers, typed or pasted in any form."""

    numbers = forms.CharField(
        label=gettext_lazy("Numbers"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One a line, or separated by commas; ranges as +14255551235 - 1239."),
    )
    text = forms.CharField(label=gettext_lazy("A word to the customer"), max_length=1000, required=False)


VIEWS = (
    ("new", gettext_lazy("New")),
    ("mine", gettext_lazy("Mine")),
    ("waiting", gettext_lazy("Waiting for customer")),
    ("open", gettext_lazy("All open")),
    ("ended", gettext_lazy("Ended")),
)


class DeskFilter(ListFilter):
    """What narrows the desk's queue, besides the saved view."""

    q = forms.CharField(label=gettext_lazy("Search"), max_length=100)
    country = forms.ChoiceField(label=gettext_lazy("Country"))

    lookups = {"country": "country"}

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        codes = NumberRequest.objects.order_by("country").values_list("country", flat=True).distinct()
        names = Country.objects.filter(iso2__in=list(codes))
        self.fields["country"].choices = [("", _("All"))] + [(c.iso2, c.name) for c in names]  # type: ignore[attr-defined]

    def filter_q(self, rows: QuerySet[NumberRequest], value: str) -> QuerySet[NumberRequest]:
        """By reference, title or tenant."""
        return rows.filter(
            Q(reference__icontains=value) | Q(title__icontains=value) | Q(tenant__name__icontains=value)
        )
