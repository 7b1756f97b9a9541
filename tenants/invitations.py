"""Invitations: the only way into a tenant. A link in a mail, good once, for fourteen days."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import log
from tenants.mails import post
from tenants.models import INVITATION_DAYS, Invitation, Membership, Role, Tenant, User
from tenants.scoping import lock_tenant, tenant_scope
from ui.refusals import Refusal

Address = Callable[[str], str]
"""Turns a token into the whole address of the page that accepts it."""


def by_token(token: str) -> Invitation | None:
    """The invitation of a link; None for a link that never was. The reader has no tenant yet, so no scope either."""
    if "\x00" in token or len(token) > 64:
        return None
    found = Invitation._base_manager.select_related("tenant").filter(token=token).first()
    return found if found and secrets.compare_digest(found.token.encode(), token.encode()) else None


@transaction.atomic
def invite(tenant: Tenant, *, email: str, role: str, by: User, address: Address) -> Invitation:
    """Invite somebody, by mail. Raises Refusal for members and for people whose invitation is still open."""
    lock_tenant(tenant)
    email = email.strip().lower()
    if Membership.objects.filter(user__email__iexact=email).exists():
        raise Refusal(_("%(email)s is already a member.") % {"email": email}, field="email")
    open_one = Invitation.objects.filter(email__iexact=email, accepted_at=None).first()
    if open_one and open_one.expires_at > timezone.now():
        raise Refusal(
            _("%(email)s has an invitation that is open. Send it again from the list below.")
            % {"email": email},
            field="email",
        )
    if open_one:
        open_one.delete()
    invitation = Invitation(tenant=tenant, email=email, role=role, invited_by_name=str(by)[:150])
    invitation.save()
    log.record(
        "invitation.sent",
        by=by,
        obj=invitation,
        tenant=tenant,
        after={"email": email, "role": invitation.role},
    )
    _send(invitation, address)
    return invitation


@transaction.atomic
def resend(invitation: Invitation, *, by: User, address: Address) -> Invitation:
    """Send it once more, with a fresh link and fourteen fresh days. The old link stops working."""
    current = _locked_open(invitation)
    current.token = secrets.token_urlsafe(32)
    current.expires_at = timezone.now() + timedelta(days=INVITATION_DAYS)
    current.save()
    log.record("invitation.sent_again", by=by, obj=current, tenant=current.tenant)
    _send(current, address)
    return current


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> None:
    """Take it back: the link stops working."""
    current = _locked_open(invitation)
    before = {"email": current.email, "role": current.role}
    log.record("invitation.revoked", by=by, obj=current, tenant=current.tenant, before=before)
    current.delete()


@transaction.atomic
def accept(invitation: Invitation, *, user: User) -> Membership:
    """Make `user` a member, once. Raises Refusal when the link was used, ran out, or is for another address."""
    if user.email.lower() != invitation.email.lower():
        raise Refusal(_("This invitation is for %(email)s.") % {"email": invitation.email})
    now = timezone.now()
    with tenant_scope(invitation.tenant):
        open_one = Invitation.objects.filter(
            pk=invitation.pk, token=invitation.token, accepted_at=None, expires_at__gt=now
        )
        if not open_one.update(accepted_at=now):
            raise Refusal(_("This link was used before, or it has run out."))
        membership, made = Membership.objects.get_or_create(
            tenant=invitation.tenant, user=user, defaults={"role": invitation.role}
        )
        if made:
            log.record(
                "member.joined",
                by=user,
                obj=membership,
                tenant=invitation.tenant,
                after={"email": user.email, "role": membership.role},
                note=_("Invited by %(name)s") % {"name": invitation.invited_by_name},
            )
    return membership


@transaction.atomic
def accept_as_new(invitation: Invitation, *, name: str, password: str) -> User:
    """Make an account for the invited address and join with it. Raises Refusal when the address has one by now."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, password, name=name)
    except IntegrityError as error:
        raise Refusal(
            _("%(email)s has an account. Sign in with it.") % {"email": invitation.email}
        ) from error
    log.record("user.added", by=user, obj=user, after={"email": user.email, "name": name})
    accept(invitation, user=user)
    return user


def _locked_open(invitation: Invitation) -> Invitation:
    current = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("tenant")
        .filter(pk=invitation.pk, accepted_at=None)
        .first()
    )
    if current is None:
        raise Refusal(_("This invitation was accepted or taken back in the meantime."))
    return current


def _send(invitation: Invitation, address: Address) -> None:
    context = {
        "invitation": invitation,
        "role": Role(invitation.role).label,
        "url": address(invitation.token),
        "days": INVITATION_DAYS,
    }
    subject = _("Join %(name)s on Switchboard") % {"name": invitation.tenant.name}
    post("invitation", to=invitation.email, subject=subject, context=context)
