"""Forms over members, invitations, the organisation and one's own account."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenants.models import Role, Tenant, User
from tenants.site_forms import zone_choices
from ui.forms import ConsoleForm, ConsoleModelForm

HOLD_MINUTES = (1, 60)


class InviteForm(ConsoleForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.VIEWER)


class RoleForm(ConsoleForm):
    """A member's role."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class NewAccountForm(ConsoleForm):
    """The name and the password of somebody who was invited and has no account."""

    name = forms.CharField(label=_("Your name"), max_length=150, help_text=_("As your colleagues know you."))
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        help_text=_("At least 10 characters. Three or four unrelated words are good."),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """The password rules, with the name and the address in view."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if password := cleaned.get("password"):
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class NameForm(ConsoleForm):
    """One's own name."""

    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("As your colleagues know you."))


class OrganisationForm(ConsoleModelForm):
    """The tenant's own settings."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("Times on these pages are shown in it.")
    )
    hold_minutes = forms.IntegerField(
        label=_("Minutes that a found number is held"),
        min_value=HOLD_MINUTES[0],
        max_value=HOLD_MINUTES[1],
        help_text=_("From 1 to 60. After that the numbers go back to the carrier."),
    )

    class Meta:
        model = Tenant
        fields = ("name", "country", "time_zone", "connectivity", "hold_minutes")
        widgets = {"connectivity": forms.RadioSelect}
