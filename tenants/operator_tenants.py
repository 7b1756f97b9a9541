"""What an operator does with tenants: make them, and say how they pay."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit import log
from tenants import invitations
from tenants.models import Role, Tenant, User
from tenants.scoping import lock_tenant, tenant_scope
from ui.refusals import Refusal


@transaction.atomic
def create(
    *,
    name: str,
    slug: str,
    country: str,
    time_zone: str,
    connectivity: str,
    admin_email: str,
    by: User,
    address: invitations.Address,
) -> Tenant:
    """Make a tenant and invite its first admin. Raises Refusal on `slug` when it is taken."""
    tenant = Tenant(name=name, slug=slug, country=country, time_zone=time_zone, connectivity=connectivity)
    try:
        with transaction.atomic():
            tenant.save()
    except IntegrityError as error:
        raise Refusal(
            _("Another tenant has the short name %(slug)s.") % {"slug": slug}, field="slug"
        ) from error
    after = {"name": name, "slug": slug, "country": str(country), "connectivity": connectivity}
    log.record("tenant.added", by=by, obj=tenant, tenant=tenant, after=after)
    with tenant_scope(tenant):
        invitations.invite(tenant, email=admin_email, role=Role.ADMIN, by=by, address=address)
    return tenant


@transaction.atomic
def set_postpaid(tenant: Tenant, postpaid: bool, *, by: User) -> bool:
    """Say whether usage is paid afterwards; False when it is so already."""
    current = lock_tenant(tenant)
    if current.postpaid == postpaid:
        return False
    current.postpaid = postpaid
    current.save(update_fields=["postpaid"])
    log.record(
        "tenant.postpaid_changed",
        by=by,
        obj=current,
        tenant=current,
        before={"postpaid": not postpaid},
        after={"postpaid": postpaid},
    )
    return True
