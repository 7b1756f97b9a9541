"""What every page knows: where it is, who looks at it, and whether the workers live."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from config.navigation import navigation_for
from jobs.heartbeat import workers_are_silent


def console(request: HttpRequest) -> dict[str, Any]:
    """Context of the base page: `navigation`, `tenant`, `membership`, and the banners that apply."""
    membership = getattr(request, "membership", None)
    return {
        "navigation": navigation_for(request),
        "tenant": getattr(request, "tenant", None),
        "membership": membership,
        "demonstration": settings.DEMONSTRATION or settings.MODE == "test",
        "sandbox": settings.CARRIER.endswith("SandboxCarrier"),
        "sandbox_payment": settings.SANDBOX_PAYMENT,
        "workers_dead": request.user.is_authenticated and workers_are_silent()
        if hasattr(request, "user")
        else False,
        "version": settings.VERSION,
        "role_label": membership.get_role_display() if membership else _staff_label(request),
    }


def _staff_label(request: HttpRequest) -> str:
    """What the provider's own staff is called in the masthead."""
    user = getattr(request, "user", None)
    return (
        user.get_provider_role_display()
        if user is not None and user.is_authenticated and user.is_desk
        else ""
    )
