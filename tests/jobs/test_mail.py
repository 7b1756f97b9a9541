"""Mail is a row first: a dead mail server costs time and no mail; the outbox is for demonstrations."""

from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from jobs import mail
from jobs.models import OutgoingMail
from tenants.models import User

sent: list[str] = []


class Keeping(BaseEmailBackend):
    """Keeps what it is given."""

    def send_messages(self, email_messages: list) -> int:
        sent.extend(message.subject for message in email_messages)
        return len(email_messages)


class Down(BaseEmailBackend):
    """A mail server that is not there."""

    def send_messages(self, email_messages: list) -> int:
        raise ConnectionRefusedError("nobody listens")


@pytest.fixture(autouse=True)
def _backend(settings: Settings) -> None:
    sent.clear()
    settings.EMAIL_BACKEND = "jobs.mail.OutboxBackend"
    settings.MAIL_DELIVERY_BACKEND = f"{__name__}.Keeping"


def write() -> None:
    send_mail("Join Halden", "Here: http://testserver/account/", None, ["anna@halden.example"])


def test_a_mail_goes_out_when_the_change_is_kept(
    db: None,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mail, "get_connection", lambda name: Keeping())
    with django_capture_on_commit_callbacks(execute=True):
        write()
    assert sent == ["Join Halden"]
    assert OutgoingMail.objects.get().sent_at


def test_a_dead_mail_server_costs_time_and_no_mail(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "get_connection", lambda name: Down())
    write()
    assert mail.sweep() == 0
    row = OutgoingMail.objects.get()
    assert (row.attempts, row.error, row.sent_at) == (1, "nobody listens", None)
    assert mail.sweep() == 0, "the lease keeps a second sweep from hammering"
    monkeypatch.setattr(mail, "get_connection", lambda name: Keeping())
    OutgoingMail.objects.update(lease_until=timezone.now())
    assert mail.sweep() == 1
    assert mail.sweep() == 0
    assert sent == ["Join Halden"]


def test_a_mail_that_nobody_takes_is_given_up(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "get_connection", lambda name: Down())
    write()
    for _attempt in range(OutgoingMail.MAX_ATTEMPTS + 2):
        OutgoingMail.objects.update(lease_until=None)
        mail.sweep()
    assert OutgoingMail.objects.get().attempts == OutgoingMail.MAX_ATTEMPTS


def test_the_outbox_shows_mails_with_links_that_can_be_followed(
    operator: User, desk: User, client_of: Callable[[User], Client]
) -> None:
    write()
    row = OutgoingMail.objects.get()
    client = client_of(operator)
    assert "Join Halden" in client.get("/operator/workers/outbox/").content.decode()
    assert (
        'href="http://testserver/account/"'
        in client.get(f"/operator/workers/outbox/{row.pk}/").content.decode()
    )
    assert client_of(desk).get("/operator/workers/outbox/").status_code == 403


def test_production_has_no_outbox(
    operator: User, client_of: Callable[[User], Client], settings: Settings
) -> None:
    write()
    settings.PRODUCTION = True
    client = client_of(operator)
    assert client.get("/operator/workers/outbox/").status_code == 404
    assert client.get(f"/operator/workers/outbox/{OutgoingMail.objects.get().pk}/").status_code == 404


def write_secret() -> None:
    EmailMessage("Your PIN", "PIN: 48213", None, ["anna@halden.example"], headers=mail.SECRET).send()


def test_a_secret_is_forgotten_once_its_mail_has_gone_out(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies: list[str] = []

    class Reading(Keeping):
        def send_messages(self, email_messages: list) -> int:
            bodies.extend(message.body for message in email_messages)
            assert not any(message.extra_headers for message in email_messages)
            return super().send_messages(email_messages)

    monkeypatch.setattr(mail, "get_connection", lambda name: Reading())
    write_secret()
    write()
    assert mail.sweep() == 2
    assert "PIN: 48213" in bodies
    assert "48213" not in "".join(OutgoingMail.objects.values_list("body", flat=True))
    assert OutgoingMail.objects.filter(body__contains="testserver").exists()


def test_a_secret_is_forgotten_when_its_mail_is_given_up_and_shown_to_nobody_before(
    operator: User, client_of: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "get_connection", lambda name: Down())
    write_secret()
    row = OutgoingMail.objects.get()
    page = client_of(operator).get(f"/operator/workers/outbox/{row.pk}/").content.decode()
    assert "shown to nobody but its reader" in page
    assert "48213" not in page
    OutgoingMail.objects.update(attempts=OutgoingMail.MAX_ATTEMPTS - 1)
    assert not mail.deliver(row.pk)
    assert "48213" not in OutgoingMail.objects.get().body
