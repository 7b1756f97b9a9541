"""Many numbers as one request: a reservation and its lines. The numbers themselves are held by number orders."""

from datetime import datetime
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from numbering.choices import Allowance, Kind, Usage
from tenants.models import EmergencyAddress, User
from tenants.scoping import TenantOwned


class Reservation(TenantOwned):
    """Numbers of several places, asked for at once and held by workers. One writer: `numbering.transitions`.

    `held_from` is when the first number was held: two hours later the last one goes. `rounds` counts how often
    workers were sent to hold: once when it was asked for, and once for each alternative that was chosen.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Waiting for a worker")
        HOLDING = "holding", _("Being held")
        READY = "ready", _("Held, to be decided")
        ACQUIRING = "acquiring", _("Being acquired")
        DONE = "done", _("Acquired")
        GIVEN_BACK = "given_back", _("Given back")
        EXPIRED = "expired", _("Ran out")
        FAILED = "failed", _("Failed")

    OPEN: ClassVar = (Status.ASKED, Status.HOLDING, Status.READY, Status.ACQUIRING)
    WORKING: ClassVar = (Status.ASKED, Status.HOLDING, Status.ACQUIRING)

    token = models.CharField(
        max_length=40, help_text=_("The form that asked: sent twice, it is one request.")
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    rounds = models.PositiveIntegerField(default=1)
    held_from = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_by_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "token"], name="one_reservation_per_form")]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=models.Q(status__in=["asked", "holding", "ready", "acquiring"]),
                name="open_reservations",
            ),
            models.Index(fields=["tenant", "-id"], name="reservations_by_tenant"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What people call it: short, and the same for ever."""
        return f"RV-{1000 + self.pk}" if self.pk else "RV"

    @property
    def is_open(self) -> bool:
        """Somebody or a worker must still act."""
        return self.status in self.OPEN

    def is_live(self, now: datetime | None = None) -> bool:
        """To be decided and not run out, by the clock at reading: the sweep only tidies (design, rule 4)."""
        ends = self.expires_at
        return self.status == self.Status.READY and ends is not None and ends > (now or timezone.now())


class ReservationLine(TenantOwned):
    """So many numbers of one place. `note` says why some are missing; `alternatives` are what is near and free.

    `instead_of` is the line for whose missing numbers this one was chosen. A line without `searched_at` waits for a
    worker.
    """

    reservation = models.ForeignKey(Reservation, on_delete=models.CASCADE, related_name="lines")
    instead_of = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="instead"
    )
    quantity = models.PositiveIntegerField()
    usage = models.CharField(max_length=12, choices=Usage)
    kind = models.CharField(max_length=16, choices=Kind)
    allowance = models.CharField(max_length=10, choices=Allowance)
    country = CountryField()
    state = models.CharField(max_length=80, blank=True)
    city = models.CharField(max_length=80, blank=True)
    prefix = models.CharField(max_length=15, blank=True)
    emergency_address = models.ForeignKey(
        EmergencyAddress, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    searched_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    alternatives = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.quantity} {self.city or self.prefix or self.country}"
