"""Port orders: numbers that come from another provider, with their papers, their letter and their life (rules 5).

A project is what the customer typed in one go; its orders are what carriers accept: one provider, one account, one
kind of number each, one after the other where they share an account.
"""

from typing import ClassVar

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from numbering.models import PhoneNumber, Usage
from porting.carrier_models import CarrierOrder
from porting.desk_models import CarrierEvent, FieldMark, Mention, PortClock, SavedReply, SavedView
from porting.paper_models import Letter, PortDocument, PortVersion
from porting.rule_models import CountryRequirement, PortingHoliday, PortingRule, RejectionReason
from tenants.models import Person, User
from tenants.scoping import TenantOwned

__all__ = [
    "CarrierEvent",
    "CarrierOrder",
    "CountryRequirement",
    "FieldMark",
    "Letter",
    "Mention",
    "PortClock",
    "PortDocument",
    "PortEvent",
    "PortOrder",
    "PortProject",
    "PortVersion",
    "PortedNumber",
    "PortingHoliday",
    "PortingRule",
    "RejectionReason",
    "SavedReply",
    "SavedView",
]


class PortProject(TenantOwned):
    """All that a customer brings along at once. Its status is worked out from its orders."""

    name = models.CharField(_("name"), max_length=120)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_by_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class PortOrder(TenantOwned):
    """One order to one losing carrier (rules 5.1, 5.2). One writer of its status: `porting.transitions`."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        AWAITING_SIGNATURE = "awaiting_signature", _("Waiting for the signature")
        IN_REVIEW = "in_review", _("In review")
        RETURNED = "returned", _("Returned to you")
        SENT = "sent", _("Sent to the carrier")
        CARRIER_ACTION = "carrier_action", _("Carrier asks for a correction")
        DATE_CONFIRMED = "date_confirmed", _("Date confirmed")
        LOCKED = "locked", _("Locked: less than 24 hours to go")
        ACTIVATING = "activating", _("Being activated")
        COMPLETED = "completed", _("Completed")
        PARTLY_COMPLETED = "partly_completed", _("Partly completed")
        CANCEL_REQUESTED = "cancel_requested", _("Cancellation asked for")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")

    class Kind(models.TextChoices):
        USER = "user", _("Numbers for people")
        TOLL = "toll", _("Toll service numbers")
        TOLL_FREE = "toll_free", _("Toll-free service numbers")

    class Channel(models.TextChoices):
        ONLINE = "online", _("Online")
        MANUAL = "manual", _("By the service desk")

    class Scope(models.TextChoices):
        FULL = "full", _("All numbers of the account")
        PARTIAL = "partial", _("Some numbers of the account")

    class Remaining(models.TextChoices):
        KEEP = "keep", _("Stay with the current provider")
        DISCONNECT = "disconnect", _("Are given up")

    CLOSED: ClassVar = (Status.COMPLETED, Status.CANCELLED, Status.EXPIRED)
    WITH_CUSTOMER: ClassVar = (Status.DRAFT, Status.AWAITING_SIGNATURE, Status.RETURNED)
    EDITABLE: ClassVar = (Status.DRAFT, Status.AWAITING_SIGNATURE, Status.RETURNED, Status.CARRIER_ACTION)
    WITH_CARRIER: ClassVar = (
        Status.SENT,
        Status.DATE_CONFIRMED,
        Status.LOCKED,
        Status.ACTIVATING,
        Status.PARTLY_COMPLETED,
        Status.CANCEL_REQUESTED,
    )
    HANDED_IN: ClassVar = (Status.IN_REVIEW, Status.RETURNED, Status.CARRIER_ACTION, *WITH_CARRIER)
    """Open, and known to the desk."""

    project = models.ForeignKey(
        PortProject, null=True, blank=True, on_delete=models.CASCADE, related_name="orders"
    )
    sequence = models.PositiveSmallIntegerField(default=1)
    follows = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="followers",
        help_text=_("The order on the same account that must be over first (rules 5.1)."),
    )
    reference = models.CharField(max_length=20, unique=True)
    name = models.CharField(_("name of the order"), max_length=120)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.ONLINE)
    version = models.PositiveSmallIntegerField(default=1, help_text=_("Grows with each resubmission."))
    country = CountryField(_("country"))
    kind = models.CharField(_("kind of numbers"), max_length=10, choices=Kind)

    provider = models.CharField(_("current provider"), max_length=120, blank=True)
    account_number = models.CharField(_("account number"), max_length=60, blank=True)
    account_pin = models.CharField(_("account PIN"), max_length=60, blank=True)
    billing_number = models.CharField(_("billing number"), max_length=16, blank=True)
    scope = models.CharField(_("what is moved"), max_length=8, choices=Scope, blank=True)
    remaining = models.CharField(_("the other numbers"), max_length=10, choices=Remaining, blank=True)
    new_billing_number = models.CharField(_("new billing number"), max_length=16, blank=True)
    reseller = models.CharField(_("reseller who bills you"), max_length=120, blank=True)
    details = models.JSONField(
        default=dict, blank=True, help_text=_("What this country asks for besides, by the key of its rule.")
    )

    organisation = models.CharField(_("name of the organisation"), max_length=120, blank=True)
    house_number = models.CharField(_("house number"), max_length=20, blank=True)
    street = models.CharField(_("street"), max_length=120, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    state = models.CharField(_("state or region"), max_length=80, blank=True)
    postal_code = models.CharField(_("postcode"), max_length=20, blank=True)
    authorised_name = models.CharField(_("authorised person"), max_length=120, blank=True)
    authorised_title = models.CharField(_("their position"), max_length=120, blank=True)
    authorised_email = models.EmailField(_("their e-mail address"), blank=True)
    notify = models.CharField(_("more e-mail addresses to notify"), max_length=1000, blank=True)

    wanted_at = models.DateTimeField(_("wanted date"), null=True, blank=True)
    time_zone = models.CharField(_("time zone of the date"), max_length=64, blank=True)
    foc_at = models.DateTimeField(_("firm order commitment"), null=True, blank=True)

    claimed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    urgent = models.BooleanField(_("urgent"), default=False)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by_name = models.CharField(max_length=150, blank=True)
    answer_due_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("When the desk's first answer is due; empty while the clock rests."),
    )
    answer_left = models.DurationField(
        null=True, blank=True, help_text=_("Working time that was left when the clock was stopped.")
    )
    customer_wrote_at = models.DateTimeField(
        null=True, blank=True, help_text=_("The customer's message that the desk has not answered yet.")
    )
    carrier_reference = models.CharField(max_length=80, blank=True)
    carrier_words = models.CharField(
        max_length=120, blank=True, help_text=_("The carrier's own status, raw.")
    )
    carrier_seen_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_by_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    number_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="ports_by_tenant"),
            models.Index(fields=["status", "answer_due_at", "id"], name="ports_by_clock"),
            models.Index(fields=["status", "foc_at"], name="ports_by_date"),
            models.Index(fields=["claimed_by", "status"], name="ports_by_agent"),
            models.Index(fields=["carrier_reference"], name="ports_by_carrier"),
            models.Index(
                fields=["answer_due_at", "id"],
                condition=models.Q(
                    status__in=[
                        "in_review",
                        "returned",
                        "carrier_action",
                        "sent",
                        "date_confirmed",
                        "locked",
                        "activating",
                        "partly_completed",
                        "cancel_requested",
                    ]
                ),
                name="ports_at_the_desk",
            ),
            models.Index(
                fields=["customer_wrote_at", "id"],
                condition=models.Q(customer_wrote_at__isnull=False),
                name="ports_unanswered",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status__in=["date_confirmed", "locked", "activating"])
                | models.Q(foc_at__isnull=False),
                name="a_date_once_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Still on its way."""
        return self.status not in self.CLOSED


