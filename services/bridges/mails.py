"""What organisers are told by mail (rules 6.4): four occasions that can be switched off, and a reminder on demand.

A PIN is in the mail that brings it and in no other; the words of that mail are forgotten once it has gone out.
"""

from collections.abc import Sequence

from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from jobs.mail import SECRET
from services.bridges.conference_ids import spaced
from services.bridges.models import Bridge, Organiser


def welcome(bridge: Bridge, made: Sequence[tuple[Organiser, str]]) -> None:
    """Occasion 1: somebody has become an organiser; with id, numbers and PIN."""
    if bridge.send_mails:
        subject = _("You can now hold meetings that callers join by telephone")
        _post([_mail(organiser, subject, "welcome", pin=pin) for organiser, pin in made])


def coordinates_changed(bridge: Bridge, organisers: Sequence[Organiser]) -> None:
    """Occasion 2: the conference id or a number has changed; without the PIN."""
    if bridge.send_mails:
        subject = _("Your conferencing details have changed")
        _post([_mail(organiser, subject, "changed") for organiser in organisers])


def pin_reset(bridge: Bridge, organiser: Organiser, pin: str) -> None:
    """Occasion 3: a new PIN."""
    if bridge.send_mails:
        _post([_mail(organiser, _("Your new conferencing PIN"), "pin", pin=pin)])


def taken_away(bridge: Bridge, organisers: Sequence[Organiser]) -> None:
    """Occasion 4: the licence is gone, or an admin has taken the conference away."""
    if bridge.send_mails:
        subject = _("Callers can no longer join your meetings by telephone")
        _post([_mail(organiser, subject, "taken_away") for organiser in organisers])


def info(organisers: Sequence[Organiser]) -> int:
    """The reminder that an admin asks for, whatever the setting; never with the PIN. Returns how many have an address."""
    mails = [_mail(organiser, _("Your conferencing details"), "info") for organiser in organisers]
    return _post(mails)


def can_be_mailed(organiser: Organiser) -> bool:
    """Whether the person's user name is an address."""
    return "@" in organiser.person.user_name


def _mail(organiser: Organiser, subject: str, template: str, *, pin: str = "") -> EmailMessage | None:
    if not can_be_mailed(organiser):
        return None
    context = {
        "person": organiser.person,
        "conference_id": spaced(organiser.conference_id),
        "toll": organiser.toll_number,
        "toll_free": organiser.toll_free_number,
        "pin": pin,
    }
    body = render_to_string(f"bridges/mail/{template}.txt", context)
    return EmailMessage(subject, body, None, [organiser.person.user_name], headers=SECRET if pin else None)


def _post(mails: Sequence[EmailMessage | None]) -> int:
    ready = [mail for mail in mails if mail is not None]
    return get_connection().send_messages(ready) or 0 if ready else 0
