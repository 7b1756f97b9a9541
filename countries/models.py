"""Reference data: what each country offers. Loaded from `countries/data/`, editable by an operator.

An empty text or a null is "not stated" and never "no" (design, rule 8).
"""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from countries.phrases import number_kind
from tenants.scoping import TenantOwned


class Channel(models.TextChoices):
    """How numbers of a kind are obtained in a country."""

    NOT_STATED = "", _("Not stated")
    ONLINE = "admin_center", _("Online")
    FORM = "form", _("Request form")
    PARTNER = "partner", _("Through a partner")
    NONE = "none", _("Not offered")


class Country(models.Model):
    """One row per country or region of the availability pages (rules 1.1). Booleans: null is "not stated"."""

    iso2 = models.CharField(_("country"), max_length=2, primary_key=True)
    name_en = models.CharField(max_length=80)
    name_fr = models.CharField(max_length=80)
    calling_code = models.CharField(max_length=4)

    phone_system = models.BooleanField(_("Phone System"), null=True, blank=True)
    auto_attendant = models.BooleanField(_("auto attendants"), null=True, blank=True)
    call_queue = models.BooleanField(_("call queues"), null=True, blank=True)
    voicemail = models.BooleanField(_("voicemail"), null=True, blank=True)

    calling_plans = models.BooleanField(_("Calling Plans"), null=True, blank=True)
    calling_plan_partner = models.CharField(_("partner that sells the plans"), max_length=60, blank=True)
    calling_plan_domestic = models.BooleanField(_("domestic plan"), null=True, blank=True)
    calling_plan_international = models.BooleanField(_("international plan"), null=True, blank=True)
    pay_as_you_go = models.BooleanField(_("Pay-As-You-Go plan"), null=True, blank=True)
    payg_zone = models.CharField(_("Pay-As-You-Go zone"), max_length=20, blank=True)
    domestic_minutes = models.CharField(_("domestic minutes"), max_length=80, blank=True)
    international_minutes = models.CharField(_("international minutes"), max_length=80, blank=True)
    premium_outbound = models.CharField(_("calls to premium numbers"), max_length=80, blank=True)

    audio_conferencing = models.BooleanField(_("Audio Conferencing"), null=True, blank=True)
    audio_conferencing_terms = models.CharField(max_length=60, blank=True)
    auto_assigned_conference_number = models.CharField(
        _("automatically assigned conference number"), max_length=20, blank=True
    )
    call_me_dial_out = models.CharField(_("call me and dial-out"), max_length=60, blank=True)
    communications_credits = models.BooleanField(_("Communications Credits"), null=True, blank=True)
    dial_out_zone = models.CharField(_("dial-out zone"), max_length=10, blank=True)

    toll_service_numbers = models.BooleanField(_("toll service numbers"), null=True, blank=True)
    toll_on_request = models.BooleanField(null=True, blank=True)
    toll_geography = models.CharField(max_length=60, blank=True)
    toll_free_service_numbers = models.BooleanField(_("toll-free service numbers"), null=True, blank=True)
    toll_free_on_request = models.BooleanField(null=True, blank=True)
    user_numbers = models.BooleanField(_("user numbers"), null=True, blank=True)

    user_number_channel = models.CharField(_("user numbers"), max_length=20, choices=Channel, blank=True)
    user_number_partner = models.CharField(max_length=60, blank=True)
    toll_number_channel = models.CharField(
        _("toll service numbers"), max_length=20, choices=Channel, blank=True
    )
    toll_number_partner = models.CharField(max_length=60, blank=True)
    toll_free_number_channel = models.CharField(
        _("toll-free numbers"), max_length=20, choices=Channel, blank=True
    )
    toll_free_number_partner = models.CharField(max_length=60, blank=True)
    channel_basis = models.CharField(max_length=200, blank=True)
    new_number_form = models.CharField(max_length=200, blank=True)
    kyc_form = models.CharField(max_length=200, blank=True)
    new_order_weeks = models.CharField(_("weeks until new numbers arrive"), max_length=20, blank=True)

    port_in_user = models.BooleanField(_("port user numbers in"), null=True, blank=True)
    port_in_service = models.BooleanField(_("port service numbers in"), null=True, blank=True)
    port_loa_types = models.CharField(max_length=200, blank=True)
    port_channel = models.CharField(max_length=40, blank=True)
    port_weeks = models.CharField(_("weeks until ported numbers arrive"), max_length=20, blank=True)
    ported_numbers_not_for_conferencing = models.BooleanField(null=True, blank=True)

    class AddressMoment(models.TextChoices):
        NOT_STATED = "", _("Not stated")
        ON_ASSIGN = "on_assign", _("When a number is assigned")
        ON_ACQUIRE = "on_acquire", _("When a number is acquired")

    emergency_address_moment = models.CharField(max_length=12, choices=AddressMoment, blank=True)
    address_must_match_area_code = models.BooleanField(null=True, blank=True)
    directory_listing_supported = models.BooleanField(null=True, blank=True)
    mobile_port_in = models.BooleanField(null=True, blank=True)
    port_lead_days_min = models.PositiveSmallIntegerField(null=True, blank=True)
    carrier_response_days_min = models.PositiveSmallIntegerField(null=True, blank=True)
    carrier_response_days_max = models.PositiveSmallIntegerField(null=True, blank=True)
    only_non_geographic = models.BooleanField(null=True, blank=True)
    rules_source = models.CharField(max_length=200, blank=True)

    notes = models.TextField(_("notes"), blank=True)
    source_path = models.CharField(max_length=300, blank=True)
    source_commit = models.CharField(max_length=40, blank=True)
    source_date = models.DateField(null=True, blank=True)
    management_path = models.CharField(max_length=300, blank=True)
    management_commit = models.CharField(max_length=40, blank=True)
    edited_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Set when an operator changed the loaded row.")
    )
    edited_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["name_en"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """CLDR's name of the country in the reader's language."""
        return self.name_fr if (get_language() or "en").startswith("fr") else self.name_en

    @property
    def has_calling_plans(self) -> bool:
        """Calling Plans are stated to exist, from the provider or a partner; elsewhere the way is Direct Routing."""
        return bool(self.calling_plans or self.calling_plan_partner)


class City(models.Model):
    """A city with toll service numbers, or with conferencing numbers that are assigned automatically."""

    class Kind(models.TextChoices):
        TOLL_SERVICE = "toll_service", _("Toll service numbers")
        CONFERENCING = "conferencing_auto_assigned", _("Automatically assigned conferencing numbers")

    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="cities")
    state = models.CharField(_("state or region"), max_length=80, blank=True)
    name = models.CharField(_("city"), max_length=80)
    kind = models.CharField(max_length=30, choices=Kind)
    on_request = models.BooleanField(default=False)
    source_path = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["country_id", "state", "name"]
        constraints = [
            models.UniqueConstraint(fields=["country", "state", "name", "kind"], name="one_city_per_kind")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.state}" if self.state else self.name


