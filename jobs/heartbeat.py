"""Whether any worker lives: the beat queues a tiny task, the worker that runs it writes the time."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from jobs.models import Heartbeat

WORKER = "worker"


def beat() -> None:
    """Write that a worker ran just now."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"at": timezone.now()})


def seconds_silent() -> float | None:
    """Seconds since a worker last reported; None when none ever has."""
    at = Heartbeat.objects.filter(name=WORKER).values_list("at", flat=True).first()
    return None if at is None else (timezone.now() - at).total_seconds()


def workers_are_silent() -> bool:
    """No worker has reported for `WORKER_SILENCE_SECONDS`: what is saved is kept, but long work waits."""
    silent = seconds_silent()
    return silent is None or silent > timedelta(seconds=settings.WORKER_SILENCE_SECONDS).total_seconds()
