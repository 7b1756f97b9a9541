"""Members of a tenant and what they may do. A tenant always keeps one admin."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit import log
from tenants.models import Membership, Role, User
from tenants.scoping import lock_tenant
from ui.refusals import Refusal


@transaction.atomic
def change_role(membership: Membership, role: str, *, by: User) -> bool:
    """Give a member another role; False when it is the one they have. Raises Refusal for the last admin."""
    current = _locked(membership)
    if current.role == role:
        return False
    _keep_an_admin(current, _("%(name)s is the only admin. Make somebody else an admin first."))
    before, current.role = current.role, role
    current.save()
    log.record(
        "member.role_changed",
        by=by,
        obj=current,
        tenant=current.tenant,
        before={"role": before},
        after={"role": role},
    )
    return True


@transaction.atomic
def remove(membership: Membership, *, by: User) -> None:
    """End a membership; the account stays. Raises Refusal for the last admin, and for oneself."""
    current = _locked(membership)
    if current.user_id == by.pk:
        raise Refusal(_("You cannot remove yourself. Ask another admin to do it."))
    _keep_an_admin(current, _("%(name)s is the only admin and cannot be removed."))
    before = {"email": current.user.email, "role": current.role}
    log.record("member.removed", by=by, obj=current, tenant=current.tenant, before=before)
    current.delete()


def _locked(membership: Membership) -> Membership:
    """The row as it is now, under the tenant's lock: two admins cannot demote each other at once."""
    lock_tenant(membership.tenant)
    current = Membership.objects.select_related("user", "tenant").filter(pk=membership.pk).first()
    if current is None:
        raise Refusal(_("This member was removed in the meantime."))
    return current


def _keep_an_admin(membership: Membership, sentence: str) -> None:
    if membership.role != Role.ADMIN:
        return
    others = Membership.objects.filter(role=Role.ADMIN, user__is_active=True).exclude(pk=membership.pk)
    if not others.exists():
        raise Refusal(sentence % {"name": membership.user})
