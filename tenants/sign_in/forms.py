"""The sign-in library's forms in our words and our look."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from tenants.sign_in import records
from ui.forms import ConsoleFormMixin


class Reworded(ConsoleFormMixin):
    """A form of the library with labels and hints of ours, and without its placeholders."""

    mark_optional = False
    words: dict[str, tuple[StrPromise | str, StrPromise | str]] = {}
    """Field: its label and its hint."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]


class LoginForm(Reworded, account.LoginForm):
    """E-mail address and password."""

    words = {"login": (_("E-mail address"), ""), "password": (_("Password"), "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ResetPasswordForm(Reworded, account.ResetPasswordForm):
    """Whose password is to be set anew."""

    words = {"email": (_("E-mail address"), "")}

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the mail, if the address is one of ours; the page says the same either way."""
        if not self.users:
            return str(self.cleaned_data["email"])
        return str(super().save(request, **kwargs))


_NEW = (_("New password"), _("At least 10 characters. Three or four unrelated words are good."))
_AGAIN = (_("New password once more"), "")


class ResetPasswordKeyForm(Reworded, account.ResetPasswordKeyForm):
    """A new password, after the mail."""

    words = {"password1": _NEW, "password2": _AGAIN}


class ChangePasswordForm(Reworded, account.ChangePasswordForm):
    """A new password, with the present one."""

    words = {"oldpassword": (_("Present password"), ""), "password1": _NEW, "password2": _AGAIN}


class SetPasswordForm(Reworded, account.SetPasswordForm):
    """A first password, for an account that has none."""

    words = {"password1": _NEW, "password2": _AGAIN}


class ReauthenticateForm(Reworded, account.ReauthenticateForm):
    """The password once more, before something that matters."""

    words = {"password": (_("Password"), "")}


_CODE = (_("Code"), _("Six digits from your app, or one of your recovery codes."))


class AuthenticateForm(Reworded, mfa.AuthenticateForm):
    """The second factor at sign-in."""

    words = {"code": _CODE}

    def clean_code(self) -> str:
        """A wrong code is recorded; one that the rate limit turned away was not even looked at."""
        try:
            return str(super().clean_code())
        except ValidationError as error:
            if error.code == "incorrect_code":
                address = get_adapter().get_client_ip(context.request)
                records.code_failed(self.user, address=address)
            raise


class ReauthenticateCodeForm(Reworded, mfa.ReauthenticateForm):
    """The second factor once more."""

    words = {"code": _CODE}


class ActivateTOTPForm(Reworded, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    words = {"code": (_("Code from the app"), _("Six digits. They change every 30 seconds."))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code"})


class AddPasskeyForm(Reworded, webauthn.AddWebAuthnForm):
    """A new passkey."""

    words = {
        "name": (_("Name"), _("So that you know it again: laptop, phone, blue key.")),
        "passwordless": (
            _("Sign in with this passkey alone"),
            _("It then stands in for address and password, and asks for a fingerprint, a face or a PIN."),
        ),
    }


class RenamePasskeyForm(Reworded, webauthn.EditWebAuthnForm):
    """Another name for a passkey."""

    words = {"name": (_("Name"), "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = 100
