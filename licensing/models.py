"""Products, seats bought of them, and who has one (rules 2). Files of licences stand in `file_models`."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from licensing.file_models import LicenceFile, LicenceRow
from tenants.models import Person
from tenants.scoping import TenantOwned

__all__ = [
    "Assignment",
    "Capability",
    "LicenceChange",
    "LicenceFile",
    "LicenceRow",
    "Product",
    "SeatPurchase",
]


class Capability(models.TextChoices):
    """What a product gives to its holder; rules are written against these, never against SKUs."""

    BASE = "base", _("a base plan")
    PHONE_SYSTEM = "phone_system", _("Phone System")
    CALLING_PLAN = "calling_plan", _("a Calling Plan")
    INTERNATIONAL = "international", _("international minutes")
    PAYG = "payg", _("pay as you go")
    AUDIO_CONFERENCING = "audio_conferencing", _("Audio Conferencing")
    COMMUNICATIONS_CREDITS = "communications_credits", _("Communications Credits")
    RESOURCE_ACCOUNT = "resource_account", _("a resource account")


def _capabilities() -> ArrayField:
    return ArrayField(models.CharField(max_length=30, choices=Capability), default=list, blank=True)


def _country_codes() -> ArrayField:
    return ArrayField(models.CharField(max_length=2), default=list, blank=True)


class Product(models.Model):
    """A product of the catalogue (rules 2.1), with what it gives, needs and excludes (rules 2.2).

    `needs` must all be held, of `needs_one_of` one; both count what the holder's other products give. No other product
    of the holder may give what is in `excludes`.
    """

    class Group(models.TextChoices):
        BASE = "base", _("Base plans")
        PHONE = "phone", _("Phone System")
        PLANS = "plans", _("Calling Plans")
        CONFERENCING = "conferencing", _("Audio Conferencing")
        CREDITS = "credits", _("Communications Credits")
        RESOURCES = "resources", _("Resource accounts")

    sku = models.CharField("SKU", max_length=40, primary_key=True)
    name = models.CharField(_("product"), max_length=120)
    description = models.CharField(max_length=300, blank=True)
    group = models.CharField(max_length=20, choices=Group)
    gives = _capabilities()
    needs = _capabilities()
    needs_one_of = _capabilities()
    excludes = _capabilities()
    countries = _country_codes()  # empty: not restricted
    not_countries = _country_codes()
    free = models.BooleanField(default=False, help_text=_("Costs nothing, but is ordered all the same."))
    assignable_to_people = models.BooleanField(default=True)
    plan_minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Domestic minutes a month, where they are in the product's name.")
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class SeatPurchase(TenantOwned):
    """Seats that were bought (or given up: a negative quantity). Append-only; the pool is the sum."""

    class Source(models.TextChoices):
        OPERATOR = "operator", _("Recorded by the operator")
        SANDBOX = "sandbox", _("Sandbox purchase")
        FREE = "free", _("Ordered free of charge")

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="purchases")
    quantity = models.IntegerField(_("seats"))
    reference = models.CharField(_("reference"), max_length=80)
    bought_on = models.DateField(_("date of purchase"))
    amount = models.DecimalField(_("amount paid"), max_digits=12, decimal_places=2, null=True, blank=True)
    source = models.CharField(max_length=10, choices=Source)
    recorded_by_name = models.CharField(max_length=150)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "product", "reference"], name="one_purchase_per_reference"
            ),
            models.CheckConstraint(condition=~models.Q(quantity=0), name="purchase_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}"


class Assignment(TenantOwned):
    """A product given to a person. The row exists as long as the seat is taken (rules 2.3)."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        PROVISIONING = "provisioning", _("Being set up")
        ACTIVE = "active", _("Active")
        FAILED = "failed", _("Failed")

    TAKES_A_SEAT: ClassVar = (State.REQUESTED, State.PROVISIONING, State.ACTIVE)
    UNDER_WAY: ClassVar = (State.REQUESTED, State.PROVISIONING)

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="assignments")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="assignments")
    state = models.CharField(max_length=14, choices=State, default=State.REQUESTED)
    usage_location = models.CharField(max_length=2)
    error = models.CharField(max_length=300, blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    provisioning_at = models.DateTimeField(null=True, blank=True)
    active_at = models.DateTimeField(null=True, blank=True)
    assigned_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "person", "product"], name="one_seat_per_person")
        ]
        indexes = [models.Index(fields=["tenant", "product", "state"], name="seats_taken")]

    def __str__(self) -> str:
        return f"{self.product_id} for {self.person_id}"


class LicenceChange(TenantOwned):
    """One act of assigning or removing, over one person or many: what the worker sets up, and what Undo takes back.

    `added` are ids of assignments, `removed` pairs of person id and SKU. A file's changes are one for each piece of it.
    """

    upload = models.ForeignKey(
        LicenceFile, null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )
    added = models.JSONField(default=list)
    removed = models.JSONField(default=list)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"+{len(self.added)} -{len(self.removed)}"
