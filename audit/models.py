"""The append-only record of who changed what, from what, to what."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import get_scope
from django_scopes.manager import DisabledQuerySet


class EventManager(models.Manager["Event"]):
    """Scoped like a tenant-owned model, by id: rows keep ids and names as text and no foreign keys."""

    def get_queryset(self) -> models.QuerySet["Event"]:
        current: dict[str, Any] = get_scope()
        if not current.get("_enabled", True):
            return super().get_queryset()
        if "tenant" not in current:
            return DisabledQuerySet(self.model, using=self._db, missing_scopes={"tenant"})
        return super().get_queryset().filter(tenant_id=current["tenant"].pk)


class Event(models.Model):
    """One change. Nothing points at other tables, so deleting a person or a tenant never loses its history."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    tenant_id = models.BigIntegerField(null=True)
    tenant_name = models.CharField(max_length=200, blank=True)
    actor_id = models.BigIntegerField(null=True, help_text=_("Empty when the system acted by itself."))
    actor_name = models.CharField(max_length=254)
    action = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80, blank=True)
    object_id = models.CharField(max_length=80, blank=True)
    object_name = models.CharField(max_length=300, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    request_id = models.CharField(max_length=40, blank=True)

    objects = EventManager()

    class Meta:
        indexes = [
            models.Index(fields=["tenant_id", "-id"], name="audit_by_tenant"),
            models.Index(fields=["tenant_id", "object_type", "object_id"], name="audit_by_object"),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.action} {self.object_name}"
