"""Who can sign in to the demonstration, and as what."""

from dataclasses import dataclass
from typing import Final

from tenants.models import Role, User
from wizard.demonstration import PASSWORD


@dataclass(frozen=True)
class Account:
    """A demonstration account. `tenant` is the slug of the organisation, empty for the provider's staff."""

    email: str
    name: str
    what: str
    tenant: str = ""
    role: Role | None = None
    provider_role: str = ""


ACCOUNTS: Final = (
    Account(
        "operator@switchboard.example", "Olga Operator", "operator", provider_role=User.ProviderRole.OPERATOR
    ),
    Account("desk@switchboard.example", "Dora Desk", "desk agent", provider_role=User.ProviderRole.DESK),
    Account("rosa@halden.example", "Rosa Marin", "tenant admin, well on its way", "halden", Role.ADMIN),
    Account("bill@halden.example", "Bill Keller", "billing", "halden", Role.BILLING),
    Account("vera@halden.example", "Vera Lund", "viewer", "halden", Role.VIEWER),
    Account("grace@cedar.example", "Grace Okoye", "tenant admin, everything done", "cedar", Role.ADMIN),
    Account(
        "diego@andina.example", "Diego Ortega", "tenant admin, Direct Routing only", "andina", Role.ADMIN
    ),
    Account("nora@orchard.example", "Nora Walsh", "tenant admin, nothing done yet", "orchard", Role.ADMIN),
)


def make(account: Account) -> User:
    """The user of this account, made when it is not there."""
    user = User.objects.filter(email=account.email).first()
    return user or User.objects.create_user(
        account.email,
        PASSWORD,
        name=account.name,
        provider_role=account.provider_role,
        is_demonstration=True,
    )


def lines() -> list[str]:
    """The accounts as they are printed at the start."""
    width = max(len(account.email) for account in ACCOUNTS)
    rows = [f"  {account.email.ljust(width)}  {account.what}" for account in ACCOUNTS]
    return [f"Demonstration accounts, all with the password {PASSWORD}", *rows]
