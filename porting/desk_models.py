"""What the desk keeps: marks on fields, its clock, its replies, views and mentions, and what carriers said."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.models import User
from tenants.scoping import TenantOwned


class FieldMark(TenantOwned):
    """What an agent thinks of one field of one version of an order."""

    class Mark(models.TextChoices):
        TICK = "tick", _("Tick")
        QUERY = "query", _("Query")
        REJECT = "reject", _("Reject")

    order = models.ForeignKey("porting.PortOrder", on_delete=models.CASCADE, related_name="marks")
    version = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=40)
    mark = models.CharField(max_length=6, choices=Mark)
    reason = models.CharField(max_length=40, blank=True, help_text=_("A code of RejectionReason."))
    sentence = models.CharField(max_length=400, blank=True)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "version", "field"], name="one_mark_per_field")
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.mark}"


class PortClock(models.Model):
    """How soon the desk answers, and when it works (porting-and-carriers B7). One row; the operator edits it."""

    first_answer_hours = models.PositiveSmallIntegerField(
        _("working hours until the first answer"), default=8
    )
    large_answer_hours = models.PositiveSmallIntegerField(
        _("the same for large orders"), default=16, help_text=_("More than 30 numbers.")
    )
    urgent_answer_hours = models.PositiveSmallIntegerField(_("the same for urgent orders"), default=2)
    opens = models.TimeField(_("the desk opens"), default="08:00")
    closes = models.TimeField(_("the desk closes"), default="18:00")
    time_zone = models.CharField(_("time zone of the desk"), max_length=64, default="America/Chicago")
    country = models.CharField(_("country whose holidays count"), max_length=2, default="US")
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by_name = models.CharField(max_length=150, blank=True)

    def __str__(self) -> str:
        return f"{self.opens} to {self.closes} {self.time_zone}"


class SavedReply(models.Model):
    """A text that agents use again. A removed one is kept, so that it can be put back."""

    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"), max_length=4000)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "saved replies"
        constraints = [
            models.UniqueConstraint(
                Lower("title"), condition=models.Q(removed_at=None), name="one_port_reply_per_title"
            )
        ]

    def __str__(self) -> str:
        return self.title


class SavedView(models.Model):
    """Filters of the desk's queue under a name: an agent's own."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="port_views")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_port_view_per_name")]

    def __str__(self) -> str:
        return self.name


class Mention(TenantOwned):
    """An agent whom a colleague has named in a comment, until they open the order."""

    order = models.ForeignKey("porting.PortOrder", on_delete=models.CASCADE, related_name="mentions")
    event = models.ForeignKey("porting.PortEvent", on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="port_mentions")
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="mentioned_once_in_a_comment")]
        indexes = [
            models.Index(
                fields=["user", "order"], condition=models.Q(seen_at=None), name="port_mentions_unseen"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.order_id}"


class CarrierEvent(models.Model):
    """Something that a carrier said, kept raw before anything is done with it. The same event twice is one row."""

    carrier = models.CharField(max_length=40)
    event_id = models.CharField(max_length=120)
    carrier_reference = models.CharField(max_length=80, db_index=True)
    happened_at = models.DateTimeField()
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    received_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["carrier", "event_id"], name="one_row_per_carrier_event")
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(handled_at=None), name="carrier_events_to_do")
        ]

    def __str__(self) -> str:
        return self.event_id
