"""What is typed and chosen about the bridge; the rules are the verbs'."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from numbering.models import PhoneNumber
from numbering.number_forms import LONGEST_BLOCK_DAYS
from services.bridges.models import MOST_SECONDARY, Bridge, BridgeNumber, Organiser
from services.bridges.words import number_label, place_of, whose_label
from services.languages import LANGUAGES
from ui.formats import national
from ui.forms import ConsoleForm

WHOLE = 1_000_000  # what a field takes before the verb says what is allowed


class SettingsForm(ConsoleForm):
    """The settings of 6.3. `version` is the one that the admin saw."""

    notifications = forms.BooleanField(
        label=gettext_lazy("Tell everybody in a meeting when a caller joins or leaves"), required=False
    )
    announcement = forms.ChoiceField(
        label=gettext_lazy("They hear"),
        choices=[
            (
                Bridge.Announcement.NAMES,
                gettext_lazy("The caller's name, or the number where no name is known"),
            ),
            (Bridge.Announcement.TONES, gettext_lazy("A tone")),
        ],
        widget=forms.RadioSelect,
    )
    record_names = forms.BooleanField(
        label=gettext_lazy("Ask callers to say their name before they join"),
        help_text=gettext_lazy("Only where names are told: with tones nobody is asked."),
        required=False,
    )
    mask = forms.ChoiceField(
        label=gettext_lazy("Hide callers' numbers in the list of people in a meeting"),
        choices=Bridge.Mask,
        widget=forms.RadioSelect,
    )
    callers_may_start = forms.BooleanField(
        label=gettext_lazy("Callers may start a meeting before the organiser is there"),
        help_text=gettext_lazy("Otherwise they wait until the organiser joins, or types the PIN."),
        required=False,
    )
    pin_length = forms.IntegerField(
        label=gettext_lazy("Digits of a new PIN"),
        help_text=gettext_lazy("4 to 12. PINs that organisers have stay as they are."),
        min_value=-WHOLE,
        max_value=WHOLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    send_mails = forms.BooleanField(
        label=gettext_lazy("Mail organisers when their conferencing changes"),
        help_text=gettext_lazy(
            "When they become organisers, when the id or a number changes, when the PIN is reset, and when the licence goes."
        ),
        required=False,
    )
    version = forms.IntegerField(min_value=0, max_value=WHOLE, widget=forms.HiddenInput)

    def show_version(self, version: int) -> None:
        """Let the form, typed into as it is, be about a newer version."""
        self.data = {**self.data.dict(), "version": str(version)}  # type: ignore[attr-defined]


class PutOnForm(ConsoleForm):
    """One of our own free numbers for the bridge."""

    number = forms.ModelChoiceField(
        label=gettext_lazy("A number of your own"),
        queryset=PhoneNumber._base_manager.none(),
        empty_label=gettext_lazy("Choose"),
        help_text=gettext_lazy("A free service number for conferencing, toll or toll-free."),
    )

    def __init__(self, *args: Any, free: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["number"]
        field.queryset = free
        field.label_from_instance = _owned_label


def _owned_label(number: PhoneNumber) -> str:
    return f"{national(number.e164)}, {place_of(number)}, {number.get_kind_display().lower()}"


class DefaultForm(ConsoleForm):
    """The default number of the bridge: one of its toll numbers."""

    default = forms.ModelChoiceField(
        label=gettext_lazy("Default number"),
        queryset=BridgeNumber._base_manager.none(),
        empty_label=None,
        help_text=gettext_lazy(
            "Shown when a meeting calls somebody, and given to new organisers whose country has no number. "
            "Organisers keep the numbers that they have."
        ),
    )

    def __init__(self, *args: Any, without: BridgeNumber | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["default"]
        field.queryset = BridgeNumber.objects.exclude(kind="toll_free").exclude(
            pk=without.pk if without else 0
        )
        field.label_from_instance = whose_label


class LanguagesForm(ConsoleForm):
    """The languages of a number, in order: the first one, and up to four that follow."""

    mark_optional = False

    def __init__(self, *args: Any, number: BridgeNumber, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ordinals = (_("First"), _("Second"), _("Third"), _("Fourth"), _("Fifth"))
        for at in range(1 + MOST_SECONDARY):
            choices = [("", _("Choose") if at == 0 else _("None")), *LANGUAGES]
            label = _("%(ordinal)s language") % {"ordinal": ordinals[at]}
            known = number.languages[at] if at < len(number.languages) else ""
            self.fields[self.name_of(at)] = forms.ChoiceField(
                label=label,
                choices=choices,
                required=at == 0,
                initial=known,
                error_messages={"required": _("Choose the language that callers hear first.")},
            )

    @staticmethod
    def name_of(at: int) -> str:
        """The name of the field at this place."""
        return "first" if at == 0 else f"others_{at}"

    @property
    def codes(self) -> list[str]:
        """The languages that were chosen, in order and without gaps."""
        chosen = [self.cleaned_data[self.name_of(at)] for at in range(1 + MOST_SECONDARY)]
        return [code for code in chosen if code]


class OrganiserNumbersForm(ConsoleForm):
    """Which numbers an organiser's invitations print."""

    toll = forms.ModelChoiceField(
        label=gettext_lazy("Toll number"),
        queryset=BridgeNumber._base_manager.none(),
        empty_label=gettext_lazy("Choose"),
        required=False,
    )
    toll_free = forms.ModelChoiceField(
        label=gettext_lazy("Toll-free number"),
        queryset=BridgeNumber._base_manager.none(),
        empty_label=gettext_lazy("None"),
        required=False,
    )
    mark_optional = False

    def __init__(self, *args: Any, organiser: Organiser, **kwargs: Any) -> None:
        initial = {"toll": organiser.toll_number, "toll_free": organiser.toll_free_number}
        super().__init__(*args, initial=initial, **kwargs)
        toll: Any = self.fields["toll"]
        toll_free: Any = self.fields["toll_free"]
        toll.queryset = BridgeNumber.objects.exclude(kind="toll_free")
        toll_free.queryset = BridgeNumber.objects.filter(kind="toll_free")
        toll.label_from_instance = toll_free.label_from_instance = number_label


