"""The number inventory: orders that search, hold and acquire; held numbers; owned numbers; requests to the desk.

Reservations, which are many orders at once, stand in `reservation_models`; files of people and numbers in `file_models`.
"""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from numbering.choices import Allowance, Kind, Usage
from numbering.file_models import AssignmentFile, AssignmentRow
from numbering.reservation_models import Reservation, ReservationLine
from tenants.models import EmergencyAddress, Person, User
from tenants.scoping import TenantOwned

__all__ = [
    "Allowance",
    "AssignmentFile",
    "AssignmentRow",
    "HeldNumber",
    "Kind",
    "NumberOrder",
    "NumberRequest",
    "PhoneNumber",
    "RequestEvent",
    "Reservation",
    "ReservationLine",
    "Usage",
]


class NumberOrder(TenantOwned):
    """Numbers searched, held and then acquired or let go (rules 3.3). One writer: `numbering.transitions`."""

    class Status(models.TextChoices):
        HELD = "held", _("Held")
        ACQUIRING = "acquiring", _("Being acquired")
        ACQUIRED = "acquired", _("Acquired")
        LET_GO = "let_go", _("Let go")
        EXPIRED = "expired", _("Expired")
        FAILED = "failed", _("Failed")

    reference = models.CharField(max_length=40, unique=True)
    allowance = models.CharField(max_length=10, choices=Allowance)
    usage = models.CharField(max_length=12, choices=Usage)
    kind = models.CharField(max_length=16, choices=Kind)
    country = CountryField()
    place = models.CharField(
        max_length=160, blank=True, help_text=_("What was searched, in words: Seattle, WA.")
    )
    emergency_address = models.ForeignKey(
        EmergencyAddress, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    line = models.ForeignKey(
        ReservationLine, on_delete=models.CASCADE, null=True, blank=True, related_name="orders"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.HELD)
    quantity = models.PositiveIntegerField()
    acquired_count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField()
    error = models.TextField(blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_by_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["expires_at"], condition=models.Q(status="held"), name="holds_by_end"),
            models.Index(fields=["tenant", "-id"], name="orders_by_tenant"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What people call the order: short, and the same for ever. The carrier is told the `reference`."""
        return f"NO-{1000 + self.pk}" if self.pk else self.reference

    def is_live(self, now: datetime | None = None) -> bool:
        """Held and not run out, by the clock at reading: the sweep only tidies (design, rule 4)."""
        return self.status == self.Status.HELD and self.expires_at > (now or timezone.now())


class HeldNumber(TenantOwned):
    """One number in one order's hold. `e164` is the primary key: two orders can never hold the same number.

    Live while `expires_at` is null (being acquired) or in the future; a row that ran out may be taken over.
    """

    e164 = models.CharField(max_length=16, primary_key=True)
    order = models.ForeignKey(NumberOrder, on_delete=models.CASCADE, related_name="held")
    allowance = models.CharField(max_length=10, choices=Allowance)
    country = CountryField()
    state = models.CharField(max_length=80, blank=True)
    city = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=16, choices=Kind)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "allowance"], name="held_by_allowance")]

    def __str__(self) -> str:
        return self.e164


class PhoneNumber(TenantOwned):
    """A number that the tenant owns (rules 3.2). `e164` is unique over all tenants. One writer: `transitions`."""

    class Supply(models.TextChoices):
        CALLING_PLAN = "calling_plan", _("Calling Plan")
        DIRECT_ROUTING = "direct_routing", _("Direct Routing")

    class Origin(models.TextChoices):
        ONLINE = "online", _("Acquired online")
        REQUESTED = "requested", _("Delivered on request")
        PORTED = "ported", _("Ported in")
        UPLOADED = "uploaded", _("Uploaded")

    class Status(models.TextChoices):
        UNASSIGNED = "unassigned", _("Free")
        ASSIGNED = "assigned", _("Assigned")
        RELEASING = "releasing", _("Being released")

    class Activation(models.TextChoices):
        ACTIVATED = "activated", _("Active")
        PENDING = "pending", _("Being activated")
        FAILED = "failed", _("Failed")

    COUNTS_AGAINST_QUOTA: ClassVar = (Origin.ONLINE,)

    e164 = models.CharField(max_length=16, unique=True)
    extension = models.CharField(_("extension"), max_length=10, blank=True)
    digit_groups = ArrayField(models.CharField(max_length=3), default=list, editable=False)
    country = CountryField()
    state = models.CharField(max_length=80, blank=True)
    city = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=16, choices=Kind)
    supply = models.CharField(max_length=16, choices=Supply)
    origin = models.CharField(max_length=10, choices=Origin)
    usage = models.CharField(max_length=12, choices=Usage)
    allowance = models.CharField(max_length=10, choices=Allowance)
    status = models.CharField(max_length=10, choices=Status, default=Status.UNASSIGNED)
    activation = models.CharField(max_length=10, choices=Activation, default=Activation.ACTIVATED)
    order = models.ForeignKey(
        NumberOrder, null=True, blank=True, on_delete=models.SET_NULL, related_name="numbers"
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="numbers"
    )
    emergency_address = models.ForeignKey(
        EmergencyAddress, null=True, blank=True, on_delete=models.PROTECT, related_name="numbers"
    )
    blocked_until = models.DateField(_("kept free until"), null=True, blank=True)
    blocked_forever = models.BooleanField(_("kept free until cleared"), default=False)
    max_concurrent_calls = models.PositiveIntegerField(_("calls at the same time"))
    acquired_at = models.DateTimeField(default=timezone.now)
    assigned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "allowance", "e164"], name="numbers_by_allowance"),
            models.Index(fields=["tenant", "status", "e164"], name="numbers_by_status"),
            GinIndex(fields=["digit_groups"], name="numbers_by_digits"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="assigned") | models.Q(person=None),
                name="person_only_when_assigned",
            ),
            models.UniqueConstraint(
                fields=["tenant", "person"], condition=~models.Q(person=None), name="one_number_per_person"
            ),
        ]
        ordering = ["e164"]

    def __str__(self) -> str:
        return self.e164

    @property
    def is_service(self) -> bool:
        """For queues, attendants and bridges; never for a person (rules 3.5)."""
        return self.usage != Usage.USER


class NumberRequest(TenantOwned):
    """A case on the desk: numbers that are not to be had online (rules 3.7). One writer: `transitions`."""

    class Status(models.TextChoices):
        OPEN = "open", _("New")
        IN_REVIEW = "in_review", _("In review")
        WAITING_CUSTOMER = "waiting_customer", _("Waiting for customer")
        DELIVERED = "delivered", _("Delivered")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN_STATES: ClassVar = (Status.OPEN, Status.IN_REVIEW, Status.WAITING_CUSTOMER)

    reference = models.CharField(max_length=20, unique=True)
    usage = models.CharField(_("the numbers are for"), max_length=12, choices=Usage)
    kind = models.CharField(_("kind of number"), max_length=16, choices=Kind)
    country = CountryField(_("country"))
    state = models.CharField(_("state or region"), max_length=80, blank=True)
    city = models.CharField(_("city or area code"), max_length=80, blank=True)
    quantity = models.PositiveIntegerField(_("how many"))
    delivered_count = models.PositiveIntegerField(default=0)
    tried_online = models.BooleanField(_("tried to find them online"), default=False)
    directory_listing = models.BooleanField(_("to be listed in the directory"), default=False)
    office_address = models.CharField(_("address of the office"), max_length=250, blank=True)
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("what the desk must know"), max_length=4000, blank=True)
    notify = models.CharField(_("more e-mail addresses to notify"), max_length=500, blank=True)
    status = models.CharField(max_length=18, choices=Status, default=Status.OPEN)
    claimed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_by_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["status", "created_at"], name="requests_by_status")]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Somebody must still act."""
        return self.status in self.OPEN_STATES


class RequestEvent(TenantOwned):
    """One entry of a request's timeline: a transition, a comment, a delivery. Private ones are the desk's alone."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened")
        MOVED = "moved", _("Moved on")
        CLAIMED = "claimed", _("Claimed")
        TAKEN_OVER = "taken_over", _("Taken over")
        HANDED_BACK = "handed", _("Handed back")
        COMMENT = "comment", _("Comment")
        DELIVERY = "delivery", _("Numbers delivered")

    request = models.ForeignKey(NumberRequest, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    by_name = models.CharField(max_length=150)
    by_desk = models.BooleanField()
    private = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
