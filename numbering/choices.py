"""Kinds of numbers, what they are for, and the quotas that they count against."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Kinds of numbers (rules 3.2, 4)."""

    GEOGRAPHIC = "geographic", _("Geographic")
    NON_GEOGRAPHIC = "non_geographic", _("Non-geographic")
    TOLL_FREE = "toll_free", _("Toll-free")


class Usage(models.TextChoices):
    """What a number may be used for (rules 3.2). Voice app and conference are service numbers."""

    USER = "user", _("Person")
    VOICE_APP = "voice_app", _("Queue or attendant")
    CONFERENCE = "conference", _("Conference bridge")


class Allowance(models.TextChoices):
    """The three quotas, each counted by itself (rules 3.4)."""

    USER = "user", _("User numbers")
    TOLL = "toll", _("Toll service numbers")
    TOLL_FREE = "toll_free", _("Toll-free service numbers")
