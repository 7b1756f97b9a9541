"""Voice apps: what call queues and auto attendants have in common, where calls go on from them, and who answers for them.

A call graph is made of two tables: the voice apps are its nodes, their destinations its edges.
"""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from numbering.models import PhoneNumber
from services.languages import LANGUAGES
from services.sounds.models import Sound
from tenants.models import Group, Person
from tenants.scoping import TenantOwned


class VoiceApp(TenantOwned):
    """A call queue or an auto attendant: something of the organisation's that takes calls (rules 8, 9).

    What only one of them has is in `queues.Queue` and `attendants.Attendant`, which share the key. `version` grows with
    each change, so that two admins never overwrite each other unseen.
    """

    class Kind(models.TextChoices):
        QUEUE = "queue", _("Call queue")
        ATTENDANT = "attendant", _("Auto attendant")

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=64)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint("tenant", "kind", Lower("name"), name="one_voice_app_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class Destination(TenantOwned):
    """Where a call goes on from one slot of a voice app (rules 8.2, 9.2 to 9.4).

    A queue has the slots "overflow", "timeout" and "no_agents"; an attendant "operator", "open" and "closed", and for
    the keys of a menu "open.0" to "closed.9". A slot without a row leads nowhere.
    """

    class Action(models.TextChoices):
        DISCONNECT = "disconnect", _("End the call")
        BUSY = "busy", _("End the call with the busy tone")
        WAIT = "wait", _("Let the call wait in the queue")
        MENU = "menu", _("Offer a menu")
        OPERATOR = "operator", _("The operator")
        ANNOUNCEMENT = "announcement", _("Say something, then offer the menu again")
        PERSON = "person", _("A person")
        VOICEMAIL = "voicemail", _("A person's voicemail")
        APP = "app", _("A queue or an attendant")
        EXTERNAL = "external", _("An outside number")
        SHARED_VOICEMAIL = "shared_voicemail", _("The shared mailbox of a group")

    TO_PERSON: ClassVar = (Action.PERSON, Action.VOICEMAIL)

    app = models.ForeignKey(VoiceApp, on_delete=models.CASCADE, related_name="destinations")
    slot = models.CharField(max_length=12)
    action = models.CharField(max_length=20, choices=Action)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="destinations"
    )
    target = models.ForeignKey(
        VoiceApp, null=True, blank=True, on_delete=models.RESTRICT, related_name="arrivals"
    )
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.PROTECT, related_name="destinations"
    )
    external = models.CharField(_("outside number"), max_length=16, blank=True)
    text = models.CharField(_("text to be read out"), max_length=1000, blank=True)
    sound = models.ForeignKey(
        Sound, null=True, blank=True, on_delete=models.PROTECT, related_name="destinations"
    )

    class Meta:
        ordering = ["app_id", "slot"]
        indexes = [models.Index(fields=["tenant", "person"], name="destinations_by_person")]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "app", "slot"], name="one_destination_per_slot"),
            models.CheckConstraint(
                condition=(
                    Q(action__in=["person", "voicemail"], person__isnull=False)
                    | Q(action="app", target__isnull=False)
                    | Q(action="shared_voicemail", group__isnull=False)
                    | (Q(action="external") & ~Q(external=""))
                    | Q(action__in=["disconnect", "busy", "wait", "menu", "operator", "announcement"])
                ),
                name="destination_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slot} of {self.app_id}"


class ResourceAccount(TenantOwned):
    """The account by which a number reaches a voice app: one number, one app; an app may have many (rules 11.2).

    It signs in nowhere, and takes one resource account licence.
    """

    app = models.ForeignKey(VoiceApp, on_delete=models.PROTECT, related_name="accounts")
    number = models.OneToOneField(PhoneNumber, on_delete=models.PROTECT, related_name="resource_account")
    user_name = models.CharField(max_length=150)
    display_name = models.CharField(max_length=120)
    priority = models.PositiveSmallIntegerField(
        _("priority of its calls"), default=3, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user_name"], name="one_account_per_user_name"),
            models.CheckConstraint(condition=Q(priority__range=(1, 5)), name="priority_1_to_5"),
        ]

    def __str__(self) -> str:
        return self.display_name
