"""Celery tasks of the sandbox carrier."""

from celery import shared_task
from django.conf import settings

from carriers import sandbox_messages


@shared_task(name="carriers.tick")
def tick() -> None:
    """Let the sandbox's orders go on, where it is the carrier."""
    if settings.PORT_CARRIER.startswith("carriers.sandbox_ports."):
        sandbox_messages.tick()
