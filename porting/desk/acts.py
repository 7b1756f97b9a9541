"""The desk's acts that have a page of their own: what each asks for, says and does. One table, one view (`act_views`)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrPromise

from porting.actions import Action
from porting.desk import claims, review, telephone
from porting.desk.forms import (
    CommitmentForm,
    CompletionForm,
    HandOverForm,
    RejectionForm,
    ReplyWordsForm,
    SettlementForm,
    WhyForm,
    WordsForm,
)
from porting.desk.review_fields import fields_of
from porting.models import PortOrder
from porting.papers import papers
from porting.papers.forms import PaperForm
from porting.transitions import Side
from tenants.models import User
from ui.forms import ConsoleForm
from ui.templatetags.ui import thousands

Do = Callable[[PortOrder, Any, User, str], str]
"""Does the act with the valid form, by an agent, on what they saw; returns the sentence that says what happened."""
MakeForm = Callable[[PortOrder, Any, Any], ConsoleForm]
Why = Callable[[PortOrder], str]


@dataclass(frozen=True)
class Act:
    """One act: its place in the matrix, its words, its form, and what it does. `why` says what the matrix cannot."""

    action: Action
    title: StrPromise
    words: Callable[[PortOrder], str]
    lead: StrPromise
    form: MakeForm
    do: Do
    why: Why = lambda _order: ""
    stops: bool = False


def why_not_now(act: Act, order: PortOrder, by: User) -> str:
    """Why this agent may not do this with the order now; empty when they may. Inside the tenant's scope."""
    return claims.why_shut(order, act.action, by=by) or act.why(order)


def _numbers(one: str, many: str) -> Callable[[PortOrder], str]:
    """Words of a button with the count of the order's numbers."""
    return lambda order: ngettext(one, many, order.number_count) % {"n": thousands(order.number_count)}


def _plainly(words: StrPromise) -> Callable[[PortOrder], str]:
    return lambda _order: str(words)


def _plain(form: type[ConsoleForm]) -> MakeForm:
    return lambda _order, data, files: form(data, files)


def _hand_over(order: PortOrder, form: HandOverForm, by: User, seen: str) -> str:
    to = form.cleaned_data["to"]
    claims.hand_over(order, to, by=by, text=form.cleaned_data["text"], seen=seen)
    return _("%(reference)s is with %(name)s now.") % {"reference": order.reference, "name": to}


def _return(order: PortOrder, form: WordsForm, by: User, seen: str) -> str:
    review.give_back(order, by=by, text=form.cleaned_data["text"], seen=seen)
    return _("%(reference)s is with the customer. The clock rests.") % {"reference": order.reference}


def _send(order: PortOrder, form: WordsForm, by: User, seen: str) -> str:
    review.send(order, by=by, text=form.cleaned_data["text"], seen=seen)
    return _("%(reference)s is on its way to the carrier.") % {"reference": order.reference}


def _date(order: PortOrder, form: CommitmentForm, by: User, seen: str) -> str:
    telephone.set_date(order, form.moment, zone=form.cleaned_data["zone"], by=by, seen=seen)
    return _("The date stands, and the customer has been told.")


def _reject(order: PortOrder, form: RejectionForm, by: User, seen: str) -> str:
    data = form.cleaned_data
    telephone.reject(order, form.reasons, said=data["said"], by=by, text=data["text"], seen=seen)
    return _("The rejection is recorded, and the customer has been told.")


def _complete(order: PortOrder, form: CompletionForm, by: User, seen: str) -> str:
    data = form.cleaned_data
    telephone.complete(order, data["numbers"], by=by, text=data["text"], seen=seen)
    if order.status == PortOrder.Status.COMPLETED:
        return _("The order is completed: its numbers are in the customer's inventory.")
    return _("The order is partly completed: what has moved is in the customer's inventory.")


def _settle(order: PortOrder, form: SettlementForm, by: User, seen: str) -> str:
    data = form.cleaned_data
    telephone.settle_cancellation(
        order, cancelled=data["outcome"] == "cancelled", by=by, text=data["text"], seen=seen
    )
    return _("The customer has been told.")


