"""Mails about port orders: one at every change, to whoever asked for the order and to its contacts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage, send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from jobs.mail import SECRET
from porting.models import Letter, PortOrder
from porting.papers.letter_texts import TEXTS
from ui.formats import with_zone, zone_of

Status = PortOrder.Status

CHANGES: Final[dict[str, tuple[StrPromise, StrPromise]]] = {
    Status.AWAITING_SIGNATURE: (
        gettext_lazy("%(reference)s waits for the signature"),
        gettext_lazy(
            "The letter of authorization has gone to the authorised person. The order goes on once it is signed."
        ),
    ),
    Status.IN_REVIEW: (
        gettext_lazy("%(reference)s is with the desk"),
        gettext_lazy("The desk reviews the order. You need do nothing."),
    ),
    Status.RETURNED: (
        gettext_lazy("%(reference)s needs a correction from you"),
        gettext_lazy("The desk has returned the order. Correct what it names, and hand the order in again."),
    ),
    Status.SENT: (
        gettext_lazy("%(reference)s has been sent to the carrier"),
        gettext_lazy(
            "The carrier asks your current provider. Keep your contract there until the numbers have moved."
        ),
    ),
    Status.CARRIER_ACTION: (
        gettext_lazy("%(reference)s: the carrier asks for a correction"),
        gettext_lazy("The order was rejected for now. Each reason says whose turn it is."),
    ),
    Status.DATE_CONFIRMED: (
        gettext_lazy("%(reference)s has a date"),
        gettext_lazy("The numbers move on %(date)s. It can be changed until 24 hours before."),
    ),
    Status.LOCKED: (
        gettext_lazy("%(reference)s is locked"),
        gettext_lazy("The numbers move on %(date)s. Nothing can be changed any more."),
    ),
    Status.ACTIVATING: (
        gettext_lazy("%(reference)s: the numbers are moving"),
        gettext_lazy("The numbers are being activated now. That may take a few hours."),
    ),
    Status.COMPLETED: (
        gettext_lazy("%(reference)s is completed"),
        gettext_lazy("The numbers have moved and are in your inventory. Try a call to each of them."),
    ),
    Status.PARTLY_COMPLETED: (
        gettext_lazy("%(reference)s is partly completed"),
        gettext_lazy("Some of the numbers have moved. The desk is after the others."),
    ),
    Status.CANCEL_REQUESTED: (
        gettext_lazy("%(reference)s: cancellation asked for"),
        gettext_lazy("The carrier has been asked to cancel the order. It may be too late for that."),
    ),
    Status.CANCELLED: (
        gettext_lazy("%(reference)s is cancelled"),
        gettext_lazy("The numbers stay with your current provider."),
    ),
    Status.EXPIRED: (
        gettext_lazy("%(reference)s has expired"),
        gettext_lazy(
            "Nobody has worked on the order for so long that it was given up. Its numbers can be ordered anew."
        ),
    ),
    Status.DRAFT: (
        gettext_lazy("%(reference)s is a draft again"),
        gettext_lazy("The order has been taken back and can be changed."),
    ),
}
"""Subject and first sentence of the mail about each state that an order comes to."""


def moved(order: PortOrder, was: str, *, text: str = "", details: Mapping[str, Any]) -> None:
    """The order has come to another state; `details["reasons"]` are sentences of a rejection."""
    if order.status == Status.DATE_CONFIRMED and was in (Status.LOCKED, Status.ACTIVATING):
        return dated(order)
    subject, lead = CHANGES[order.status]
    return _send(order, subject, lead, text=text, reasons=details.get("reasons") or [])


def dated(order: PortOrder) -> None:
    """The carrier has moved the date that it had confirmed."""
    _send(
        order, gettext_lazy("%(reference)s has another date"), gettext_lazy("The numbers move on %(date)s.")
    )


def reminded(order: PortOrder, days_left: int) -> None:
    """Nobody works on the order, and it will be given up."""
    lead = _("The order waits for you. In %(days)s days it is given up unless somebody goes on with it.")
    _send(order, gettext_lazy("%(reference)s waits for you"), lead % {"days": days_left})


def commented(order: PortOrder, text: str) -> None:
    """The desk has written something that the customer reads."""
    lead = gettext_lazy("The desk has written to you. Answer on the page of the order.")
    _send(order, gettext_lazy("%(reference)s: a message from the desk"), lead, text=text)


def letter_to_sign(order: PortOrder, letter: Letter, *, url: str) -> None:
    """To the authorised person, in the language of the letter. The link is a secret: it is not kept once sent."""
    subject = TEXTS[letter.language]["ask_subject"] % _names(order)
    _to_signer(letter, subject, words_to_signer(order, letter), url)


def words_to_signer(order: PortOrder, letter: Letter) -> str:
    """What the authorised person is asked, in the language of the letter."""
    until = letter.expires_at.date().isoformat() if letter.expires_at else ""
    return str(TEXTS[letter.language]["ask"] % {**_names(order), "until": until})


def letter_copy(order: PortOrder, letter: Letter, *, url: str) -> None:
    """To whoever signed: where the signed letter can be downloaded."""
    texts, names = TEXTS[letter.language], _names(order)
    _to_signer(letter, texts["copy_subject"] % names, texts["copy"] % names, url)


def letter_signed(order: PortOrder, missing: Sequence[str]) -> None:
    """To the people of an order that does not go on by the signature alone; `missing` says what it lacks."""
    subject = gettext_lazy("%(reference)s: the letter is signed")
    lead = gettext_lazy("The letter of authorization is signed. The order waits for you to hand it in.")
    _send(order, subject, lead, text="\n".join(missing))


def letter_declined(order: PortOrder, reason: str) -> None:
    """To the people of an order whose authorised person does not sign."""
    lead = gettext_lazy("The authorised person has declined to sign, with these words:")
    _send(order, gettext_lazy("%(reference)s: the letter was declined"), lead, text=reason)


def _names(order: PortOrder) -> dict[str, object]:
    return {
        "organisation": order.organisation,
        "provider": order.provider,
        "reference": order.reference,
        "count": order.number_count,
    }


def _to_signer(letter: Letter, subject: str, words: str, url: str) -> None:
    to = [letter.sent_to]
    EmailMessage(" ".join(subject.split()), f"{words}\n\n{url}\n", None, to, headers=SECRET).send()


def recipients(order: PortOrder) -> list[str]:
    """Whoever asked for the order, and its contacts; each once."""
    found = [order.created_by.email] if order.created_by else []
    found += order.notify.replace(";", " ").replace(",", " ").split()
    return list(dict.fromkeys(address for address in found if "@" in address))


def path_of(order: PortOrder) -> str:
    """The path of the order's page."""
    return reverse("ports:order", args=[order.tenant.slug, order.pk])


def address_of(order: PortOrder) -> str:
    """The whole address of the order's page."""
    return f"{settings.SITE_URL}{path_of(order)}"


def _send(order: PortOrder, subject: StrPromise | str, lead: StrPromise | str, **context: Any) -> None:
    if not (to := recipients(order)):
        return
    words = {"reference": order.reference, "date": date_words(order, order.foc_at)}
    context |= {"order": order, "lead": str(lead) % words, "url": address_of(order)}
    body = render_to_string("ports/mail/changed.txt", context)
    send_mail(str(subject) % words, body, None, to)


def date_words(order: PortOrder, moment: datetime | None) -> str:
    """A date of an order's, for a sentence, on the clock of its numbers."""
    if moment is None:
        return _("a date that is not stated")
    return with_zone(moment, zone_of(order.time_zone or order.tenant.time_zone))
