"""What a carrier has of a port order: one order of its own, or several where it splits ours."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from porting.carrier.words import Meaning
from tenants.scoping import TenantOwned


class CarrierOrder(TenantOwned):
    """One order at the carrier, as it stood when the carrier last spoke of it."""

    order = models.ForeignKey("porting.PortOrder", on_delete=models.CASCADE, related_name="parts")
    carrier = models.CharField(max_length=40)
    reference = models.CharField(max_length=80)
    numbers = ArrayField(models.CharField(max_length=16), default=list)
    words = models.CharField(max_length=120, blank=True, help_text=_("The carrier's own, raw."))
    meaning = models.CharField(max_length=16, choices=Meaning, default=Meaning.RECEIVED)
    foc_at = models.DateTimeField(null=True, blank=True)
    happened_at = models.DateTimeField(
        null=True, blank=True, help_text=_("By the carrier's calendar; what is older than this is not news.")
    )
    polled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveSmallIntegerField(default=1, help_text=_("The version that the carrier has."))
    date_asked = models.DateTimeField(null=True, blank=True, help_text=_("The date it was last asked for."))
    cancel_asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["carrier", "reference"], name="one_row_per_carrier_order")
        ]
        indexes = [models.Index(fields=["polled_at"], name="carrier_orders_by_poll")]

    def __str__(self) -> str:
        return self.reference
