"""The shape of what the desk writes: comments, saved replies, names of views."""

from typing import Any, Final
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from porting import saved_replies
from porting.desk_comments import LONGEST
from porting.models import PortOrder, SavedReply
from ui.forms import ConsoleForm, quiet

PRIVATE: Final = "desk"
PUBLIC: Final = "customer"


class ReplyPicker(ConsoleForm):
    """A form into whose `text` a saved reply can be put. The select is no answer by itself: it may name one that is gone."""

    reply = forms.CharField(label=gettext_lazy("Saved reply"), required=False, widget=forms.Select)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.replies = {str(reply.pk): reply for reply in saved_replies.kept()}
        choices = [("", _("Choose")), *((key, reply.title) for key, reply in self.replies.items())]
        self.fields["reply"].widget.choices = choices

    @property
    def chosen(self) -> SavedReply | None:
        """The reply that was chosen, if it is still there."""
        return self.replies.get(str(self.data.get("reply", "")))


class CommentForm(ReplyPicker):
    """A note among the desk, or a message that the customer reads too."""

    mark_optional = False

    text = forms.CharField(
        label=gettext_lazy("Write a note or a message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Name a colleague as in @dora: they are told by mail."),
        error_messages={"required": gettext_lazy("Write what you want to say.")},
    )
    reader = forms.ChoiceField(
        label=gettext_lazy("Who reads it"),
        choices=[(PRIVATE, gettext_lazy("Desk only")), (PUBLIC, gettext_lazy("Customer too"))],
        initial=PRIVATE,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who reads it.")},
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"once": uuid4().hex}, auto_id="note_%s")

    @property
    def private(self) -> bool:
        """Whether the desk alone reads it."""
        return bool(self.cleaned_data["reader"] == PRIVATE)

    @classmethod
    def with_reply(cls, data: QueryDict, order: PortOrder) -> "CommentForm":
        """The form with the chosen reply, filled for the order, below what was typed; the rest as it was sent."""
        form = cls(data)
        if form.chosen is None:
            form.add_error("reply", _("Choose a reply first."))
            return form
        sent = data.copy()
        texts = (data.get("text", "").strip(), saved_replies.filled(form.chosen, order))
        sent["text"] = "\n\n".join(text for text in texts if text)
        sent["reply"] = ""
        form = cls(sent)
        quiet(form)
        return form


class ReplyForm(ConsoleForm):
    """A saved reply."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=80,
        help_text=gettext_lazy("What agents choose it by, as in “Bill too old”."),
    )
    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=saved_replies.LONGEST, widget=forms.Textarea(attrs={"rows": 8})
    )


class ViewNameForm(ConsoleForm):
    """The name of a view, and the filters that it keeps."""

    name = forms.CharField(
        label=gettext_lazy("Name of the view"),
        max_length=60,
        error_messages={"required": gettext_lazy("Give the view a name.")},
    )
    filters = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
