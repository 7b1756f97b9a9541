"""The form of one destination: an action, and the one field that the action needs. Styles hide the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from numbering.e164 import NotANumber, to_e164
from services.voice_apps.destinations import Leads
from services.voice_apps.models import Destination, VoiceApp
from tenants.models import Group, Tenant
from tenants.person_field import PersonField
from ui.formats import international
from ui.forms import ConsoleForm

Action = Destination.Action
NOWHERE: Final = ""


@dataclass(frozen=True)
class Choices:
    """The apps and groups to choose from, read once for all destinations of a page."""

    targets: Sequence[VoiceApp]
    groups: Sequence[Group]

    @classmethod
    def read(cls, app: VoiceApp | None = None) -> "Choices":
        """All of the scope's tenant, `app` left out; two queries."""
        return cls(list(_others(app)), list(Group.objects.all()))


class DestinationForm(ConsoleForm):
    """Where calls go on from one slot. Give a `prefix` for each; `leads` is what a valid form says.

    `actions` are those that the slot offers, in their order; `nowhere` is the words of the choice that leaves the slot
    empty, "" when it may not be empty; `app` is left out of the queues and attendants to choose from. Give `choices`
    where a page has many of these forms.
    """

    mark_optional = False
    """What the chosen action needs is shown, and is needed; the rest is hidden."""

    NEEDS: ClassVar[dict[str, str]] = {
        Action.PERSON: "person",
        Action.VOICEMAIL: "person",
        Action.APP: "target",
        Action.EXTERNAL: "external",
        Action.SHARED_VOICEMAIL: "group",
    }

    action = forms.ChoiceField(label=gettext_lazy("Then"))
    target: Any = forms.ModelChoiceField(
        label=gettext_lazy("Queue or attendant"),
        queryset=VoiceApp.objects.none(),
        required=False,
    )
    external = forms.CharField(
        label=gettext_lazy("Outside number"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("In any form; abroad with the country code."),
    )
    group: Any = forms.ModelChoiceField(
        label=gettext_lazy("Group with the mailbox"),
        queryset=Group.objects.none(),
        required=False,
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
        choices: Choices | None = None,
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
            field.error_messages["required"] = _("“%(label)s” is not filled in.") % {"label": label}
        self._offer(choices or Choices.read(app), app)

    def _offer(self, choices: Choices, app: VoiceApp | None) -> None:
        """What can be chosen is listed from `choices`; what is chosen is looked up in the database."""
        target: Any = self.fields["target"]
        target.queryset = _others(app)
        target.choices = [("", _("Choose")), *((one.pk, _named(one)) for one in choices.targets)]
        group: Any = self.fields["group"]
        group.queryset = Group.objects.all()
        group.choices = [("", _("Choose")), *((one.pk, one.name) for one in choices.groups)]

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


def _others(app: VoiceApp | None) -> QuerySet[VoiceApp]:
    others = VoiceApp.objects.exclude(pk=app.pk) if app is not None and app.pk else VoiceApp.objects.all()
    return others.order_by("kind", "name")


def _named(app: VoiceApp) -> str:
    return f"{app.get_kind_display()}: {app.name}"


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
        "external": international(leads.external),
    }
