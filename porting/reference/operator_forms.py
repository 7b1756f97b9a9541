"""The operator's forms over the rules of port orders. What a row is known by is chosen once, when it is added."""

import re
from typing import Any, ClassVar, Final
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from porting.models import CountryRequirement, PortClock, PortingRule, PortOrder, RejectionReason
from ui.forms import ConsoleForm, ConsoleModelForm


def country_choices() -> list[tuple[str, str]]:
    """All countries by name, after the general set."""
    return [("", _("All countries without their own")), *countries]


def one_country_choices() -> list[tuple[str, str]]:
    """All countries by name."""
    return [("", _("Choose")), *countries]


def kind_choices() -> list[tuple[str, Any]]:
    """All kinds of orders, or one."""
    return [("", _("All orders")), *PortOrder.Kind.choices]


def zone_choices() -> list[tuple[str, str]]:
    """Zones that are named after a place, and UTC."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


class DatedForm(ConsoleModelForm):
    """What holds from a day until a day; the first is part of what the row is known by."""

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        begins = data.get("valid_from") or self.instance.valid_from
        if begins and data.get("valid_until") and data["valid_until"] < begins:
            self.add_error("valid_until", _("It ends before it begins."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by field name; valid forms only."""
        return dict(self.cleaned_data)


RULE_GROUPS: Final = (
    (
        gettext_lazy("Which day may be wanted"),
        ("lead_days", "lead_working_days", "horizon_days", "lock_hours"),
    ),
    (gettext_lazy("When numbers move"), ("window_start", "window_end", "time_zone")),
    (gettext_lazy("The carrier answers after"), ("answer_days_min", "answer_days_max")),
    (
        gettext_lazy("Limits of an order"),
        ("most_numbers", "bill_days", "draft_days", "returned_days", "letter_language"),
    ),
    (gettext_lazy("Where it is from"), ("valid_until", "source")),
)


class RuleForm(DatedForm):
    """The figures of a country."""

    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone of the window"), choices=zone_choices)

    class Meta:
        model = PortingRule
        fields = (
            "lead_days",
            "lead_working_days",
            "horizon_days",
            "answer_days_min",
            "answer_days_max",
            "window_start",
            "window_end",
            "time_zone",
            "lock_hours",
            "bill_days",
            "draft_days",
            "returned_days",
            "most_numbers",
            "letter_language",
            "valid_until",
            "source",
        )
        labels: ClassVar[dict[str, Any]] = {
            "window_start": gettext_lazy("Window begins"),
            "window_end": gettext_lazy("Window ends"),
            "answer_days_min": gettext_lazy("Working days, at the earliest"),
            "answer_days_max": gettext_lazy("Working days, at the latest"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "lead_days": gettext_lazy("Whichever of the two ends later counts."),
            "horizon_days": gettext_lazy("The latest date that may be wanted."),
            "window_end": gettext_lazy("The same as the beginning: that minute alone."),
            "letter_language": gettext_lazy("A code such as en, fr or de."),
            "valid_until": gettext_lazy("Empty: until further notice."),
        }

    def clean(self) -> dict[str, Any]:
        """Ranges begin before they end."""
        data = super().clean()
        _in_order(self, data, "answer_days_min", "answer_days_max", _("The latest is before the earliest."))
        _in_order(self, data, "window_start", "window_end", _("The window ends before it begins."))
        _in_order(self, data, "lead_days", "horizon_days", _("No day would be left that may be wanted."))
        return data

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(title, [self[name] for name in names]) for title, names in RULE_GROUPS]


class NewRuleForm(ConsoleForm):
    """What new figures are known by; they begin as a copy of what holds now."""

    mark_optional = False

    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=country_choices, required=False)
    order_kind = forms.ChoiceField(label=gettext_lazy("Only for"), choices=kind_choices, required=False)
    valid_from = forms.DateField(
        label=gettext_lazy("Holds from"),
        required=False,
        help_text=gettext_lazy("Empty: from ever. The younger of two rows counts."),
        widget=forms.DateInput(),
    )


class RequirementForm(DatedForm):
    """What a country asks for."""

    class Meta:
        model = CountryRequirement
        fields = (
            "label",
            "help_text",
            "required",
            "pattern",
            "wrong",
            "secret",
            "position",
            "valid_until",
        )
        help_texts: ClassVar[dict[str, Any]] = {
            "pattern": gettext_lazy("Held against the whole text; capitals do not count. Empty: any text."),
            "position": gettext_lazy("The lowest comes first in the form."),
            "valid_until": gettext_lazy("Empty: until further notice."),
        }

    def clean_pattern(self) -> str:
        """It can be read as a regular expression."""
        pattern: str = self.cleaned_data["pattern"]
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValidationError(
                _("This cannot be read as a regular expression: %(why)s.") % {"why": error}
            ) from error
        return pattern

    def clean(self) -> dict[str, Any]:
        """A shape has a sentence for when it is wrong."""
        data = super().clean()
        if data.get("pattern") and not data.get("wrong"):
            self.add_error("wrong", _("Say what is wrong when the shape does not fit."))
        return data


class NewRequirementForm(RequirementForm):
    """A further thing that a country asks for."""

    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=country_choices, required=False)
    order_kind = forms.ChoiceField(label=gettext_lazy("Only for"), choices=kind_choices, required=False)
    key = forms.SlugField(
        label=gettext_lazy("Key"),
        max_length=40,
        help_text=gettext_lazy("A field of the order, such as account_pin, or a name of your own."),
    )

    class Meta(RequirementForm.Meta):
        fields = ("country", "order_kind", "key", "kind", "valid_from", *RequirementForm.Meta.fields)  # type: ignore[assignment]


class ReasonForm(ConsoleModelForm):
    """What a reason says, and whose turn it is."""

    class Meta:
        model = RejectionReason
        fields = ("title", "owner", "field", "sentence", "position")
        widgets: ClassVar[dict[str, Any]] = {"sentence": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar[dict[str, Any]] = {
            "field": gettext_lazy("The field that the sentence leads to; empty: none."),
            "position": gettext_lazy("The lowest comes first in the desk's list."),
        }

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by field name; valid forms only."""
        return dict(self.cleaned_data)


class DayForm(ConsoleForm):
    """A day that is otherwise than the public calendar says."""

    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=one_country_choices)
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput())
    name = forms.CharField(label=gettext_lazy("Why"), max_length=80)
    works = forms.TypedChoiceField(
        label=gettext_lazy("That day"),
        choices=[("no", gettext_lazy("nobody works")), ("yes", gettext_lazy("work goes on"))],
        coerce=lambda value: value == "yes",
        initial="no",
    )


class ClockForm(ConsoleModelForm):
    """The desk's hours, and how soon it answers."""

    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone of the desk"), choices=zone_choices)
    country = forms.ChoiceField(
        label=gettext_lazy("Country whose holidays count"), choices=one_country_choices
    )

    class Meta:
        model = PortClock
        fields = (
            "first_answer_hours",
            "large_answer_hours",
            "urgent_answer_hours",
            "opens",
            "closes",
            "time_zone",
            "country",
        )

    def clean(self) -> dict[str, Any]:
        """The desk closes after it opens."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        opens, closes = data.get("opens"), data.get("closes")
        if opens and closes and opens >= closes:
            self.add_error("closes", _("The desk closes before it opens."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by field name; valid forms only."""
        return dict(self.cleaned_data)


def _in_order(form: DatedForm, data: dict[str, Any], first: str, second: str, words: str) -> None:
    begins, ends = data.get(first), data.get(second)
    if begins is not None and ends is not None and begins > ends:
        form.add_error(second, words)
