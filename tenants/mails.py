"""Mails about people and places; each is a row in the outbox, written with the change that it tells of."""

from typing import Any

from django.core.mail import send_mail
from django.template.loader import render_to_string


def post(template: str, *, to: str, subject: str, context: dict[str, Any]) -> None:
    """Write a mail from `templates/mail/<template>.txt`; call it inside the transaction of the change."""
    body = render_to_string(f"mail/{template}.txt", context)
    send_mail(" ".join(subject.split()), body.strip() + "\n", None, [to])
