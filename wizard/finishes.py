"""Remembering that every step was finished once, so that the task list can say when one is not any more."""

from datetime import datetime

from django.db import transaction

from audit.log import SYSTEM, record
from tenants.models import Tenant
from wizard.models import Finish


def finished_at(tenant: Tenant) -> datetime | None:
    """When all steps were first seen finished; None when that never was. One query."""
    return Finish.objects.filter(tenant=tenant).values_list("at", flat=True).first()


@transaction.atomic
def note(tenant: Tenant) -> None:
    """All steps are finished now. Only the first time is kept, whoever looks first, and however many at once."""
    _row, is_first = Finish.objects.get_or_create(tenant=tenant)
    if is_first:
        record("step.all_finished", by=SYSTEM, tenant=tenant, obj=tenant)
