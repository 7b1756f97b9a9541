"""The form of one destination: an action, and the one field that the action needs. Styles hide the others."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from numbering.e164 import NotANumber, to_e164
from services.voice_apps.destinations import Leads
from services.voice_apps.models import Destination, VoiceApp
from tenants.models import Group, Tenant
from tenants.person_field import PersonField
from ui.forms import ConsoleForm

Action = Destination.Action
NOWHERE: Final = ""


class DestinationForm(ConsoleForm):
    """Where calls go on from one slot. Give a `prefix` for each; `leads` is what a valid form says.

    `actions` are those that the slot offers, in their order; `nowhere` is the words of the choice that leaves the slot
    empty, "" when it may not be empty; `app` is left out of the queues and attendants to choose from.
    """

    NEEDS: ClassVar[dict[str, str]] = {
        Action.PERSON: "person",
        Action.VOICEMAIL: "person",
        Action.APP: "target",
        Action.EXTERNAL: "external",
        Action.SHARED_VOICEMAIL: "group",
    }

    action = forms.ChoiceField(label=gettext_lazy("Then"))
    target: Any = forms.ModelChoiceField(
        label=gettext_lazy("Queue or attendant"), queryset=VoiceApp.objects.none(), required=False
    )
    external = forms.CharField(
        label=gettext_lazy("Outside number"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("In any form; abroad with the country code."),
    )
    group: Any = forms.ModelChoiceField(
        label=gettext_lazy("Group with the mailbox"), queryset=Group.objects.none(), required=False
    )

    def __init__(
        self,
        *args: Any,
        tenant: Tenant,
        actions: Sequence[str],
        label: str = "",
        nowhere: str = "",
        app: VoiceApp | None = None,
        leads: Leads | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", _initial(leads))
        super().__init__(*args, **kwargs)
        self.fields["person"] = PersonField(slug=tenant.slug, label=gettext_lazy("Person"), required=False)
        self.tenant = tenant
        chosen = [(value, Action(value).label) for value in actions]
        field: Any = self.fields["action"]
        field.choices = [(NOWHERE, nowhere), *chosen] if nowhere else chosen
        field.required = not nowhere
        if label:
            field.label = label
        others = VoiceApp.objects.exclude(pk=app.pk) if app is not None and app.pk else VoiceApp.objects.all()
        target: Any = self.fields["target"]
        target.queryset = others.order_by("kind", "name")
        target.label_from_instance = lambda one: f"{one.get_kind_display()}: {one.name}"
        group: Any = self.fields["group"]
        group.queryset = Group.objects.all()

    def clean_external(self) -> str:
        """The number in E.164. What is not needed for the chosen action is not looked at."""
        typed: str = self.cleaned_data["external"].strip()
        if self.data.get(self.add_prefix("action")) != Action.EXTERNAL or not typed:
            return ""
        try:
            return to_e164(typed, str(self.tenant.country))
        except NotANumber as error:
            raise forms.ValidationError(error.sentence) from error

    def clean(self) -> dict[str, Any]:
        """The one thing that the action needs must be there; what other actions would need does not count."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        needed = self.NEEDS.get(values.get("action", ""), "")
        for name in ("person", "target", "external", "group"):
            if name != needed and name in self.errors:
                del self.errors[name]
        if needed and not values.get(needed) and needed not in self.errors:
            self.add_error(needed, _missing(needed))
        return values

    @property
    def leads(self) -> Leads | None:
        """What the slot leads to; None for nowhere. Only of a valid form."""
        values = self.cleaned_data
        action = values["action"]
        if not action:
            return None
        needed = self.NEEDS.get(action, "")
        return Leads(action, **({needed: values[needed]} if needed else {}))


def _missing(field: str) -> str:
    return {
        "person": _("Choose the person."),
        "target": _("Choose the queue or the attendant."),
        "external": _("Type the outside number."),
        "group": _("Choose the group."),
    }[field]


def _initial(leads: Leads | None) -> dict[str, Any]:
    if leads is None:
        return {}
    return {
        "action": leads.action,
        "person": leads.person,
        "target": leads.target,
        "group": leads.group,
        "external": leads.external,
    }
