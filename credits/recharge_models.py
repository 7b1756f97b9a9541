"""How a tenant's credit is filled up again: its account's settings, its payment methods, and each recharge (rules 12)."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantOwned


class PaymentMethod(TenantOwned):
    """Something that a payment gateway can charge. `token` is what the gateway knows it by; no card is kept here."""

    gateway = models.CharField(max_length=30)
    token = models.CharField(max_length=100)
    name = models.CharField(_("payment method"), max_length=100)
    added_by_name = models.CharField(max_length=150)
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Account(TenantOwned):
    """What a tenant has decided about its credit, and what it has been told (rules 12.1). One row a tenant.

    `trigger` is US$: below it the tenant is warned, or recharged by `amount` when `auto_recharge` is on. Without a
    `method` a recharge is a request to the provider, who is told the agreement and the purchase order. `stopped_at`
    says that automatic recharges have stopped since the last one was not paid; somebody must let them go on.
    """

    auto_recharge = models.BooleanField(_("recharge automatically"), default=False)
    trigger = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    method = models.ForeignKey(
        PaymentMethod, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreement = models.CharField(max_length=40, blank=True)
    purchase_order = models.CharField(max_length=40, blank=True)
    lead_days = models.PositiveSmallIntegerField(default=3)
    stopped_at = models.DateTimeField(null=True, blank=True)
    low_told_at = models.DateTimeField(null=True, blank=True)
    empty_told_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_amount = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="one_account_per_tenant"),
            models.CheckConstraint(
                condition=Q(auto_recharge=False) | Q(trigger__gt=0, amount__gte=models.F("trigger")),
                name="auto_recharge_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trigger} / {self.amount}"


def _reference() -> str:
    return f"RC-{uuid.uuid4().hex[:16]}"


class Recharge(TenantOwned):
    """One filling-up: asked for, paid or not. At most one is open in a tenant. See `credits.transitions`.

    Each try at the gateway has a key of its own, made of the reference and the number of the try, and the try is
    written down before the gateway is asked: whoever asks again, asks with the same key.
    """

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Asked for")
        PAYING = "paying", _("Being paid")
        UNCLEAR = "unclear", _("Not clear")
        WITH_PROVIDER = "with_provider", _("With your provider")
        PAID = "paid", _("Paid")
        DECLINED = "declined", _("Not paid")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Origin(models.TextChoices):
        AUTO = "auto", _("Automatic")
        MANUAL = "manual", _("By hand")

    OPEN: ClassVar = (Status.REQUESTED, Status.PAYING, Status.UNCLEAR, Status.WITH_PROVIDER)

    reference = models.CharField(max_length=24, unique=True, default=_reference)
    origin = models.CharField(max_length=8, choices=Origin)
    status = models.CharField(max_length=14, choices=Status)
    amount = models.DecimalField(_("amount in US$"), max_digits=9, decimal_places=2)
    balance = models.DecimalField(max_digits=14, decimal_places=4)
    method = models.ForeignKey(
        PaymentMethod, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreement = models.CharField(max_length=40, blank=True)
    purchase_order = models.CharField(max_length=40, blank=True)
    tries = models.PositiveSmallIntegerField(default=1)
    error = models.CharField(max_length=300, blank=True)
    entry = models.OneToOneField(
        "credits.Entry", on_delete=models.PROTECT, null=True, blank=True, related_name="recharge"
    )
    asked_by_name = models.CharField(max_length=150)
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"],
                condition=Q(status__in=["requested", "paying", "unclear", "with_provider"]),
                name="one_open_recharge",
            ),
            models.CheckConstraint(
                condition=Q(status="paid", entry__isnull=False) | (~Q(status="paid") & Q(entry=None)),
                name="paid_recharge_is_booked",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "-id"], name="recharges_by_tenant")]

    def __str__(self) -> str:
        return self.reference

    @property
    def key(self) -> str:
        """The idempotency key of the try that is under way."""
        return f"{self.reference}-{self.tries}"

    @property
    def is_open(self) -> bool:
        """Still to be paid, or not known whether it was."""
        return self.status in self.OPEN


class SandboxPayment(models.Model):
    """What the sandbox gateway knows of one key. A gateway knows no tenants, and keeps this whatever becomes of us."""

    class Status(models.TextChoices):
        PAID = "paid", _("Paid")
        PENDING = "pending", _("Pending")
        DECLINED = "declined", _("Declined")

    key = models.CharField(max_length=40, primary_key=True)
    token = models.CharField(max_length=100)
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    status = models.CharField(max_length=8, choices=Status)
    due_at = models.DateTimeField(default=timezone.now)
    asked = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.key
