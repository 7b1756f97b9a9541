"""Communications Credits: an append-only ledger of lots that expire after twelve months (rules 12)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantOwned


class Lot(TenantOwned):
    """Money of one payment. What is left of it expires twelve months after it was paid."""

    paid_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["expires_at", "id"]

    def __str__(self) -> str:
        return f"{self.paid_at:%Y-%m-%d}"


class Entry(TenantOwned):
    """One movement of a lot. Append-only; `reference` is unique per tenant, so a replay changes nothing."""

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("Payment")
        CHARGE = "charge", _("Charge")
        EXPIRY = "expiry", _("Expired")
        CORRECTION = "correction", _("Correction")

    class Source(models.TextChoices):
        OPERATOR = "operator", _("Recorded by the operator")
        SANDBOX = "sandbox", _("Sandbox payment")
        SYSTEM = "system", _("Switchboard")

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=Kind)
    amount = models.DecimalField(_("amount in US$"), max_digits=14, decimal_places=4)
    reference = models.CharField(_("reference"), max_length=120)
    source = models.CharField(max_length=10, choices=Source)
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_by_name = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "reference"], name="one_entry_per_reference"),
            models.CheckConstraint(
                condition=models.Q(kind="payment", amount__gt=0)
                | models.Q(kind__in=["charge", "expiry"], amount__lt=0)
                | models.Q(kind="correction"),
                name="entry_sign_fits_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"
