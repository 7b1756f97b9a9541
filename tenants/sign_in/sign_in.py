"""How people sign in: accounts are made by invitation or by an operator, never by signing up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from tenants.sign_in import records


class AccountAdapter(DefaultAccountAdapter):
    """allauth's hooks, bent to this console."""

    error_messages: dict[str, Any] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is switched off."),
        "email_password_mismatch": _("The e-mail address or the password is wrong."),
        "incorrect_password": _("The password is wrong."),
        "enter_current_password": _("The present password is wrong."),
        "incorrect_code": _("The code is wrong or was used before. Wait for the next one and enter that."),
        "too_many_login_attempts": _(
            "There were too many failed attempts for this address. Wait five minutes, or set a new password."
        ),
        "rate_limited": _("There were too many wrong codes. Wait five minutes, then try again."),
    }

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """The last thing of a sign-in, when no factor is asked for any more: it is recorded."""
        methods = get_authentication_records(request, user)
        records.signed_in(user, methods=methods, address=self.get_client_ip(request))
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password, as often as the rate limit lets somebody try."""
        records.failed(str(credentials.get("email", "")), address=self.get_client_ip(request))

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """The library's notice of a changed password or factor, which may come after the request: it becomes a record."""
        address = self.get_client_ip(context.request) if context.request else ""
        records.protection_changed(template_prefix, user, address=address)
        super().send_notification_mail(template_prefix, user, *args, **kwargs)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody can make an account without an invitation."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """The subject alone: the sender's name already says who writes."""
        return str(subject).strip()
