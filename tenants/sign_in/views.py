"""The sign-in library's pages with our forms. What is not here is not reachable."""

from typing import Any

import segno
from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import views as mfa
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString, mark_safe

from tenants.sign_in import forms


class AnswersInvalid:
    """A form that is not valid comes back with status 422."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.status_code = 422
        return response


@method_decorator(login_not_required, name="dispatch")
class LoginView(AnswersInvalid, account.LoginView):
    form_class = forms.LoginForm


@method_decorator(login_not_required, name="dispatch")
class LogoutView(account.LogoutView):
    pass


class PasswordChangeView(AnswersInvalid, account.PasswordChangeView):
    form_class = forms.ChangePasswordForm


class PasswordSetView(AnswersInvalid, account.PasswordSetView):
    form_class = forms.SetPasswordForm


@method_decorator(login_not_required, name="dispatch")
class PasswordResetView(AnswersInvalid, account.PasswordResetView):
    form_class = forms.ResetPasswordForm


@method_decorator(login_not_required, name="dispatch")
class PasswordResetFromKeyView(AnswersInvalid, account.PasswordResetFromKeyView):
    form_class = forms.ResetPasswordKeyForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Who has set a new password is no longer locked out by the failures with the old one."""
        response: HttpResponse = super().form_valid(form)
        get_adapter()._delete_login_attempts_cached_email(self.request, email=self.reset_user.email)
        return response


class ReauthenticateView(AnswersInvalid, account.ReauthenticateView):
    form_class = forms.ReauthenticateForm


@method_decorator(login_not_required, name="dispatch")
class AuthenticateView(AnswersInvalid, mfa.AuthenticateView):
    form_class = forms.AuthenticateForm


class ReauthenticateCodeView(AnswersInvalid, mfa.ReauthenticateView):
    form_class = forms.ReauthenticateCodeForm


class ActivateTOTPView(AnswersInvalid, totp.ActivateTOTPView):
    """Sets up an authenticator app. The picture is SVG in the page: the policy allows no `data:` address."""

    form_class = forms.ActivateTOTPForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super(totp.ActivateTOTPView, self).get_context_data(**kwargs)
        secret = context["form"].secret
        url = get_mfa_adapter().build_totp_url(self.request.user, secret)
        spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        return {**context, "secret": spaced, "picture": qr_code(url)}


class AddPasskeyView(AnswersInvalid, webauthn.AddWebAuthnView):
    form_class = forms.AddPasskeyForm


class RenamePasskeyView(AnswersInvalid, webauthn.EditWebAuthnView):
    form_class = forms.RenamePasskeyForm


@method_decorator(login_not_required, name="dispatch")
class LoginPasskeyView(webauthn.LoginWebAuthnView):
    """Sign-in with a passkey alone."""


def qr_code(text: str) -> SafeString:
    """`text` as an SVG element: dark on white by day and by night, since cameras want it so."""
    drawn = segno.make(text, error="m").svg_inline(
        scale=5, border=4, dark="#000", light="#fff", svgclass="qr"
    )
    return mark_safe(drawn)  # noqa: S308 - drawn by segno out of our own address, no text of it is in there


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page of a rate limit (`handler429` of the address list)."""
    return render(request, "429.html", status=429)
