"""Groups of people: they answer queues together, and share a mailbox."""

from typing import Any

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantOwned
from tenants.search_keys import search_key


class Group(TenantOwned):
    """People under one name: agents of a queue, or the readers of a shared mailbox (rules 8.2, 9.4)."""

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("shared mailbox"), blank=True)
    sort_key = models.CharField(max_length=200, editable=False, default="")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [models.UniqueConstraint("tenant", Lower("name"), name="one_group_per_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with a fresh sort key: the database has no collation for words."""
        self.sort_key = search_key(self.name)[:200]
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "sort_key"}
        super().save(*args, **kwargs)


class GroupMember(TenantOwned):
    """A person in a group."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey("tenants.Person", on_delete=models.CASCADE, related_name="group_memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "group", "person"], name="once_in_a_group")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.group_id}"
