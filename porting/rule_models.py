"""What carriers and countries ask for, as data that an operator edits: no rule of a country is a branch in the code."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries


def name_of_country(code: str) -> str:
    """A country as people call it; the code where nobody knows it, and "All others" for the general set."""
    return str(countries.name(code) or code) if code else gettext("All others")


def name_of_kind(kind: str) -> str:
    """A kind of orders in words; empty for all of them."""
    from porting.models import PortOrder  # noqa: PLC0415 - the models of orders stand on these

    return str(PortOrder.Kind(kind).label) if kind in PortOrder.Kind.values else kind


class PortingRule(models.Model):
    """A country's figures for port orders; "" is the general set that holds where a country has none (rules 5.3).

    Several rows of a country may hold one after the other: the one whose dates include the day counts.
    """

    country = models.CharField(_("country"), max_length=2, blank=True)
    order_kind = models.CharField(
        _("only for"), max_length=10, blank=True, help_text=_("A kind of order; empty: all.")
    )
    valid_from = models.DateField(_("holds from"), null=True, blank=True)
    valid_until = models.DateField(_("holds until"), null=True, blank=True)
    lead_days = models.PositiveSmallIntegerField(_("calendar days until a date may be wanted"), default=7)
    lead_working_days = models.PositiveSmallIntegerField(_("working days, where these count"), default=0)
    horizon_days = models.PositiveSmallIntegerField(_("days ahead at most"), default=30)
    answer_days_min = models.PositiveSmallIntegerField(_("the carrier answers after working days"), default=3)
    answer_days_max = models.PositiveSmallIntegerField(_("and at the latest after"), default=7)
    window_start = models.TimeField(_("numbers move from"), null=True, blank=True)
    window_end = models.TimeField(_("until"), null=True, blank=True)
    time_zone = models.CharField(_("in the time zone"), max_length=64, default="UTC")
    lock_hours = models.PositiveSmallIntegerField(_("hours before the date when it is locked"), default=24)
    bill_days = models.PositiveSmallIntegerField(_("a bill may be so many days old"), default=30)
    draft_days = models.PositiveSmallIntegerField(_("days that a draft is kept"), default=30)
    returned_days = models.PositiveSmallIntegerField(_("days that a returned order is kept"), default=45)
    most_numbers = models.PositiveIntegerField(_("numbers in an order at most"), default=999)
    letter_language = models.CharField(_("language of the letter"), max_length=5, default="en")
    source = models.CharField(_("source"), max_length=200, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["country", "order_kind", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "order_kind", "valid_from"],
                name="one_porting_rule_per_day",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.country or "*"

    @property
    def zone_words(self) -> str:
        """The zone of the window as people read it."""
        return self.time_zone.replace("_", " ")

    @property
    def country_name(self) -> str:
        """The country as people call it."""
        return name_of_country(self.country)

    @property
    def kind_name(self) -> str:
        """The kind of orders that it is for alone, or an empty text."""
        return name_of_kind(self.order_kind)


class CountryRequirement(models.Model):
    """One thing that a country asks for in a port order: a field or a paper, with its shape and its dates."""

    class Kind(models.TextChoices):
        FIELD = "field", _("Field of the order")
        NUMBER = "number", _("Field of each number")
        DOCUMENT = "document", _("Paper")

    country = models.CharField(_("country"), max_length=2, blank=True)
    order_kind = models.CharField(
        _("only for"), max_length=10, blank=True, help_text=_("A kind of order; empty: all.")
    )
    key = models.CharField(_("key"), max_length=40)
    kind = models.CharField(max_length=10, choices=Kind)
    label = models.CharField(_("label"), max_length=80)
    help_text = models.CharField(_("hint"), max_length=300, blank=True)
    required = models.BooleanField(_("must be there"), default=True)
    pattern = models.CharField(_("shape (regular expression)"), max_length=120, blank=True)
    wrong = models.CharField(_("sentence when the shape is wrong"), max_length=200, blank=True)
    secret = models.BooleanField(_("shown in part only"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField(_("holds from"), null=True, blank=True)
    valid_until = models.DateField(_("holds until"), null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["country", "position", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "order_kind", "key", "valid_from"],
                name="one_requirement_per_day",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.country or '*'} {self.key}"

    @property
    def country_name(self) -> str:
        """The country as people call it."""
        return name_of_country(self.country)

    @property
    def kind_name(self) -> str:
        """The kind of orders that it is for alone, or an empty text."""
        return name_of_kind(self.order_kind)


class RejectionReason(models.Model):
    """Why a carrier or the desk rejects (porting-and-carriers B1): the field, whose turn it is, and what to do."""

    class Owner(models.TextChoices):
        CUSTOMER = "customer", _("The customer corrects it")
        OLD_CARRIER = "old_carrier", _("The customer calls the current provider")
        DESK = "desk", _("The desk acts")

    code = models.CharField(max_length=40, primary_key=True)
    title = models.CharField(_("reason"), max_length=120)
    field = models.CharField(_("field of the order"), max_length=40, blank=True)
    owner = models.CharField(_("whose turn it is"), max_length=12, choices=Owner)
    sentence = models.CharField(_("what the customer reads"), max_length=400)
    from_carrier = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.title


class PortingHoliday(models.Model):
    """A day on which no number moves and no clock runs, or one that the calendar wrongly calls a holiday."""

    country = models.CharField(_("country"), max_length=2)
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=80)
    works = models.BooleanField(_("work goes on that day after all"), default=False)
    edited_at = models.DateTimeField(default=timezone.now)
    edited_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["country", "day"], name="one_porting_holiday_per_day")]

    def __str__(self) -> str:
        return f"{self.country} {self.day}"

    @property
    def country_name(self) -> str:
        """The country as people call it."""
        return name_of_country(self.country)
