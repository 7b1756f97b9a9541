"""Communications Credits: an append-only ledger of lots that expire after twelve months (rules 12)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from credits.estimate_models import ExpectedUse, TollFreeRate
from credits.recharge_models import Account, PaymentMethod, Recharge, SandboxPayment
from tenants.scoping import TenantOwned

__all__ = [
    "Account",
    "Entry",
    "ExpectedUse",
    "Lot",
    "PaymentMethod",
    "Recharge",
    "SandboxPayment",
    "TollFreeRate",
]


class Lot(TenantOwned):
    """Money of one payment. What is left of it expires twelve months after it was paid.

    `paid` and `remaining` are kept by a trigger of the database as entries are written, so they are always the sums
    of the entries, and a lot can never be spent below zero.
    """

    paid_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    paid = models.DecimalField(max_digits=14, decimal_places=4, default=0, editable=False)
    remaining = models.DecimalField(max_digits=14, decimal_places=4, default=0, editable=False)

    class Meta:
        ordering = ["expires_at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(remaining__gte=0), name="lot_never_below_zero")
        ]
        indexes = [models.Index(fields=["tenant", "expires_at", "id"], name="lots_by_expiry")]

    def __str__(self) -> str:
        return f"{self.paid_at:%Y-%m-%d}"


class Entry(TenantOwned):
    """One movement of a lot. Append-only; a reference is used once in a tenant, so a replay changes nothing.

    A charge that one lot does not cover is several entries of one reference: its parts, counted from 0.
    """

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("Payment")
        CHARGE = "charge", _("Charge")
        EXPIRY = "expiry", _("Expired")
        CORRECTION = "correction", _("Correction")

    class Source(models.TextChoices):
        OPERATOR = "operator", _("Recorded by the operator")
        SANDBOX = "sandbox", _("Sandbox payment")
        GATEWAY = "gateway", _("Card payment")
        SYSTEM = "system", _("Switchboard")

    class Purpose(models.TextChoices):
        """What a charge was for: the scenarios that consume credit (rules 12.1)."""

        NONE = "", _("Not a charge")
        TOLL_FREE = "toll_free", _("Calls to toll-free numbers")
        OUT_OF_PLAN = "out_of_plan", _("Calls that no plan includes")
        BEYOND_POOL = "beyond_pool", _("Minutes beyond the pool")
        CONFERENCING = "conferencing", _("Audio Conferencing")
        OTHER = "other", _("Other use")

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=Kind)
    amount = models.DecimalField(_("amount in US$"), max_digits=14, decimal_places=4)
    reference = models.CharField(_("reference"), max_length=120)
    part = models.PositiveSmallIntegerField(default=0)
    purpose = models.CharField(max_length=12, choices=Purpose, blank=True, default=Purpose.NONE)
    source = models.CharField(max_length=10, choices=Source)
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_by_name = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(default=timezone.now)  # when it was paid, used or ended

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "reference", "part"], name="one_entry_per_reference"),
            models.CheckConstraint(
                condition=models.Q(kind="payment", amount__gt=0)
                | models.Q(kind__in=["charge", "expiry"], amount__lt=0)
                | models.Q(kind="correction"),
                name="entry_sign_fits_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "at"], name="ledger_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"
