"""Tenancy by construction: four nets, so that forgetting the tenant is an error and never a leak (design, rule 1)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import migrations, models
from django_scopes import ScopedManager, get_scope, scope, scopes_disabled

if TYPE_CHECKING:
    from tenants.models import Tenant


class TenantMismatch(Exception):
    """A row was about to be written into, or linked to, another tenant: a bug, never a user's mistake."""


class TenantOwned(models.Model):
    """A row of one tenant. `objects` needs a scope; saving checks it, and that every link stays in the tenant."""

    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+")

    objects = ScopedManager(tenant="tenant")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, after refusing a row of a tenant other than the scope's, or one that links to such a row."""
        current = get_scope()
        if current.get("_enabled", True) and "tenant" in current and current["tenant"].pk != self.tenant_id:
            raise TenantMismatch(
                f"{self._meta.label} of tenant {self.tenant_id} saved in {current['tenant']}."
            )
        for linked in self._loaded_links():
            if linked.tenant_id != self.tenant_id:
                raise TenantMismatch(f"{self._meta.label} of tenant {self.tenant_id} links to {linked!r}.")
        super().save(*args, **kwargs)

    def _loaded_links(self) -> Iterator["TenantOwned"]:
        for field in self._meta.concrete_fields:
            if field.is_relation and field.name in self._state.fields_cache:
                linked = getattr(self, field.name)
                if isinstance(linked, TenantOwned):
                    yield linked


@contextmanager
def tenant_scope(tenant: "Tenant") -> Iterator[None]:
    """Everything inside sees the rows of `tenant` and no others."""
    with scope(tenant=tenant):
        yield


@contextmanager
def all_tenants() -> Iterator[None]:
    """Everything inside sees the rows of all tenants. For the desk, the operator, sweeps and global uniqueness only."""
    with scopes_disabled():
        yield


def lock_tenant(tenant: "Tenant") -> "Tenant":
    """Lock the tenant's row until the transaction ends, so that quota sums are counted one at a time.

    Its key stays free: rows that only point to the tenant are written meanwhile, and two that have written such rows
    before they ask for the lock do not wait for each other for ever.
    """
    return type(tenant)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=tenant.pk)


def composite_foreign_key(
    child: str, column: str, parent: str, *, key: str = "id"
) -> list[migrations.RunSQL]:
    """Operations that let `child.column` point only to a `parent` row of the same tenant, whatever wrote it.

    `bulk_create` and `update` pass by `save`, so the links that matter are held by the database. Arguments are table
    and column names; `key` is the parent's primary key.
    """
    unique = f"{parent}_tenant_id_{key}_uniq"
    name = f"{child}_{column}_same_tenant"
    return [
        migrations.RunSQL(
            f"""DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{unique}') THEN
                ALTER TABLE {parent} ADD CONSTRAINT {unique} UNIQUE (tenant_id, {key}); END IF; END $$""",  # noqa: S608 - names from our own migrations
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            f"""ALTER TABLE {child} ADD CONSTRAINT {name} FOREIGN KEY (tenant_id, {column})
                REFERENCES {parent} (tenant_id, {key}) DEFERRABLE INITIALLY DEFERRED""",
            f"ALTER TABLE {child} DROP CONSTRAINT {name}",
        ),
    ]
