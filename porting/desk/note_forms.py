"""The shape of what the desk writes: comments, saved replies, names of views."""

from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from porting.desk import claims, mentions, saved_replies
from porting.desk.comments import LONGEST
from porting.models import PortOrder
from tenants.models import User
from ui.forms import ConsoleForm, quiet
from ui.selection import row_id

PRIVATE: Final = "desk"
PUBLIC: Final = "customer"
NAMED: Final = 5
"""Colleagues that the hint names; a name that nobody has is answered with more of them."""
MOST_ROWS: Final = 14
"""Lines that a box grows to when a reply is put in."""


class ReplyPicker(ConsoleForm):
    """A form into whose `text` a saved reply can be put. The select is no answer by itself: it may name one that is gone."""

    reply = forms.CharField(label=gettext_lazy("Saved reply"), required=False, widget=forms.Select)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.replies = {str(reply.pk): reply for reply in saved_replies.kept()}
        choices = [("", _("Choose")), *((key, reply.title) for key, reply in self.replies.items())]
        self.fields["reply"].widget.choices = choices
        if not self.replies:
            del self.fields["reply"]


def put_in(make: Callable[[QueryDict], ConsoleForm], data: QueryDict, order: PortOrder | None) -> ConsoleForm:
    """A form (`make`) as it was sent, with the chosen reply below what was typed; nothing is judged yet.

    The reply is filled for the order; without one its placeholders stay. Choosing none is an error beside the select.
    """
    reply = saved_replies.kept().filter(pk=row_id(data.get("reply"))).first()
    sent = data.copy()
    if reply is not None:
        text = saved_replies.filled(reply, order) if order else reply.text
        typed = data.get("text", "").strip()
        sent["text"] = f"{typed}\n\n{text}" if typed else text
        sent["reply"] = ""
    form = make(sent)
    form.is_valid()
    quiet(form)
    if reply is None:
        form.add_error("reply" if "reply" in form.fields else None, _("Choose a reply first."))
    text = sent.get("text", "")
    form.fields["text"].widget.attrs["rows"] = max(4, min(MOST_ROWS, text.count("\n") + len(text) // 60 + 2))
    return form


class CommentForm(ReplyPicker):
    """A note among the desk, or a message that the customer reads too."""

    mark_optional = False

    text = forms.CharField(
        label=gettext_lazy("Write a note or a message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
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

    def __init__(self, data: QueryDict | None = None, *, by: User) -> None:
        super().__init__(data, initial={"once": uuid4().hex}, auto_id="note_%s")
        if names := [f"@{mentions.name_of(agent)}" for agent in claims.agents() if agent.pk != by.pk]:
            words = _("Name a colleague, who is told by mail: %(names)s.")
            listed = [*names[:NAMED], *(["…"] if len(names) > NAMED else [])]
            self.fields["text"].help_text = words % {"names": ", ".join(listed)}

    @property
    def private(self) -> bool:
        """Whether the desk alone reads it."""
        return bool(self.cleaned_data["reader"] == PRIVATE)


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
