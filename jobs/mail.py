"""Mail is a row first. `OutboxBackend` is Django's mail backend; a worker delivers the rows."""

import logging
import uuid
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.models import OutgoingMail
from jobs.queue import send

log = logging.getLogger(__name__)
LEASE_SECONDS = 60
SECRET: Final = {"X-Switchboard-Secret": "yes"}
"""Headers of a mail whose words must not stay in the database once it has gone out. They are not sent."""


class OutboxBackend(BaseEmailBackend):
    """Writes each mail as a row in the caller's transaction: it is sent exactly when the change is kept."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store the messages; returns how many."""
        for message in email_messages:
            row = OutgoingMail.objects.create(
                to=", ".join(message.recipients())[:1000],
                from_email=message.from_email,
                subject=message.subject[:500],
                body=str(message.body),
                is_secret=SECRET.items() <= message.extra_headers.items(),
            )
            transaction.on_commit(partial(_hint, row.pk))
        return len(email_messages)


def _hint(mail_id: int) -> None:
    from jobs.tasks import deliver as task  # noqa: PLC0415  (the task module imports this one)

    send(task, mail_id)


def _unsent() -> QuerySet[OutgoingMail]:
    now = timezone.now()
    return OutgoingMail.objects.filter(
        Q(lease_until=None) | Q(lease_until__lt=now), sent_at=None, attempts__lt=OutgoingMail.MAX_ATTEMPTS
    )


def deliver(mail_id: int) -> bool:
    """Hand one mail to the delivery backend. True when it went out; an error stays on the row for the next sweep."""
    token = uuid.uuid4()
    until = timezone.now() + timedelta(seconds=LEASE_SECONDS)
    claimed = _unsent().filter(pk=mail_id)
    if not claimed.update(lease_token=token, lease_until=until, attempts=F("attempts") + 1):
        return False
    row = OutgoingMail.objects.get(pk=mail_id)
    try:
        connection = get_connection(settings.MAIL_DELIVERY_BACKEND)
        EmailMessage(row.subject, row.body, row.from_email, row.to.split(", "), connection=connection).send()
    except OSError as error:
        log.warning("Mail %s was not taken: %s", row.pk, error)
        given_up = _forgotten(row) if row.attempts >= OutgoingMail.MAX_ATTEMPTS else {}
        OutgoingMail.objects.filter(pk=row.pk, lease_token=token).update(error=str(error), **given_up)
        return False
    OutgoingMail.objects.filter(pk=row.pk, lease_token=token).update(
        sent_at=timezone.now(), error="", lease_until=None, **_forgotten(row)
    )
    return True


def _forgotten(row: OutgoingMail) -> dict[str, str]:
    """What is kept of a mail that nobody will try to deliver again."""
    return {"body": _("It held a secret, so its words were not kept.")} if row.is_secret else {}


def sweep(limit: int = 100) -> int:
    """Deliver mails that nobody delivers; returns how many went out."""
    return sum(deliver(pk) for pk in _unsent().order_by("pk").values_list("pk", flat=True)[:limit])
