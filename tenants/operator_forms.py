"""Forms of the operator's console."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.models import Tenant, User
from tenants.site_forms import zone_choices
from ui.forms import ConsoleForm, ConsoleModelForm
from ui.lists import ListFilter

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


class TenantFilter(ListFilter):
    """Tenants by name."""

    q = forms.CharField(label=gettext_lazy("Name of the tenant"), max_length=120)
    lookups = {"q": "name__icontains"}


class TenantForm(ConsoleModelForm):
    """A new tenant and its first admin."""

    slug = forms.CharField(
        label=gettext_lazy("Short name in addresses"),
        max_length=60,
        help_text=gettext_lazy(
            "Small letters, digits and hyphens: halden-freight. It cannot be changed later."
        ),
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zone_choices, initial="UTC")
    admin_email = forms.EmailField(
        label=gettext_lazy("E-mail address of the first admin"),
        max_length=254,
        help_text=gettext_lazy("An invitation goes there, good for 14 days."),
    )

    class Meta:
        model = Tenant
        fields = ("name", "slug", "country", "time_zone", "connectivity")
        widgets = {"connectivity": forms.RadioSelect}

    def clean_slug(self) -> str:
        """The short name, in small letters."""
        slug: str = self.cleaned_data["slug"].strip().lower()
        if not SLUG.match(slug):
            raise ValidationError(_("Use small letters, digits and single hyphens, as in halden-freight."))
        if slug == "new":
            raise ValidationError(_("This short name is taken by a page."))
        return slug


class StaffForm(ConsoleForm):
    """A new member of the provider's staff."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[choice for choice in User.ProviderRole.choices if choice[0]],
        widget=forms.RadioSelect,
        initial=User.ProviderRole.DESK,
    )
