"""What the wizard stores: an admin's own "we don't need this step", and that all of them were finished once."""

from django.db import models
from django.utils import timezone

from tenants.scoping import TenantOwned


class StepChoice(TenantOwned):
    """An admin's choice about a step. Everything else about a step is worked out."""

    step = models.CharField(max_length=40)
    not_needed = models.BooleanField(default=False)
    chosen_by_name = models.CharField(max_length=150)
    chosen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "step"], name="one_choice_per_step")]

    def __str__(self) -> str:
        return self.step


class Finish(TenantOwned):
    """When all steps were first seen finished: since then a step that is open again is news."""

    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "finishes"
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_finish")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