def _cancel(order: PortOrder, form: WhyForm, by: User, seen: str) -> str:
    telephone.cancel(order, by=by, text=form.cleaned_data["text"], seen=seen)
    if order.status == PortOrder.Status.CANCELLED:
        return _("%(reference)s is cancelled.") % {"reference": order.reference}
    return _("The carrier is asked to cancel %(reference)s.") % {"reference": order.reference}


def _add_paper(order: PortOrder, form: PaperForm, by: User, seen: str) -> str:
    data = form.cleaned_data
    file = data["file"]
    paper = papers.add(
        order, file.paper, kind=data["kind"], file_name=file.name, dated=data["dated"], by=by, side=Side.DESK
    )
    return _("%(name)s is among the papers.") % {"name": paper.file_name}


ACTS: Final[dict[str, Act]] = {
    "return": Act(
        Action.RETURN,
        gettext_lazy("Return to the customer"),
        _plainly(gettext_lazy("Return the order")),
        gettext_lazy(
            "The customer reads these points, each with a link to its field. The clock rests until the order comes again."
        ),
        _plain(ReplyWordsForm),
        _return,
        why=lambda order: review.why_not_returned(fields_of(order)),
    ),
    "send": Act(
        Action.SEND,
        gettext_lazy("Send to the carrier"),
        _numbers("Send %(n)s number to the carrier", "Send %(n)s numbers to the carrier"),
        gettext_lazy(
            "A worker hands the order to the carrier. What was sent can be corrected only when it answers."
        ),
        _plain(ReplyWordsForm),
        _send,
        why=review.why_not_sent,
    ),
    "date": Act(
        Action.SET_DATE,
        gettext_lazy("Set the date"),
        _plainly(gettext_lazy("Set the date")),
        gettext_lazy("The firm order commitment: when the numbers move, as the carrier has confirmed it."),
        lambda order, data, _files: CommitmentForm(data, order=order),
        _date,
    ),
    "reject": Act(
        Action.REJECT,
        gettext_lazy("Record the carrier's rejection"),
        _plainly(gettext_lazy("Record the rejection")),
        gettext_lazy(
            "For what the carrier said by telephone or by mail. The customer is told what to correct."
        ),
        _plain(RejectionForm),
        _reject,
    ),
    "complete": Act(
        Action.COMPLETE,
        gettext_lazy("Mark as completed"),
        _plainly(gettext_lazy("Mark as completed")),
        gettext_lazy(
            "The numbers enter the customer's inventory at once. Name those that have not moved: the order is then partly "
            "completed."
        ),
        lambda order, data, _files: CompletionForm(data, order=order),
        _complete,
    ),
    "settle": Act(
        Action.SETTLE_CANCELLATION,
        gettext_lazy("Settle the cancellation"),
        _plainly(gettext_lazy("Record the answer")),
        gettext_lazy("The carrier was asked to cancel the order. This is what became of it."),
        _plain(SettlementForm),
        _settle,
    ),
    "hand-over": Act(
        Action.HAND_OVER,
        gettext_lazy("Hand over"),
        _plainly(gettext_lazy("Hand the order over")),
        gettext_lazy("The colleague is told by mail."),
        lambda _order, data, _files: HandOverForm(data, agents=claims.agents()),
        _hand_over,
    ),
    "paper": Act(
        Action.ADD_DOCUMENT,
        gettext_lazy("Add a paper"),
        _plainly(gettext_lazy("Add the paper")),
        gettext_lazy(
            "What the customer or the carrier has sent you besides. It stands among the papers of the order."
        ),
        _plain(PaperForm),
        _add_paper,
    ),
    "cancel": Act(
        Action.CANCEL_FOR_CUSTOMER,
        gettext_lazy("Cancel the order"),
        _plainly(gettext_lazy("Cancel the order")),
        gettext_lazy(
            "The numbers stay where they are. What the carrier has is asked for back, which may be too late."
        ),
        _plain(WhyForm),
        _cancel,
        stops=True,
    ),
}
"""The acts by their word in the address, in the order of the page."""