class PortedNumber(TenantOwned):
    """One number of an order. `is_open` is kept by the writer of transitions: a number is in one open order at most."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Not moved yet")
        CONFIRMED = "confirmed", _("Confirmed by the carrier")
        REJECTED = "rejected", _("Rejected")
        ACTIVATED = "activated", _("Moved")
        FAILED = "failed", _("Could not be moved")
        DROPPED = "dropped", _("Taken out of the order")

    ENDED: ClassVar = (Status.ACTIVATED, Status.DROPPED)
    """Nothing that a carrier or the desk says changes a number in these."""

    order = models.ForeignKey(PortOrder, on_delete=models.CASCADE, related_name="numbers")
    e164 = models.CharField(max_length=16)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    is_open = models.BooleanField(
        default=False, help_text=_("In an order that was submitted and is not over.")
    )
    usage = models.CharField(_("will be for"), max_length=12, choices=Usage)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    replaces = models.ForeignKey(
        PhoneNumber,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The temporary number that it takes over from."),
    )
    rio = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=40, blank=True, help_text=_("A code of RejectionReason."))
    carrier_words = models.CharField(max_length=120, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["e164"]
        constraints = [
            models.UniqueConstraint(fields=["order", "e164"], name="once_in_a_port_order"),
            models.UniqueConstraint(
                fields=["e164"], condition=models.Q(is_open=True), name="number_in_one_open_port_order"
            ),
        ]
        indexes = [
            models.Index(fields=["e164"], name="ported_by_number"),
            models.Index(OpClass(Reverse("e164"), "text_pattern_ops"), name="ported_by_last_digits"),
        ]

    def __str__(self) -> str:
        return self.e164


class PortEvent(TenantOwned):
    """One entry of an order's timeline: a move, a comment, a document, a date. Private ones are the desk's alone."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened")
        MOVED = "moved", _("Moved on")
        EDITED = "edited", _("Corrected")
        CLAIMED = "claimed", _("Claimed")
        HANDED = "handed", _("Handed over")
        PRIORITY = "priority", _("Priority")
        APPROVED = "approved", _("Approved")
        SPLIT = "split", _("Split")
        COMMENT = "comment", _("Comment")
        DOCUMENT = "document", _("Document")
        LETTER = "letter", _("Letter of authorization")
        DATE = "date", _("Date")
        NUMBERS = "numbers", _("Numbers")
        CARRIER = "carrier", _("Carrier")
        REMINDER = "reminder", _("Reminder")

    order = models.ForeignKey(PortOrder, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    by_name = models.CharField(max_length=150)
    side = models.CharField(max_length=10)
    private = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
