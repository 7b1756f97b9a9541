"""The form of what an attendant is called, speaks and goes by, with its operator."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.attendants.objections import REDIRECTS
from services.attendants.setups import OPERATOR_SLOT, General, fingerprint, known_zone
from services.languages import LANGUAGES, language_of
from services.voice_apps.destination_forms import DestinationForm
from services.voice_apps.models import VoiceApp
from services.voice_apps.names import LONGEST
from tenants.models import Site, Tenant
from tenants.site_forms import zone_choices
from ui.forms import ConsoleForm, FormParts, refuse
from ui.refusals import Refusal


class NameForm(ConsoleForm):
    """Name, language and time zone."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST,
        help_text=gettext_lazy("For your own people; callers never hear it."),
        error_messages={"required": gettext_lazy("Name the attendant.")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=LANGUAGES,
        help_text=gettext_lazy("Texts are read out in it."),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=zone_choices,
        help_text=gettext_lazy("Its hours are read by the clocks there."),
        error_messages={"required": gettext_lazy("Choose the time zone.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known_zone(self.initial.get("time_zone", "")) is None:
            zones: Any = self.fields["time_zone"]
            zones.choices = [("", _("Choose")), *zones.choices]


class GeneralForm(FormParts):
    """The form as a whole: `NameForm` and the operator's `DestinationForm`. `app` is None for a new attendant."""

    def __init__(
        self, data: Any = None, *, tenant: Tenant, general: General, app: VoiceApp | None = None
    ) -> None:
        initial = {"name": general.name, "language": general.language, "time_zone": general.time_zone}
        self.main = NameForm(data, initial={**initial, "seen": fingerprint(general)})
        self.operator = DestinationForm(
            data,
            prefix=OPERATOR_SLOT,
            tenant=tenant,
            actions=REDIRECTS,
            label=_("Operator"),
            nowhere=_("Nobody"),
            app=app,
            leads=general.operator,
        )

    @property
    def forms(self) -> list[ConsoleForm]:
        """Both."""
        return [self.main, self.operator]

    @property
    def general(self) -> General:
        """What a valid form says."""
        values = self.main.cleaned_data
        return General(values["name"], values["language"], values["time_zone"], self.operator.leads)

    @property
    def seen(self) -> str:
        """The fingerprint of what the form showed when it was opened."""
        return str(self.main.cleaned_data.get("seen", ""))

    def refuse(self, place: str, refusal: Refusal) -> None:
        """Put a refusal at the field that it is about."""
        refuse(self.operator if place == "operator" else self.main, refusal)


def proposed(tenant: Tenant) -> General:
    """What a new attendant begins with: the language of the country, and the zone of the first site."""
    zone = Site.objects.order_by("pk").values_list("time_zone", flat=True).first() or tenant.time_zone
    return General("", language_of(str(tenant.country)), zone)
