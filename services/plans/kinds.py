"""The three kinds of Calling Plan (rules 7), told by what a product gives and never by its name."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from licensing.models import Capability, Product


class PlanKind(models.TextChoices):
    """What a plan's minutes are good for."""

    DOMESTIC = "domestic", _("Domestic")
    INTERNATIONAL = "international", _("Domestic and International")
    PAYG = "payg", _("Pay-As-You-Go")


def kind_of(product: Product) -> PlanKind:
    """The kind of a product that gives a Calling Plan."""
    if Capability.PAYG in product.gives:
        return PlanKind.PAYG
    return PlanKind.INTERNATIONAL if Capability.INTERNATIONAL in product.gives else PlanKind.DOMESTIC
