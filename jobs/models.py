"""Long work, mail and the workers' heartbeat: each is a row first, so that nothing depends on a broker or a process."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.models import User
from tenants.scoping import TenantOwned


class Job(TenantOwned):
    """One piece of long work: what is to be done, who holds it, how far it is, what came out."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN: ClassVar = (Status.QUEUED, Status.RUNNING)

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120, help_text=_("The same kind and key asked for twice is one job."))
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    result = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    error = models.TextField(blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    run_after = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    started_by_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "kind", "key"], name="one_job_per_key")]
        indexes = [
            models.Index(
                fields=["run_after"], condition=models.Q(status__in=["queued", "running"]), name="open_jobs"
            ),
            models.Index(fields=["tenant", "-id"], name="jobs_by_tenant"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Still to be done, or being done."""
        return self.status in self.OPEN


class OutgoingMail(models.Model):
    """A mail that was written. A worker hands it to the delivery backend; the demonstration shows it in the outbox."""

    MAX_ATTEMPTS = 10

    to = models.CharField(max_length=1000)
    from_email = models.CharField(max_length=254)
    subject = models.CharField(max_length=500)
    body = models.TextField()
    is_secret = models.BooleanField(
        default=False, help_text=_("Its words are shown to nobody, and forgotten once it has gone out.")
    )
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.subject


class Heartbeat(models.Model):
    """When a worker last ran anything that the beat had queued."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
