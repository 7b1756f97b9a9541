"""Organisations, who may act in them, where they are and whom they employ."""

import secrets
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from tenants.group_models import Group, GroupMember
from tenants.import_models import PeopleChange, PeopleImport, PeopleImportRow
from tenants.scoping import TenantOwned
from tenants.search_keys import search_key

__all__ = [
    "EmergencyAddress",
    "EmergencyTerms",
    "Group",
    "GroupMember",
    "Invitation",
    "Membership",
    "PeopleChange",
    "PeopleImport",
    "PeopleImportRow",
    "Person",
    "Role",
    "Site",
    "Tenant",
    "User",
]

INVITATION_DAYS = 14


class UserManager(BaseUserManager["User"]):
    """Users are known by their e-mail address, compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user with a usable password, or an unusable one when `password` is None."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An operator; Django's own superuser rights are not used by any page."""
        return self.create_user(email, password, provider_role=User.ProviderRole.OPERATOR, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in: a member of tenants, or the provider's own staff."""

    class ProviderRole(models.TextChoices):
        NONE = "", _("None")
        DESK = "desk", _("Desk agent")
        OPERATOR = "operator", _("Operator")

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    provider_role = models.CharField(
        max_length=10, choices=ProviderRole, blank=True, default=ProviderRole.NONE
    )
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(
        default=False, help_text=_("Made by the demonstration; barred in production.")
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name as typed, or an empty string."""
        return self.name

    @property
    def initials(self) -> str:
        """Up to two letters for the round badge."""
        words = (self.name or self.email).replace(".", " ").split()
        return "".join(word[0] for word in words[:2]).upper()

    @property
    def is_desk(self) -> bool:
        """May work the desk: agents, and operators."""
        return self.provider_role in {self.ProviderRole.DESK, self.ProviderRole.OPERATOR}

    @property
    def is_operator(self) -> bool:
        """May run the console: tenants, purchases, payments, stock."""
        return self.provider_role == self.ProviderRole.OPERATOR


class Tenant(models.Model):
    """An organisation that sets up its phone system here."""

    class Connectivity(models.TextChoices):
        CALLING_PLANS = "calling_plans", _("Calling Plans")
        DIRECT_ROUTING = "direct_routing", _("Direct Routing only")

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    country = CountryField(_("country of the organisation"))
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    connectivity = models.CharField(
        _("how calls reach the outside"),
        max_length=20,
        choices=Connectivity,
        default=Connectivity.CALLING_PLANS,
    )
    hold_minutes = models.PositiveSmallIntegerField(_("minutes that a searched number is held"), default=10)
    postpaid = models.BooleanField(
        _("pays for usage afterwards"),
        default=False,
        help_text=_("Toll-free numbers then need no prepaid credit."),
    )
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def uses_direct_routing_only(self) -> bool:
        """The tenant brings its own trunk and numbers, and buys no Calling Plans."""
        return self.connectivity == self.Connectivity.DIRECT_ROUTING


class Role(models.TextChoices):
    """What a member may do in a tenant (design, section 1)."""

    ADMIN = "admin", _("Tenant admin")
    BILLING = "billing", _("Billing")
    VIEWER = "viewer", _("Viewer")


class Membership(TenantOwned):
    """A user's role in a tenant."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="one_membership_per_tenant")]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


def _invitation_token() -> str:
    return secrets.token_urlsafe(32)


def _invitation_end() -> Any:
    return timezone.now() + timedelta(days=INVITATION_DAYS)


class Invitation(TenantOwned):
    """A mail that lets its reader join a tenant, once, within fourteen days."""

    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=10, choices=Role)
    token = models.CharField(max_length=64, unique=True, default=_invitation_token)
    invited_by_name = models.CharField(max_length=150)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=_invitation_end)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "email"], condition=models.Q(accepted_at=None), name="one_open_invitation"
            )
        ]

    def __str__(self) -> str:
        return self.email


