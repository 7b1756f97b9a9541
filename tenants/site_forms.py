"""Forms over sites and emergency addresses."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenants.address_checks import POSTAL_CODES, problems
from tenants.addresses import PARTS
from tenants.models import EmergencyAddress, Site
from ui.forms import ConsoleForm, ConsoleModelForm


def zone_choices() -> list[tuple[str, str]]:
    """All zones that are named after a place, and UTC; of the IANA database that Python finds."""
    places = sorted(
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))
    )
    return [
        ("UTC", "UTC"),
        *((name, name.replace("_", " ")) for name in places if not name.startswith("posix")),
    ]


class SiteForm(ConsoleModelForm):
    """A site. The address is read apart, since addresses can only be asked for inside a tenant."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    emergency_address: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Emergency address"),
        queryset=EmergencyAddress.objects.none(),
        required=False,
        empty_label=_("None yet"),
        help_text=_("Suggested for the numbers of people at this site."),
    )

    class Meta:
        model = Site
        fields = ("name", "country", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["emergency_address"].queryset = EmergencyAddress.objects.all()  # type: ignore[attr-defined]
        self.fields["name"].error_messages["required"] = _("Name the site.")
        self.fields["country"].error_messages["required"] = _("Choose the country.")
        self.initial.setdefault("emergency_address", self.instance.emergency_address_id)

    def clean(self) -> dict[str, Any]:
        """An address in another country would send help to the wrong place."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        address, country = cleaned.get("emergency_address"), cleaned.get("country")
        if address and country and address.country != country:
            words = {"place": address.country.name}
            self.add_error(
                "emergency_address",
                ValidationError(_("This address is in %(place)s, not in the site's country.") % words),
            )
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by field."""
        return dict(self.cleaned_data)


class AddressForm(ConsoleModelForm):
    """An emergency address. A draft may be incomplete; with `complete` all that validation needs is asked for at once."""

    mark_optional = False  # what must be filled in depends on the country

    class Meta:
        model = EmergencyAddress
        fields = PARTS
        help_texts = {
            "name": _("As your people call it: Seattle office."),
            "description": _("Optional: floor, wing or gate, for those who come to help."),
            "latitude": _("Optional: the sandbox has no map."),
            "longitude": _("Optional: the sandbox has no map."),
        }

    def __init__(self, *args: Any, complete: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.complete = complete
        for field in self.fields.values():
            words = {"field": str(field.label).lower()}
            field.error_messages["required"] = _("The %(field)s is missing.") % words

    def clean(self) -> dict[str, Any]:
        """What keeps the address from being validated, each thing at its field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.complete and not self.errors:
            for field, sentence in problems(EmergencyAddress(**self.values)):
                self.add_error(field, sentence)
        return cleaned

    def clean_postal_code(self) -> str:
        """In capitals where the country's codes have letters."""
        code: str = self.cleaned_data["postal_code"].strip()
        shape = POSTAL_CODES.get(self.data.get("country", ""), ("", ""))[0]
        return code.upper() if "[A-Z]" in shape else code

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by field."""
        return {name: self.cleaned_data[name] for name in PARTS}


class TermsForm(ConsoleForm):
    """The box that accepts a country's terms."""

    agree = forms.BooleanField(
        label=_("I accept these terms for my organisation"),
        error_messages={"required": _("Tick the box to accept the terms.")},
    )