def plain_price(price: Decimal | None) -> str:
    """A price without trailing noughts, but with cents: 0.50, 0.015; empty for none."""
    if price is None:
        return ""
    cents = price.quantize(Decimal("0.01"))
    return f"{cents if cents == price else price.normalize():f}"


class Rate(models.Model):
    """US$ per minute to a dialled prefix; the longest prefix wins. Null: not stated."""

    prefix = models.CharField(max_length=20, primary_key=True)
    iso2 = models.CharField(max_length=2, db_index=True)
    kind = models.CharField(max_length=20)
    usd_per_minute = models.DecimalField(
        _("US$ a minute"),
        max_digits=9,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["prefix"]

    def __str__(self) -> str:
        return self.prefix

    @property
    def kind_label(self) -> str:
        """The kind of number in words."""
        return number_kind(self.kind)

    @property
    def price(self) -> str:
        """The rate as it is read; empty when it is not stated."""
        return plain_price(self.usd_per_minute)


class CountryReview(TenantOwned):
    """A tenant admin has seen what this country offers and lacks (design, section 2: step 1)."""

    country = CountryField()
    seen_by_name = models.CharField(max_length=150)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "country"], name="one_review_per_country")]

    def __str__(self) -> str:
        return str(self.country)


class ReferenceData(models.Model):
    """When which data file was loaded, and its hash, so that a second run changes nothing."""

    name = models.CharField(max_length=60, primary_key=True)
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    loaded_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
