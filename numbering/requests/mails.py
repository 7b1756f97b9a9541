"""Mails about requests: to whoever must know, at each step that the other side takes."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from numbering.models import NumberRequest, PhoneNumber, RequestEvent
from tenants.models import User


def opened(request: NumberRequest) -> None:
    """The customer's own receipt."""
    _to_customer(request, _("Request %(reference)s has been received"), "opened")


def asked(request: NumberRequest, text: str) -> None:
    """The desk needs an answer."""
    _to_customer(request, _("Request %(reference)s needs an answer from you"), "asked", text=text)


def commented(request: NumberRequest, event: RequestEvent) -> None:
    """The desk has commented, or the customer has: the other side reads it."""
    if event.by_desk:
        _to_customer(request, _("A comment on request %(reference)s"), "commented", text=event.text)
    elif request.claimed_by is not None:
        subject = _("The customer has commented on %(reference)s") % {"reference": request.reference}
        url = reverse("desk:request", args=[request.pk])
        _send(subject, "commented", [request.claimed_by.email], request, url, text=event.text)


def delivered(request: NumberRequest, numbers: Sequence[PhoneNumber]) -> None:
    """Numbers have arrived."""
    _to_customer(request, _("Numbers of request %(reference)s have arrived"), "delivered", numbers=numbers)


def closed(request: NumberRequest, text: str) -> None:
    """The desk has ended it."""
    _to_customer(request, _("Request %(reference)s is closed"), "closed", text=text)


def taken_over(request: NumberRequest, before: User, by: User) -> None:
    """A colleague has taken a request from an agent, who would otherwise learn it from a shut button."""
    subject = _("%(name)s has taken over %(reference)s") % {"name": by, "reference": request.reference}
    _send(subject, "taken_over", [before.email], request, reverse("desk:request", args=[request.pk]), by=by)


def _to_customer(request: NumberRequest, subject: str, template: str, **context: Any) -> None:
    addresses = [request.created_by.email] if request.created_by else []
    addresses += [
        part for part in request.notify.replace(";", ",").replace(",", " ").split() if part not in addresses
    ]
    url = reverse("requests:detail", args=[request.tenant.slug, request.pk])
    _send(subject % {"reference": request.reference}, template, addresses, request, url, **context)


def _send(
    subject: str, template: str, to: list[str], request: NumberRequest, url: str, **context: Any
) -> None:
    if not to:
        return
    body = render_to_string(
        f"requests/mail/{template}.txt", {"request": request, "url": f"{settings.SITE_URL}{url}", **context}
    )
    send_mail(subject, body, None, to)
