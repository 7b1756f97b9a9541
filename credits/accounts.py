"""The account row of a tenant: there from the first time that anything is decided or told."""

from credits.models import Account
from tenants.models import Tenant


def account_of(tenant: Tenant) -> Account:
    """The tenant's account, made when it is not there. Inside the tenant's scope."""
    account, _made = Account.objects.select_related("method").get_or_create(tenant=tenant)
    return account


def known_account(tenant: Tenant) -> Account:
    """The tenant's account for reading; an unsaved one with the defaults when there is none. One query."""
    return Account.objects.select_related("method").filter(tenant=tenant).first() or Account(tenant=tenant)
