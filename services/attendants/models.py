"""Auto attendants (rules 9): a greeting, hours, and menus that lead callers on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from services.sounds.models import Sound
from services.voice_apps.models import VoiceApp
from tenants.scoping import TenantOwned


class Attendant(TenantOwned):
    """What an attendant has besides its name, language and destinations.

    `hours` are the weekly business hours as `services.schedules.weekly` writes them; None is open day and night
    (rules 0.3, C9). They are read in `time_zone`.
    """

    app = models.OneToOneField(VoiceApp, on_delete=models.CASCADE, primary_key=True, related_name="attendant")
    time_zone = models.CharField(_("time zone"), max_length=64)
    hours = models.JSONField(_("business hours"), null=True, blank=True)

    class Meta:
        ordering = ["app_id"]

    def __str__(self) -> str:
        return self.app.name


class Flow(TenantOwned):
    """What happens to a call during business hours, or after them (rules 9.2, 9.3).

    The action is the destination in the slot of the same name as the moment; with a menu, its keys have slots of
    their own.
    """

    class Moment(models.TextChoices):
        OPEN = "open", _("Business hours")
        CLOSED = "closed", _("After hours")

    class Directory(models.TextChoices):
        NONE = "none", _("No")
        BY_NAME = "by_name", _("By name")
        BY_EXTENSION = "by_extension", _("By extension")

    attendant = models.ForeignKey(Attendant, on_delete=models.CASCADE, related_name="flows")
    moment = models.CharField(max_length=6, choices=Moment)
    greeting_text = models.CharField(max_length=1000, blank=True)
    greeting_sound = models.ForeignKey(
        Sound, null=True, blank=True, on_delete=models.PROTECT, related_name="greeted_flows"
    )
    menu_text = models.CharField(max_length=1000, blank=True)
    menu_sound = models.ForeignKey(
        Sound, null=True, blank=True, on_delete=models.PROTECT, related_name="menu_flows"
    )
    directory = models.CharField(
        _("callers may dial somebody"), max_length=12, choices=Directory, default=Directory.NONE
    )
    force_listen = models.BooleanField(_("keys count only after the menu was heard"), default=False)

    class Meta:
        ordering = ["attendant_id", "moment"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "attendant", "moment"], name="one_flow_per_moment"),
            models.CheckConstraint(
                condition=Q(greeting_text="") | Q(greeting_sound=None), name="flow_greets_once"
            ),
            models.CheckConstraint(condition=Q(menu_text="") | Q(menu_sound=None), name="menu_is_said_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attendant_id} {self.moment}"
