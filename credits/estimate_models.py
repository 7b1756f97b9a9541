"""What the estimate of funding is made of: minutes that an admin expects, and rates that the operator keeps."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from countries.models import plain_price
from tenants.scoping import TenantOwned


class ExpectedUse(TenantOwned):
    """Minutes a month that somebody expects of one kind of call and one country. What was typed is kept."""

    class Kind(models.TextChoices):
        TOLL_FREE = "toll_free", _("To our toll-free numbers")
        OUT_OF_PLAN = "out_of_plan", _("That no plan includes")
        BEYOND_POOL = "beyond_pool", _("Beyond the pools of plans")

    class Called(models.TextChoices):
        LANDLINE = "landline", _("Landlines")
        MOBILE = "mobile", _("Mobiles")

    kind = models.CharField(_("calls"), max_length=12, choices=Kind)
    country = CountryField(_("country"))
    called = models.CharField(_("called numbers"), max_length=8, choices=Called, blank=True)
    minutes = models.PositiveIntegerField(_("minutes a month"))

    class Meta:
        ordering = ["kind", "country", "called", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "country", "called"], name="one_expectation_per_kind_and_country"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.country} {self.called}".strip()


class TollFreeRate(models.Model):
    """US$ a minute for calls that others make to a country's toll-free numbers. No row, or null: not stated."""

    country = models.CharField(max_length=2, primary_key=True)
    usd_per_minute = models.DecimalField(
        _("US$ a minute"),
        max_digits=9,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    edited_at = models.DateTimeField(default=timezone.now)
    edited_by_name = models.CharField(max_length=150)

    def __str__(self) -> str:
        return self.country

    @property
    def price(self) -> str:
        """The rate as it is read; empty when it is not stated."""
        return plain_price(self.usd_per_minute)
