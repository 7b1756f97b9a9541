"""What a check finds, in the six words of the directory's own errors, with a sentence and the way to mend it."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from licensing.models import Product


class Violation(models.TextChoices):
    """The words that the directory uses; the labels are what a person reads."""

    COUNT = "CountViolation", _("No seat left")
    EXCLUSIVE = "MutuallyExclusiveViolation", _("Products clash")
    DEPENDENCY = "DependencyViolation", _("Something is missing")
    LOCATION = "ProhibitedInUsageLocationViolation", _("Not for this location")
    UNIQUE = "UniquenessViolation", _("Held already")
    OTHER = "Other", _("Not possible")


class Mend(StrEnum):
    """Where a finding is put right."""

    BUY = "buy"
    PERSON = "person"
    PRODUCTS = "products"
    REMOVE_TOO = "remove_too"
    NOTHING = ""


@dataclass(frozen=True)
class Finding:
    """One thing that stands in the way of one person. `product` is the one to buy or to remove as well, as `mend` says."""

    violation: Violation
    sentence: str
    mend: Mend = Mend.NOTHING
    product: Product | None = None
    seats: int = 0


class Outcome(models.TextChoices):
    """What comes out for one person."""

    REFUSED = "refused", _("Left out")
    CHANGES = "changes", _("Will be changed")
    NOTHING = "nothing", _("Nothing to do")
