"""Sign-ins, failed ones, and changes of what protects an account, in the record of each tenant of the person."""

from typing import Any, Final

from django.utils.translation import gettext as _

from audit import log
from audit.log import STRANGER, Actor
from tenants.models import Membership, Tenant, User

PROTECTION: Final = {
    "account/email/password_changed": "protection.password_changed",
    "account/email/password_reset": "protection.password_reset",
    "account/email/password_set": "protection.password_set",
    "mfa/email/totp_activated": "protection.app_added",
    "mfa/email/totp_deactivated": "protection.app_removed",
    "mfa/email/recovery_codes_generated": "protection.codes_made",
    "mfa/email/webauthn_added": "protection.passkey_added",
    "mfa/email/webauthn_removed": "protection.passkey_removed",
}
"""What the sign-in library calls the notices that it hands out after each change, and what the record calls them."""


def signed_in(user: User, *, methods: list[dict[str, Any]], address: str) -> None:
    """Somebody is in. `methods` are those of the library's session ("password", "mfa"), `address` is the network's."""
    _record("sign_in.done", user, by=user, address=address, note=_with(methods))


def failed(email: str, *, address: str) -> None:
    """A wrong password. An address that nobody has leaves no record: it belongs to no tenant."""
    if user := User.objects.filter(email__iexact=email).first():
        _record("sign_in.failed", user, by=STRANGER, address=address)


def code_failed(user: User, *, address: str) -> None:
    """The password was right, the code of the second factor was not."""
    _record("sign_in.code_failed", user, by=STRANGER, address=address)


def protection_changed(notice: str, user: User, *, address: str) -> None:
    """A password, an authenticator app, recovery codes or a passkey have changed; other notices are none of ours."""
    if action := PROTECTION.get(notice):
        _record(action, user, by=user, address=address)


def _with(methods: list[dict[str, Any]]) -> str:
    names = {method.get("method"): method for method in methods}
    if "mfa" not in names:
        return ""
    return _("with a passkey alone") if names["mfa"].get("passwordless") else _("with a second factor")


def _record(action: str, user: User, *, by: Actor, address: str, note: str = "") -> None:
    """One event for each tenant of the person; one without a tenant for the provider's own people."""
    memberships = Membership._base_manager.filter(user=user).select_related("tenant").order_by("pk")
    tenants: list[Tenant | None] = [membership.tenant for membership in memberships]
    for tenant in tenants or [None]:
        log.record(action, by=by, obj=user, tenant=tenant, after={"network_address": address}, note=note)
