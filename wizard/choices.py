"""The admin's own choice that a step is not needed: the only stored part of a step."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import record
from tenants.models import Tenant, User
from tenants.steps import Step
from ui.refusals import Refusal
from wizard.models import StepChoice


@transaction.atomic
def choose(tenant: Tenant, step: Step, *, not_needed: bool, by: User) -> StepChoice:
    """Store the choice. Raises Refusal for a step that every tenant needs."""
    if not_needed and not step.may_be_skipped:
        raise Refusal(
            _("Step %(number)s, %(title)s, is needed by every organisation.")
            % {"number": step.number, "title": step.title}
        )
    choice, _made = StepChoice.objects.update_or_create(
        tenant=tenant,
        step=step.key,
        defaults={"not_needed": not_needed, "chosen_by_name": str(by), "chosen_at": timezone.now()},
    )
    record(
        "step.chosen", by=by, tenant=tenant, obj=choice, after={"step": step.key, "not_needed": not_needed}
    )
    return choice
