"""The sandbox carrier's books of numbers that come from elsewhere: orders, what it will say, and its clock."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Script(models.TextChoices):
    """How the sandbox treats an order."""

    NORMAL = "normal", _("Goes well")
    REJECT = "reject", _("Is rejected, with a reason")
    ANYWAY = "anyway", _("Is rejected, and moves all the same")
    MOVE = "move", _("The date is moved twice")
    PART = "part", _("The last number stays behind for three days")
    LOSE = "lose", _("The last number never moves")
    LATE = "late", _("Messages come days late and out of order")
    TWICE = "twice", _("Every message comes twice")
    WRONG = "wrong", _("Words that nobody knows")
    SILENT = "silent", _("No messages: it must be asked")
    SPLIT = "split", _("Becomes two orders")
    KEEP = "keep", _("A cancellation is refused after a day")
    REFUSE = "refuse", _("Is refused at once")


class SandboxPort(models.Model):
    """An order at the sandbox. `plan` is what it will do: steps of [when, act, argument], the next one first."""

    reference = models.CharField(max_length=40, unique=True)
    ours = models.CharField(max_length=40, db_index=True, help_text=_("The customer's reference."))
    version = models.PositiveSmallIntegerField(default=1)
    script = models.CharField(max_length=10, choices=Script, default=Script.NORMAL)
    code = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=60, default="in-process")
    reasons = models.JSONField(default=list)
    numbers = models.JSONField(default=dict, help_text=_("Words and reason of each number."))
    wanted_at = models.DateTimeField(null=True, blank=True)
    foc_at = models.DateTimeField(null=True, blank=True)
    plan = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    began_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(help_text=_("On the sandbox's calendar."))
    serial = models.PositiveIntegerField(default=0)
    is_over = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["id"], condition=models.Q(is_over=False), name="sandbox_ports_open")]

    def __str__(self) -> str:
        return self.reference


class SandboxPortEvent(models.Model):
    """A message that the sandbox will send, `times` more times, when its calendar says `due_at`."""

    port = models.ForeignKey(SandboxPort, on_delete=models.CASCADE, related_name="events")
    payload = models.JSONField(encoder=DjangoJSONEncoder)
    due_at = models.DateTimeField()
    times = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["id"], condition=models.Q(times__gt=0), name="sandbox_port_unsent")]

    def __str__(self) -> str:
        return str(self.payload.get("id"))


class SandboxPortAnswer(models.Model):
    """How the next orders are treated, whatever they say: set by an operator, used up one by one."""

    script = models.CharField(_("what happens"), max_length=10, choices=Script)
    code = models.CharField(_("reason of a rejection"), max_length=40, blank=True)
    remaining = models.PositiveSmallIntegerField(_("how often"), default=1)

    def __str__(self) -> str:
        return f"{self.script} {self.code}".strip()


class SandboxSkip(models.Model):
    """Days by which the sandbox's calendar was set forward at a moment. Orders that came later do not feel it."""

    at = models.DateTimeField(default=timezone.now)
    days = models.FloatField(_("days"))

    def __str__(self) -> str:
        return f"{self.days} days"
