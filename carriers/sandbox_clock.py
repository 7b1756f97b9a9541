"""The sandbox's calendar: days of so many real seconds, counted for each order from the moment that it came."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from carriers.models import SandboxSkip

DAY: Final = timedelta(days=1)


def now(since: datetime) -> datetime:
    """The moment on the sandbox's calendar for an order that came at `since`; one query."""
    skipped = SandboxSkip.objects.filter(at__gt=since).aggregate(days=Sum("days"))["days"] or 0.0
    passed = max(timedelta(), timezone.now() - since)
    return since + passed * (DAY.total_seconds() / settings.SANDBOX_DAY_SECONDS) + skipped * DAY


def skip(days: float) -> None:
    """Set the calendar forward for all orders that are there."""
    SandboxSkip.objects.create(days=days)