class EmergencyAddress(TenantOwned):
    """A civic address that an emergency call from a number is sent to (rules 11.4)."""

    class Validation(models.TextChoices):
        DRAFT = "draft", _("Not validated")
        VALIDATED = "validated", _("Validated")

    name = models.CharField(_("name of the place"), max_length=120)
    company = models.CharField(_("company name"), max_length=120)
    country = CountryField(_("country"))
    house_number = models.CharField(_("house number"), max_length=20, blank=True)
    street = models.CharField(_("street"), max_length=120)
    city = models.CharField(_("city"), max_length=80)
    state = models.CharField(_("state or region"), max_length=80, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    description = models.CharField(_("description"), max_length=200, blank=True)
    validation = models.CharField(max_length=10, choices=Validation, default=Validation.DRAFT)
    validated_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="one_address_per_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_valid(self) -> bool:
        """Only validated addresses may be assigned (rules 11.4)."""
        return self.validation == self.Validation.VALIDATED

    @property
    def one_line(self) -> str:
        """The address in one line, as it is written on an envelope."""
        street = f"{self.house_number} {self.street}".strip()
        place = " ".join(part for part in (self.postal_code, self.city, self.state) if part)
        country = str(self.country.name)  # type: ignore[attr-defined]
        return ", ".join(part for part in (street, place, country) if part)


class EmergencyTerms(TenantOwned):
    """A tenant admin's acceptance of a country's emergency-calling terms: once per country (rules 11.4)."""

    country = CountryField(_("country"))
    accepted_by_name = models.CharField(max_length=150)
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "country"], name="terms_once_per_country")]

    def __str__(self) -> str:
        return str(self.country.name)  # type: ignore[attr-defined]


class Site(TenantOwned):
    """A place where the tenant has people: its country decides what can be had (rules 1)."""

    name = models.CharField(_("name"), max_length=120)
    country = CountryField(_("country"))
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    emergency_address = models.ForeignKey(
        EmergencyAddress,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="sites",
        verbose_name=_("emergency address"),
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="one_site_per_name")]

    def __str__(self) -> str:
        return self.name


class Person(TenantOwned):
    """Somebody in the directory: the 16 columns of the user file, and what telephony needs (rules 2.3)."""

    user_name = models.CharField(_("user name"), max_length=254, help_text=_("As in anna.berg@example.com."))
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    display_name = models.CharField(_("display name"), max_length=256)
    job_title = models.CharField(_("job title"), max_length=128, blank=True)
    department = models.CharField(_("department"), max_length=64, blank=True)
    office_number = models.CharField(_("office number"), max_length=128, blank=True)
    office_phone = models.CharField(_("office phone"), max_length=64, blank=True)
    mobile_phone = models.CharField(_("mobile phone"), max_length=64, blank=True)
    fax = models.CharField(_("fax"), max_length=64, blank=True)
    alternate_email = models.EmailField(_("alternate e-mail address"), blank=True)
    address = models.CharField(_("address"), max_length=250, blank=True)
    city = models.CharField(_("city"), max_length=128, blank=True)
    state = models.CharField(_("state or province"), max_length=128, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=40, blank=True)
    country_or_region = models.CharField(_("country or region"), max_length=128, blank=True)

    usage_location = CountryField(_("usage location"), blank=True)
    extension = models.CharField(_("extension"), max_length=10, blank=True)
    site = models.ForeignKey(
        Site, on_delete=models.SET_NULL, null=True, blank=True, related_name="people", verbose_name=_("site")
    )
    needs_telephony = models.BooleanField(_("is to have a telephone"), default=True)
    search_text = models.CharField(max_length=1200, editable=False, default="")
    sort_key = models.CharField(max_length=300, editable=False, default="")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user_name"], name="one_person_per_user_name"),
            models.UniqueConstraint(
                fields=["tenant", "extension"],
                condition=~models.Q(extension=""),
                name="one_person_per_extension",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "sort_key", "id"], name="people_by_name")]
        ordering = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.display_name

    def refresh_keys(self) -> None:
        """Recompute the keys that sort and search: the database has no ICU (design, section 5)."""
        self.user_name = self.user_name.strip().lower()
        words = (
            self.display_name,
            self.user_name,
            self.first_name,
            self.last_name,
            self.department,
            self.extension,
        )
        self.search_text = search_key(" ".join(words))[:1200]
        self.sort_key = search_key(self.display_name)[:300]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with fresh search keys."""
        self.refresh_keys()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_text", "sort_key", "user_name"}
        super().save(*args, **kwargs)
