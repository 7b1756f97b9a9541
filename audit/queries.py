"""The record of one tenant, or of one thing in it."""

from django.db import models
from django.db.models import QuerySet

from audit.models import Event


def events() -> QuerySet[Event]:
    """The events of the scope's tenant, the newest first."""
    return Event.objects.order_by("-id")


def events_of(obj: models.Model) -> QuerySet[Event]:
    """The events of one thing, the newest first."""
    return events().filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))
