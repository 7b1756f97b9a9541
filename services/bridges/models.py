"""The conference bridge of an organisation: the numbers that reach it, and the people who hold meetings on it (rules 6)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from numbering.models import Kind, PhoneNumber
from numbering.service_use import spends_credit
from services.languages import LANGUAGES
from tenants.models import Person
from tenants.scoping import TenantOwned

SHORTEST_PIN, LONGEST_PIN = 4, 12  # digits; rules 6.3
MOST_SECONDARY = 4  # languages besides the primary one; rules C3
ID_DIGITS = 9  # of a conference id; our choice


class Bridge(TenantOwned):
    """What callers of all meetings reach. An organisation has one (rules 6.2); its fields are the settings of 6.3.

    `version` grows with each change, so that two admins never overwrite each other unseen.
    """

    class Announcement(models.TextChoices):
        NAMES = "names", _("Names")
        TONES = "tones", _("Tones")

    class Mask(models.TextChoices):
        OUTSIDERS = "outsiders", _("From people outside the organisation")
        EVERYONE = "everyone", _("From everyone")
        NOBODY = "nobody", _("From nobody")

    SETTINGS: ClassVar = (
        "notifications",
        "announcement",
        "record_names",
        "pin_length",
        "send_mails",
        "mask",
        "callers_may_start",
    )

    notifications = models.BooleanField(_("tell when somebody joins or leaves"), default=True)
    announcement = models.CharField(
        _("tell by"), max_length=10, choices=Announcement, default=Announcement.NAMES
    )
    record_names = models.BooleanField(_("ask callers to say their name"), default=True)
    pin_length = models.PositiveSmallIntegerField(
        _("digits of a new PIN"),
        default=5,
        validators=[MinValueValidator(SHORTEST_PIN), MaxValueValidator(LONGEST_PIN)],
    )
    send_mails = models.BooleanField(_("mail organisers when their conferencing changes"), default=True)
    mask = models.CharField(_("hide callers' numbers"), max_length=10, choices=Mask, default=Mask.OUTSIDERS)
    callers_may_start = models.BooleanField(_("callers may start a meeting"), default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="one_bridge_per_tenant"),
            models.CheckConstraint(
                condition=Q(pin_length__range=(SHORTEST_PIN, LONGEST_PIN)), name="pin_of_4_to_12_digits"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Conference bridge"))


class BridgeNumber(TenantOwned):
    """A number that reaches the bridge: the carrier's, shared with other organisations, or one of our own (rules 6.2)."""

    bridge = models.ForeignKey(Bridge, on_delete=models.CASCADE, related_name="numbers")
    number = models.OneToOneField(
        PhoneNumber, null=True, blank=True, on_delete=models.PROTECT, related_name="bridge_number"
    )
    e164 = models.CharField(max_length=16)
    country = CountryField()
    city = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=16, choices=Kind)
    is_default = models.BooleanField(default=False)
    language = models.CharField(_("first language"), max_length=5, choices=LANGUAGES)
    other_languages = ArrayField(
        models.CharField(max_length=5, choices=LANGUAGES), default=list, blank=True, size=MOST_SECONDARY
    )
    added_at = models.DateTimeField(default=timezone.now)

    organisers: int
    """How many have it on their invitations; only where `numbers.with_organisers` counted."""

    class Meta:
        ordering = ["e164"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "e164"], name="one_bridge_number_per_e164"),
            models.UniqueConstraint(
                fields=["tenant"], condition=Q(is_default=True), name="one_default_bridge_number"
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | ~Q(kind="toll_free"), name="default_bridge_number_is_toll"
            ),
        ]

    def __str__(self) -> str:
        return self.e164

    @property
    def is_shared(self) -> bool:
        """The carrier's: other organisations answer on it too, its language is fixed, it stays (rules 6.2)."""
        return self.number_id is None

    @property
    def is_toll_free(self) -> bool:
        """The caller pays nothing; the organisation's credit does."""
        return self.kind == Kind.TOLL_FREE

    @property
    def uses_credit(self) -> bool:
        """Whether the organisation pays for calls to it. Load `number` with the row."""
        return self.number is not None and spends_credit(self.number)

    @property
    def languages(self) -> list[str]:
        """The codes of its languages, in the order in which callers are offered them."""
        return [self.language, *self.other_languages]


class Organiser(TenantOwned):
    """Somebody who can hold meetings that callers join: a conference id, a PIN, and the numbers on the invitation.

    The id is unique over all organisations, for they share numbers. The PIN is kept as a keyed hash alone.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="organiser")
    conference_id = models.CharField(_("conference id"), max_length=ID_DIGITS, unique=True)
    pin_hash = models.CharField(max_length=120)
    pin_set_at = models.DateTimeField(default=timezone.now)
    toll_number = models.ForeignKey(
        BridgeNumber, null=True, blank=True, on_delete=models.RESTRICT, related_name="toll_organisers"
    )
    toll_free_number = models.ForeignKey(
        BridgeNumber, null=True, blank=True, on_delete=models.RESTRICT, related_name="toll_free_organisers"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["tenant", "toll_number"], name="organisers_by_toll_number"),
            models.Index(fields=["tenant", "toll_free_number"], name="organisers_by_toll_free"),
        ]

    def __str__(self) -> str:
        return str(self.person)
