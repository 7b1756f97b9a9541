"""The shape of what the desk's agents type: words, dates, reasons, numbers, and the marks of a review."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from numbering.requests.forms import TextForm
from porting.desk.note_forms import ReplyPicker
from porting.desk.review import Verdict
from porting.desk.review_fields import CheckField, reasons_for
from porting.models import FieldMark, PortedNumber, PortOrder, RejectionReason
from porting.number_lists import read_typed
from porting.order_forms import DateForm
from porting.order_numbers import refuse_unreadable
from tenants.models import User
from tenants.site_forms import zone_choices
from ui.formats import zone_of
from ui.forms import ConsoleForm
from ui.refusals import Refusal

NumberStatus = PortedNumber.Status
LONGEST_LIST: Final = 200_000
"""Characters of a pasted list of numbers."""


class WordsForm(TextForm):
    """Words to the customer that may be left out."""

    text = forms.CharField(
        label=gettext_lazy("A word to the customer (optional)"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReplyWordsForm(ReplyPicker, WordsForm):  # type: ignore[misc]
    """The same, with saved replies that can be put in."""


class WhyForm(ReplyPicker, TextForm):  # type: ignore[misc]
    """Words to the customer that are needed."""

    text = forms.CharField(
        label=gettext_lazy("Why, for the customer to read"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HandOverForm(ConsoleForm):
    """To whom an order goes, with words for the colleague."""

    mark_optional = False

    to = forms.ChoiceField(
        label=gettext_lazy("Colleague"), error_messages={"required": gettext_lazy("Choose a colleague.")}
    )
    text = forms.CharField(
        label=gettext_lazy("A word to the colleague (optional)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Only the desk reads it."),
    )

    def __init__(self, *args: Any, agents: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agents = {str(agent.pk): agent for agent in agents}
        fields: Any = self.fields
        fields["to"].choices = [("", _("Choose")), *((key, str(agent)) for key, agent in self.agents.items())]

    def clean_to(self) -> User:
        """The colleague that was chosen."""
        return self.agents[self.cleaned_data["to"]]


class CommitmentForm(DateForm):
    """The date that the carrier has confirmed, on the clock of a zone."""

    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zone_choices)

    field_order = ("day", "clock", "zone")

    def __init__(self, *args: Any, order: PortOrder, **kwargs: Any) -> None:
        moment, zone = order.foc_at or order.wanted_at, zone_of(order.time_zone or order.tenant.time_zone)
        local = moment.astimezone(zone) if moment else None
        initial = {"zone": str(zone), "day": local.date() if local else None}
        super().__init__(*args, initial=initial | {"clock": local.time() if local else None}, **kwargs)

    @property
    def moment(self) -> datetime:
        """The moment that was chosen."""
        data = self.cleaned_data
        return datetime.combine(data["day"], data["clock"], ZoneInfo(data["zone"]))


class RejectionForm(ReplyWordsForm):
    """Why the carrier rejects, and what it said."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), error_messages={"required": gettext_lazy("Choose a reason.")}
    )
    second = forms.ChoiceField(label=gettext_lazy("A second reason (optional)"), required=False)
    said = forms.CharField(
        label=gettext_lazy("The carrier's own words (optional)"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("As they were said or written. The customer reads them."),
    )
    field_order = ("reason", "second", "said", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        choices = [("", _("Choose")), *RejectionReason.objects.values_list("code", "title")]
        fields["reason"].choices = fields["second"].choices = choices

    @property
    def reasons(self) -> list[str]:
        """The codes that were chosen, each once."""
        data = self.cleaned_data
        return list(dict.fromkeys(code for code in (data["reason"], data["second"]) if code))


class NumberListForm(ConsoleForm):
    """Numbers, typed or pasted in any form."""

    mark_optional = False

    numbers = forms.CharField(
        label=gettext_lazy("Numbers"),
        max_length=LONGEST_LIST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy("One a line, or separated by commas. A range as in +1 206 555 3000 - 3099."),
    )

    def __init__(self, *args: Any, order: PortOrder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order

    def clean_numbers(self) -> list[str]:
        """The numbers in E.164; the first line that cannot be read is named."""
        entries = read_typed(self.cleaned_data["numbers"], country=str(self.order.country))
        try:
            refuse_unreadable(entries)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence) from None
        return [entry.e164 for entry in entries]


class CompletionForm(NumberListForm, WordsForm):  # type: ignore[misc]
    """Which numbers have not moved, if any."""

    field_order = ("numbers", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["numbers"].label = _("Numbers that have not moved (optional)")


class SettlementForm(ReplyWordsForm):
    """What the carrier made of a cancellation."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What the carrier says"),
        choices=[
            ("cancelled", gettext_lazy("It is cancelled: the numbers stay where they are.")),
            ("goes_on", gettext_lazy("It is too late: the order goes on.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what the carrier says.")},
    )
    field_order = ("outcome", "text")


class NumberMarkForm(NumberListForm):
    """How numbers stand, and why, for a rejection."""

    to = forms.ChoiceField(label=gettext_lazy("They are"), choices=NumberStatus.choices)
    reason = forms.ChoiceField(label=gettext_lazy("Reason of a rejection"), required=False)
    field_order = ("numbers", "to", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["numbers"].label = _("Numbers, besides the ticked ones (optional)")
        fields: Any = self.fields
        about = RejectionReason.objects.filter(field__in=["numbers", ""]).values_list("code", "title")
        fields["reason"].choices = [("", _("None")), *about]


class MarkRow(NamedTuple):
    """One line of the review as the page draws it."""

    field: CheckField
    mark: BoundField
    reason: BoundField
    sentence: BoundField


class MarksForm(ConsoleForm):
    """A mark for each field of an order, with a reason and a sentence where it needs them."""

    mark_optional = False

    def __init__(self, fields: Sequence[CheckField], *args: Any, **kwargs: Any) -> None:
        self.checks = fields
        super().__init__(*args, **kwargs)
        reasons = list(RejectionReason.objects.all())
        for check in fields:
            chosen = [("", _("Choose")), *((one.code, one.title) for one in reasons_for(check.key, reasons))]
            self.fields[f"{check.key}-mark"] = forms.ChoiceField(
                label=check.label,
                choices=FieldMark.Mark.choices,
                required=False,
                initial=check.verdict,
                widget=forms.RadioSelect,
            )
            self.fields[f"{check.key}-reason"] = forms.ChoiceField(
                label=_("Reason"), choices=chosen, required=False, initial=check.reason
            )
            self.fields[f"{check.key}-sentence"] = forms.CharField(
                label=_("What the customer will read"),
                max_length=400,
                required=False,
                initial=check.sentence,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def rows(self) -> list[MarkRow]:
        """The lines in the order of the form."""
        return [
            MarkRow(
                check, self[f"{check.key}-mark"], self[f"{check.key}-reason"], self[f"{check.key}-sentence"]
            )
            for check in self.checks
        ]

    def verdicts(self, *, only_whole: bool = False) -> dict[str, Verdict]:
        """What was said of each field that has a mark; `only_whole` leaves out those that still lack their reason or question."""
        found = {}
        for check in self.checks:
            mark, reason, sentence = (
                self.cleaned_data[f"{check.key}-{part}"] for part in ("mark", "reason", "sentence")
            )
            lacks = (mark == FieldMark.Mark.REJECT and not reason) or (
                mark == FieldMark.Mark.QUERY and not sentence.strip()
            )
            if mark and not (only_whole and lacks):
                found[check.key] = Verdict(mark, reason, sentence)
        return found