class ManyNumbersForm(ConsoleForm):
    """The same for many: a number that is not chosen stays as it is."""

    toll = forms.ModelChoiceField(
        label=gettext_lazy("Toll number"),
        queryset=BridgeNumber._base_manager.none(),
        empty_label=gettext_lazy("Leave as it is"),
        required=False,
    )
    toll_free = forms.ChoiceField(label=gettext_lazy("Toll-free number"), required=False)
    mark_optional = False

    NONE = "none"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        toll: Any = self.fields["toll"]
        toll.queryset = BridgeNumber.objects.exclude(kind="toll_free")
        toll.label_from_instance = number_label
        toll_free: Any = self.fields["toll_free"]
        self._toll_free = {str(row.pk): row for row in BridgeNumber.objects.filter(kind="toll_free")}
        toll_free.choices = [
            ("", _("Leave as it is")),
            (self.NONE, _("None")),
            *((pk, number_label(row)) for pk, row in self._toll_free.items()),
        ]

    @property
    def chosen(self) -> dict[str, Any]:
        """The choice as `organisers.change_many` takes it."""
        text = self.cleaned_data["toll_free"]
        return {
            "toll": self.cleaned_data["toll"],
            "toll_free": self._toll_free.get(text),
            "no_toll_free": text == self.NONE,
        }


class MoveForm(ConsoleForm):
    """The number that everybody gets who has another one now."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("Give them"), queryset=BridgeNumber._base_manager.none(), required=False
    )
    mark_optional = False

    def __init__(self, *args: Any, number: BridgeNumber, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        rows = BridgeNumber.objects.exclude(pk=number.pk)
        toll_free = rows.filter(kind="toll_free")
        field.queryset = toll_free if number.is_toll_free else rows.exclude(kind="toll_free")
        field.empty_label = _("No toll-free number") if number.is_toll_free else _("Choose")
        field.label_from_instance = number_label


class TakeOffForm(ConsoleForm):
    """How long the number is kept free afterwards, so that old callers do not reach a stranger."""

    block_days = forms.IntegerField(
        label=gettext_lazy("Keep it free for so many days"),
        min_value=1,
        max_value=LONGEST_BLOCK_DAYS,
        required=False,
        help_text=gettext_lazy("1 to 365. Empty: it can be used for something else at once."),
    )
    mark_optional = False
