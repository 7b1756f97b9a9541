"""What an act on many orders asks for, and the words of its page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrPromise

from porting.desk import bulk, claims, saved_replies
from porting.desk.bulk import Act, Asked
from porting.desk.comments import LONGEST
from porting.desk.forms import HandOverForm, WordsForm
from porting.desk.note_forms import PRIVATE, PUBLIC, ReplyPicker
from porting.models import RejectionReason
from ui.forms import ConsoleForm
from ui.refusals import Refusal


class BulkCommentForm(ReplyPicker):
    """The same words in many orders; placeholders are filled in each."""

    mark_optional = False

    text = forms.CharField(
        label=gettext_lazy("What you write"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write what you want to say, or put in a saved reply.")},
    )
    reader = forms.ChoiceField(
        label=gettext_lazy("Who reads it"),
        choices=[(PUBLIC, gettext_lazy("The customers, by mail, too")), (PRIVATE, gettext_lazy("Desk only"))],
        initial=PUBLIC,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who reads it.")},
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    field_order = ("text", "reader", "reply")

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"once": uuid4().hex})
        self.fields["text"].help_text = _("Filled in for each order: %(names)s.") % {
            "names": ", ".join(f"{{{name}}}" for name in saved_replies.PLACEHOLDERS)
        }

    def clean_text(self) -> str:
        """The words, if all their placeholders can be filled."""
        text: str = self.cleaned_data["text"]
        try:
            saved_replies.refuse_unknown(text)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence) from None
        return text


class BulkReturnForm(WordsForm):
    """Why the orders go back, and a word that goes along."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), error_messages={"required": gettext_lazy("Choose a reason.")}
    )
    field_order = ("reason", "text")

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.reasons = {row.code: row for row in bulk.reasons()}
        fields: Any = self.fields
        fields["reason"].choices = [
            ("", _("Choose")),
            *((code, row.title) for code, row in self.reasons.items()),
        ]

    def clean_reason(self) -> RejectionReason:
        """The reason that was chosen."""
        return self.reasons[self.cleaned_data["reason"]]


MakeForm = Callable[[QueryDict | None], ConsoleForm]


@dataclass(frozen=True)
class Words:
    """The words of an act's page: its title, what to know before it is done, and its button with the count."""

    title: StrPromise
    lead: StrPromise
    button: Callable[[int], str]
    form: MakeForm


def _counted(one: str, many: str) -> Callable[[int], str]:
    return lambda count: ngettext(one, many, count) % {"n": count}


PAGES: Final[dict[Act, Words]] = {
    Act.CLAIM: Words(
        gettext_lazy("Claim orders"),
        gettext_lazy("They are yours to work on from then on."),
        _counted("Claim %(n)s order", "Claim %(n)s orders"),
        lambda data: ConsoleForm(data),
    ),
    Act.HAND_OVER: Words(
        gettext_lazy("Hand orders over"),
        gettext_lazy("The colleague is told of each by mail."),
        _counted("Hand %(n)s order over", "Hand %(n)s orders over"),
        lambda data: HandOverForm(data, agents=claims.agents()),
    ),
    Act.URGENT: Words(
        gettext_lazy("Mark orders as urgent"),
        gettext_lazy("Their clocks are set to the time of an urgent answer; what was used stays used."),
        _counted("Mark %(n)s order as urgent", "Mark %(n)s orders as urgent"),
        lambda data: ConsoleForm(data),
    ),
    Act.COMMENT: Words(
        gettext_lazy("Write in orders"),
        gettext_lazy("The words stand in the timeline of each order, filled with what it says."),
        _counted("Write in %(n)s order", "Write in %(n)s orders"),
        BulkCommentForm,
    ),
    Act.RETURN: Words(
        gettext_lazy("Return orders to their customers"),
        gettext_lazy(
            "The field that the reason is about is rejected in each, and goes back with what you have marked besides. "
            "Their clocks rest."
        ),
        _counted("Return %(n)s order", "Return %(n)s orders"),
        BulkReturnForm,
    ),
}


def asked_of(act: Act, form: ConsoleForm) -> Asked:
    """What a valid form of an act asks for."""
    data = form.cleaned_data
    return Asked(
        act,
        to=data.get("to"),
        text=data.get("text", ""),
        private=data.get("reader") == PRIVATE,
        reason=data.get("reason"),
        once=data.get("once", ""),
    )
