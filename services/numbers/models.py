"""The one choice that is stored about service numbers: which is the main one."""

from django.db import models
from django.utils import timezone

from numbering.models import PhoneNumber
from tenants.scoping import TenantOwned


class MainNumber(TenantOwned):
    """The number by which most callers come, as an admin chose it; the overview shows what they reach."""

    number = models.OneToOneField(PhoneNumber, on_delete=models.CASCADE, related_name="main_choice")
    chosen_by_name = models.CharField(max_length=150)
    chosen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_main_number")]

    def __str__(self) -> str:
        return str(self.number)
