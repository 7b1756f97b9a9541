"""How people sign in: accounts are made by invitation or by an operator, never by signing up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


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

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody can make an account without an invitation."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """The subject alone: the sender's name already says who writes."""
        return str(subject).strip()
