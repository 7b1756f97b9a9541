"""The sandbox carrier's own books: its stock, and what it was told to do wrong."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from carriers.port_models import SandboxPort, SandboxPortAnswer, SandboxPortEvent, SandboxSkip

__all__ = [
    "SandboxFault",
    "SandboxNumber",
    "SandboxPort",
    "SandboxPortAnswer",
    "SandboxPortEvent",
    "SandboxSkip",
]


class SandboxNumber(models.Model):
    """A number in the sandbox carrier's stock. None of them is real."""

    e164 = models.CharField(max_length=16, primary_key=True)
    country = models.CharField(max_length=2)
    state = models.CharField(max_length=80, blank=True)
    city = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=16)
    user_grade = models.BooleanField()
    digit_groups = ArrayField(
        models.CharField(max_length=3), help_text=_("Every three digits in a row, for search.")
    )
    reference = models.CharField(max_length=60, blank=True, help_text=_("Who reserved or acquired it."))
    reserved_until = models.DateTimeField(null=True, blank=True)
    acquired = models.BooleanField(default=False)
    resting_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["country", "kind", "user_grade", "state", "city", "e164"], name="stock_by_place"
            ),
            models.Index(fields=["country", "kind", "user_grade", "e164"], name="stock_by_number"),
            models.Index(fields=["reference"], condition=~models.Q(reference=""), name="stock_by_reference"),
            GinIndex(fields=["digit_groups"], name="stock_by_digits", opclasses=["array_ops"]),
        ]

    def __str__(self) -> str:
        return self.e164


class SandboxFault(models.Model):
    """An operator told the sandbox to misbehave: the next `remaining` calls of `operation` go wrong."""

    class Kind(models.TextChoices):
        FAIL = "fail", _("Fail, worth another try")
        REFUSE = "refuse", _("Refuse for good")
        LATE = "late", _("Act, but answer with a time-out")
        SHORT = "short", _("Grant all but the last number")

    operation = models.CharField(_("operation"), max_length=12)
    kind = models.CharField(_("what goes wrong"), max_length=8, choices=Kind)
    remaining = models.PositiveSmallIntegerField(_("how often"), default=1)

    def __str__(self) -> str:
        return f"{self.operation}: {self.kind}"
