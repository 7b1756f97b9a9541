"""The provider's own staff: desk agents and operators."""

from collections.abc import Callable

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit import log
from tenants.mails import post
from tenants.models import User
from ui.refusals import Refusal

Address = Callable[[str, str], str]
"""Turns a user's key and a token into the whole address of the page that sets a password."""


@transaction.atomic
def add(*, email: str, name: str, role: str, by: User, address: Address) -> User:
    """Make a staff account and mail its owner a link that sets the password. Raises Refusal for a known address."""
    email = email.strip().lower()
    if User.objects.filter(email__iexact=email).exists():
        raise Refusal(_("%(email)s has an account already.") % {"email": email}, field="email")
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, None, name=name, provider_role=role)
    except IntegrityError as error:
        raise Refusal(_("%(email)s has an account already.") % {"email": email}, field="email") from error
    log.record("staff.added", by=by, obj=user, after={"email": email, "name": name, "role": role})
    send_password_link(user, by=by, address=address)
    return user


@transaction.atomic
def send_password_link(user: User, *, by: User, address: Address) -> None:
    """Mail a link that sets a new password; it is good for three days, once."""
    _staff_only(user)
    if not user.is_active:
        raise Refusal(_("%(name)s is switched off. Switch the account on first.") % {"name": user})
    url = address(user_pk_to_url_str(user), default_token_generator.make_token(user))
    context = {"person": user, "role": user.get_provider_role_display(), "url": url}
    post("staff", to=user.email, subject=_("Your Switchboard account"), context=context)
    log.record("staff.link_sent", by=by, obj=user)


@transaction.atomic
def switch(user: User, *, active: bool, by: User) -> None:
    """Switch an account off or on. Off ends its sessions at once. Raises Refusal for oneself."""
    current = User.objects.select_for_update().get(pk=user.pk)
    _staff_only(current)
    if current.pk == by.pk:
        raise Refusal(_("You cannot switch off your own account."))
    if current.is_active == active:
        return
    current.is_active = active
    current.save(update_fields=["is_active"])
    log.record(
        "staff.switched_on" if active else "staff.switched_off",
        by=by,
        obj=current,
        before={"active": not active},
        after={"active": active},
    )
    if not active:
        for session in UserSession.objects.filter(user=current):
            session.end()


def _staff_only(user: User) -> None:
    if not user.provider_role:
        raise Refusal(_("%(name)s is not on the provider's staff.") % {"name": user})
