"""Forms over people: one person, one value for many, and a file."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from tenants.models import Person, Site
from tenants.people.rows import EXTENSION, USER_NAME
from ui.forms import ConsoleForm, ConsoleModelForm


class PersonForm(ConsoleModelForm):
    """One person. The site is read apart, since sites can only be asked for inside a tenant."""

    site: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Site"), queryset=Site.objects.none(), required=False, empty_label=_("Not set")
    )

    class Meta:
        model = Person
        fields = (
            "display_name",
            "user_name",
            "first_name",
            "last_name",
            "job_title",
            "department",
            "usage_location",
            "extension",
            "needs_telephony",
            "office_number",
            "office_phone",
            "mobile_phone",
            "fax",
            "alternate_email",
            "address",
            "city",
            "state",
            "postal_code",
            "country_or_region",
        )
        help_texts = {
            "usage_location": _("The country whose licences and Calling Plans the person can have."),
            "extension": _("2 to 10 digits. Callers of an attendant can dial it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.all()  # type: ignore[attr-defined]
        blank = [("", _("Not set")), *countries]
        self.fields["usage_location"].choices = blank  # type: ignore[attr-defined]
        self.fields["display_name"].error_messages["required"] = _("Type the display name.")
        self.fields["user_name"].error_messages["required"] = _("Type the user name.")
        self.initial.setdefault("site", self.instance.site_id)
        said = _("Type it like anna.berg@example.com, without blanks.")
        self.fields["user_name"].validators.append(RegexValidator(rf"\A{USER_NAME.pattern}\Z", said))
        said = _("Type 2 to 10 digits, and nothing else.")
        self.fields["extension"].validators.append(RegexValidator(rf"\A{EXTENSION.pattern}\Z", said))
        self.order_fields(["display_name", "user_name", "site"])

    def clean_user_name(self) -> str:
        """In lower case: the same name in capitals is the same person."""
        name = self.cleaned_data["user_name"].strip().lower()
        if len(name) > 254:
            raise forms.ValidationError(_("The user name has more than 254 characters."))
        return name

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by field."""
        return dict(self.cleaned_data)

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """Who the person is."""
        return [
            self[name]
            for name in ("display_name", "user_name", "first_name", "last_name", "job_title", "department")
        ]

    @property
    def telephony_fields(self) -> list[forms.BoundField]:
        """What telephony needs."""
        return [self[name] for name in ("needs_telephony", "usage_location", "site", "extension")]

    @property
    def contact_fields(self) -> list[forms.BoundField]:
        """Where the person is found; all of it optional."""
        shown = {bound.name for bound in (*self.main_fields, *self.telephony_fields)}
        return [bound for bound in self if bound.name not in shown]

    @property
    def contact_is_open(self) -> bool:
        """Whether there is something to see there: an error, or what was filled in before."""
        return any(bound.errors or bound.value() for bound in self.contact_fields)


class UploadForm(ConsoleForm):
    """A file of people."""

    file = forms.FileField(
        label=_("File"), help_text=_("CSV, up to 10,000 rows and 5 MB."), allow_empty_file=True
    )
    mark_new = forms.BooleanField(
        label=_("Mark new people for telephony"),
        help_text=_("A column Telephony in the file says otherwise for a row."),
        required=False,
        initial=True,
    )


class ValueForm(ConsoleForm):
    """One value for many people: a site or a usage location. Empty takes it away."""

    def __init__(self, field: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field == "site_id":
            none = _("No site")
            self.fields["value"] = forms.ModelChoiceField(
                label=_("Site"), queryset=Site.objects.all(), required=False, empty_label=none
            )
        else:
            choices = [("", _("Not set")), *countries]
            self.fields["value"] = forms.ChoiceField(
                label=_("Usage location"), choices=choices, required=False
            )

    @property
    def value(self) -> Any:
        """The site's id or the country's code; None or "" takes it away."""
        chosen = self.cleaned_data["value"]
        return chosen.pk if isinstance(chosen, Site) else chosen
