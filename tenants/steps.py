"""What a set-up step tells about itself. Steps live in their apps; the wizard puts them in order (design, section 2)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from tenants.models import Tenant


class StepStatus(models.TextChoices):
    """The six statuses of a step. Never stored: worked out from what is there."""

    COMPLETED = "completed", _("Completed")
    IN_PROGRESS = "in_progress", _("In progress")
    NOT_STARTED = "not_started", _("Not started")
    BLOCKED = "blocked", _("Cannot start yet")
    NOT_NEEDED = "not_needed", _("Not needed")
    PROBLEM = "problem", _("There is a problem")


class StepGroup(StrEnum):
    """The four groups of the task list."""

    CHECK = "check"
    PEOPLE = "people"
    NUMBERS = "numbers"
    SERVICES = "services"


@dataclass(frozen=True)
class StepState:
    """A step's status, the sentence that says why, and the one next thing to do.

    `reason` carries its figures ("97 of 120 people have a number."). `action` is a short imperative
    ("Find numbers for 23 people"); `action_url` is where it is done, the step's own page when empty.
    """

    status: StepStatus
    reason: str
    action: str = ""
    action_url: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Step:
    """One of the ten steps. `state` runs inside the tenant's scope, in a number of queries that does not grow."""

    number: int
    key: str
    title: StrPromise | str
    purpose: StrPromise | str
    group: StepGroup
    url_name: str
    state: Callable[[Tenant], StepState]
    needs: tuple[int, ...] = ()
    may_be_skipped: bool = False
