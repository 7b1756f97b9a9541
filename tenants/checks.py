"""What production refuses to start with. `manage.py check --deploy --database default` runs these before each process."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections

from tenants.models import Tenant, User

SANDBOX_PAYMENT = "switchboard.E001"
DEFAULT_KEY = "switchboard.E002"
DEMONSTRATION_ACCOUNTS = "switchboard.E003"
DEMONSTRATION_TENANTS = "switchboard.E004"


@register(Tags.security, deploy=True)
def production_settings(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Nothing of the demonstration is left in the settings."""
    if not settings.PRODUCTION:
        return []
    found: list[CheckMessage] = []
    if settings.SANDBOX_PAYMENT or "sandbox" in settings.PAYMENT_GATEWAY:
        hint = "Set SANDBOX_PAYMENT=false, and no sandbox as PAYMENT_GATEWAY: anybody could give themselves credit."
        found.append(Error("The sandbox payment is on in production.", hint=hint, id=SANDBOX_PAYMENT))
    if settings.SECRET_KEY == settings.DEFAULT_SECRET_KEY:
        hint = "Set SECRET_KEY, or SECRET_KEY_FILE, to a long random text of your own."
        found.append(Error("The secret key is the demonstration's.", hint=hint, id=DEFAULT_KEY))
    return found


@register(Tags.security, deploy=True)
def production_accounts(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """No account or tenant of the demonstration is in the database. Asked only when a database is named."""
    if not settings.PRODUCTION or "default" not in (databases or ()):
        return []
    try:
        tables = connections["default"].introspection.table_names()
        if User._meta.db_table not in tables:
            return []
        accounts = User.objects.filter(is_demonstration=True, is_active=True).count()
        tenants = Tenant.objects.filter(is_demonstration=True).count()
    except DatabaseError:
        return []  # not reachable or not migrated: the commands that follow say so themselves
    found: list[CheckMessage] = []
    if accounts:
        message = f"{accounts} demonstration accounts, with well-known passwords, are in the database."
        hint = "Use an empty database, or delete or deactivate these accounts."
        found.append(Error(message, hint=hint, id=DEMONSTRATION_ACCOUNTS))
    if tenants:
        message = f"{tenants} demonstration tenants are in the database."
        found.append(Error(message, hint="Use an empty database.", id=DEMONSTRATION_TENANTS))
    return found
