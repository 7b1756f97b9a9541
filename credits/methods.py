"""Payment methods: what a gateway may charge for a tenant."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import record
from credits.models import Account, PaymentMethod, Recharge
from tenants.models import Tenant, User
from ui.refusals import Refusal


def methods_of(tenant: Tenant) -> QuerySet[PaymentMethod]:
    """The methods that can be used."""
    return PaymentMethod.objects.filter(tenant=tenant, removed_at=None)


@transaction.atomic
def add(tenant: Tenant, *, gateway: str, token: str, name: str, by: User) -> PaymentMethod:
    """A method that the gateway has confirmed. The same token again is the method that is there already."""
    known = methods_of(tenant).filter(gateway=gateway, token=token).first()
    if known:
        return known
    method = PaymentMethod.objects.create(
        tenant=tenant, gateway=gateway, token=token, name=name[:100], added_by_name=str(by)[:150]
    )
    record("payment_method.added", by=by, tenant=tenant, obj=method)
    return method


@transaction.atomic
def remove(method: PaymentMethod, *, by: User) -> None:
    """Use it no more. Refuses while automatic recharges take it, or one is being paid with it."""
    if Account.objects.filter(tenant=method.tenant, method=method).exists():
        raise Refusal(
            _("Automatic recharges use %(name)s. Choose another payment method there first.")
            % {"name": method}
        )
    if Recharge.objects.filter(method=method, status__in=Recharge.OPEN).exists():
        raise Refusal(
            _("A recharge with %(name)s is under way. Remove it when that has ended.") % {"name": method}
        )
    if PaymentMethod.objects.filter(pk=method.pk, removed_at=None).update(removed_at=timezone.now()):
        record("payment_method.removed", by=by, tenant=method.tenant, obj=method)
