"""Signing in and out, passwords, the second factor, sessions."""

import re
import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django.fixtures import Settings

from jobs.models import OutgoingMail
from tenants.models import Tenant, User
from tests.cast import PASSWORD

LOGIN = "/account/login/"
NEW = "an entirely new passphrase"


@pytest.fixture(autouse=True)
def _mails(settings: Settings, db: None) -> None:
    settings.EMAIL_BACKEND = "jobs.mail.OutboxBackend"
    cache.clear()


def sign_in(client: Client, user: User, password: str = PASSWORD, **more: str) -> object:
    return client.post(LOGIN, {"login": user.email, "password": password, **more})


def prove(client: Client) -> None:
    """The password once more, as what matters asks for it."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def mailed_link() -> str:
    return re.search(r"http://testserver(/\S+)", OutgoingMail.objects.latest("pk").body).group(1)  # type: ignore[union-attr]


def test_the_walk_in_and_out(tenant: Tenant, admin: User, client: Client) -> None:
    assert client.get("/")["Location"].startswith(LOGIN)
    assert (
        sign_in(client, admin, next=f"/t/{tenant.slug}/history/")["Location"] == f"/t/{tenant.slug}/history/"
    )  # type: ignore[index]
    assert client.get("/")["Location"] == f"/t/{tenant.slug}/"
    assert client.get("/account/logout/").status_code == 200
    assert client.post("/account/logout/").status_code == 302
    assert not is_in(client)


def test_an_address_is_read_without_regard_to_case(admin: User, client: Client) -> None:
    client.post(LOGIN, {"login": admin.email.upper(), "password": PASSWORD})
    assert is_in(client)


def test_nobody_is_sent_off_this_site_by_signing_in(admin: User, client: Client) -> None:
    assert sign_in(client, admin, next="https://evil.example/")["Location"] == "/"  # type: ignore[index]


def test_a_wrong_password_and_an_unknown_address_read_the_same(admin: User, client: Client) -> None:
    known = sign_in(client, admin, "wrong")
    unknown = client.post(LOGIN, {"login": "who@halden.example", "password": "wrong"})
    for answer in (known, unknown):
        assert answer.status_code == 422  # type: ignore[attr-defined]
        assert b"The e-mail address or the password is wrong." in answer.content  # type: ignore[attr-defined]


def test_five_failures_lock_the_address_out_and_a_reset_lets_it_in(admin: User, client: Client) -> None:
    for _attempt in range(5):
        sign_in(client, admin, "wrong")
    assert b"too many failed attempts" in sign_in(client, admin).content  # type: ignore[attr-defined]
    assert not is_in(client)
    client.post("/account/password/reset/", {"email": admin.email})
    page = client.get(mailed_link())["Location"]
    client.post(page, {"password1": NEW, "password2": NEW})
    sign_in(client, admin, NEW)
    assert is_in(client)


def test_a_flood_is_answered_with_a_page(db: None, client: Client) -> None:
    for _attempt in range(31):
        answer = client.post(LOGIN, {"login": "who@halden.example", "password": "wrong"})
    assert answer.status_code == 429
    assert b"Too many attempts" in answer.content


def test_a_reset_works_once_and_ends_every_session(
    admin: User, client: Client, client_of: Callable[[User], Client]
) -> None:
    elsewhere = client_of(admin)
    assert is_in(elsewhere)
    client.post("/account/password/reset/", {"email": admin.email})
    link = mailed_link()
    page = client.get(link)["Location"]
    short = client.post(page, {"password1": "short", "password2": "short"})
    assert short.status_code == 422
    assert client.post(page, {"password1": NEW, "password2": NEW}).status_code == 302
    assert not is_in(elsewhere)
    for again in (client.get(link), Client().get(link)):
        assert b"This link no longer works" in again.content
    client.post(page, {"password1": "yet another phrase", "password2": "yet another phrase"})
    admin.refresh_from_db()
    assert admin.check_password(NEW)


def test_a_reset_tells_nobody_who_has_an_account(admin: User, client: Client) -> None:
    answers = [client.post("/account/password/reset/", {"email": e}) for e in (admin.email, "who@x.example")]
    assert {answer["Location"] for answer in answers} == {"/account/password/reset/done/"}
    assert OutgoingMail.objects.count() == 1


def test_a_new_password_keeps_this_session_and_ends_the_others(
    admin: User, client: Client, client_of: Callable[[User], Client]
) -> None:
    elsewhere = client_of(admin)
    sign_in(client, admin)
    form = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    assert client.post("/account/password/change/", form).status_code == 422
    assert client.post("/account/password/change/", {**form, "oldpassword": PASSWORD}).status_code == 302
    assert is_in(client)
    assert not is_in(elsewhere)


def test_a_person_who_is_switched_off_is_out(admin: User, client: Client) -> None:
    sign_in(client, admin)
    User.objects.update(is_active=False)
    assert not is_in(client)
    sign_in(client, admin)
    assert not is_in(client)


def with_app(client: Client, user: User) -> str:
    """Set up an authenticator app; returns its secret."""
    sign_in(client, user)
    prove(client)
    client.get("/account/2fa/totp/activate/")
    secret = str(client.session["mfa.totp.secret"])
    answer = client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer["Location"] == "/account/2fa/recovery-codes/"
    return secret


def test_the_picture_of_the_app_stands_in_the_page(admin: User, client: Client) -> None:
    sign_in(client, admin)
    prove(client)
    page = client.get("/account/2fa/totp/activate/").content.decode()
    assert "<svg" in page
    assert "data:" not in page
    assert client.post("/account/2fa/totp/activate/", {"code": "000000"}).status_code == 422
    assert not Authenticator.objects.exists()


def test_the_code_is_asked_for_and_works_once(admin: User, client: Client) -> None:
    secret = with_app(client, admin)
    cache.clear()  # the code that set the app up counts as used
    browser = Client()
    assert sign_in(browser, admin)["Location"] == "/account/2fa/authenticate/"  # type: ignore[index]
    assert not is_in(browser)
    wrong = browser.post("/account/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 422
    code = code_of(secret)
    browser.post("/account/2fa/authenticate/", {"code": code})
    assert is_in(browser)
    second = Client()
    sign_in(second, admin)
    assert second.post("/account/2fa/authenticate/", {"code": code}).status_code == 422
    assert not is_in(second)


def test_a_recovery_code_works_once(admin: User, client: Client) -> None:
    with_app(client, admin)
    row = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    code = RecoveryCodes(row).get_unused_codes()[0]
    assert code in client.get("/account/2fa/recovery-codes/").content.decode()
    assert code in client.get("/account/2fa/recovery-codes/download/").content.decode()
    for wanted in (True, False):
        browser = Client()
        sign_in(browser, admin)
        browser.post("/account/2fa/authenticate/", {"code": code})
        assert is_in(browser) is wanted


def test_what_matters_asks_for_the_password_again(admin: User, client_of: Callable[[User], Client]) -> None:
    client = client_of(admin)
    answer = client.get("/account/2fa/totp/activate/")
    assert answer["Location"].startswith("/account/reauthenticate/")
    assert client.post(answer["Location"], {"password": "wrong"}).status_code == 422
    assert (
        client.post(answer["Location"], {"password": PASSWORD})["Location"] == "/account/2fa/totp/activate/"
    )
    assert client.get("/account/2fa/totp/activate/").status_code == 200


def test_a_session_that_is_ended_is_out(admin: User, client: Client) -> None:
    sign_in(client, admin)
    elsewhere = Client()
    sign_in(elsewhere, admin)
    other = UserSession.objects.exclude(session_key=client.session.session_key).get()
    assert client.post(f"/account/sessions/{other.pk}/end/").status_code == 302
    assert not is_in(elsewhere)
    assert is_in(client)


def test_nobody_ends_the_sessions_of_others(admin: User, stranger: User, client: Client) -> None:
    sign_in(client, admin)
    thief = Client()
    sign_in(thief, stranger)
    session = UserSession.objects.get(user=admin)
    assert thief.post(f"/account/sessions/{session.pk}/end/").status_code == 404
    assert is_in(client)


def test_all_other_sessions_end_at_once(admin: User, client: Client) -> None:
    others = [Client(), Client()]
    for browser in (client, *others):
        sign_in(browser, admin)
    client.post("/account/sessions/")
    assert is_in(client)
    assert not any(is_in(browser) for browser in others)


def test_passkey_pages_need_no_inline_script(admin: User, client: Client) -> None:
    options = client.get("/account/2fa/webauthn/login/", headers={"Accept": "application/json"})
    assert "request_options" in options.json()
    sign_in(client, admin)
    prove(client)
    page = client.get("/account/2fa/webauthn/add/")
    assert b"js/passkeys.js" in page.content
    assert client.post("/account/2fa/webauthn/add/", {"name": "x", "credential": "{}"}).status_code == 422
    assert client.get("/account/2fa/webauthn/").status_code == 200


def test_signing_up_and_changing_the_address_are_not_there(db: None, client: Client) -> None:
    for path in ("signup", "email", "confirm-email/x", "login/code"):
        assert client.get(f"/account/{path}/").status_code in (302, 404)
    for name in ("account_signup", "account_email", "socialaccount_connections"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_every_page_of_the_account_is_ours(admin: User, client: Client) -> None:
    with_app(client, admin)
    paths = ["", "password/change/", "reauthenticate/", "2fa/", "2fa/totp/deactivate/", "2fa/recovery-codes/"]
    paths += ["2fa/recovery-codes/generate/", "2fa/reauthenticate/", "sessions/", "logout/", "inactive/"]
    for path in paths:
        page = client.get(f"/account/{path}")
        assert page.status_code == 200, path
        assert b'<header class="masthead">' in page.content, path


def test_a_name_is_changed_and_recorded(admin: User, client: Client) -> None:
    sign_in(client, admin)
    assert client.post("/account/", {"name": ""}).status_code == 422
    assert client.post("/account/", {"name": "Rosa Halden"}).status_code == 302
    admin.refresh_from_db()
    assert admin.name == "Rosa Halden"
