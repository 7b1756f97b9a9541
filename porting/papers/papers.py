"""The papers of a port order: adding, replacing, removing, and what is still missing before it can be handed in.

What a file must be is in `files`; here it is what an order needs (rules 5.2, and the requirements of its country).
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from audit.log import Actor, record
from porting import actions, order_parts
from porting.actions import Action
from porting.desk import field_marks
from porting.findings import Finding
from porting.models import CountryRequirement, Letter, PortDocument, PortEvent, PortOrder
from porting.papers import letters
from porting.papers.files import ENDINGS, PaperFile
from porting.reference.rules import requirements_for, rule_for
from porting.transitions import Side, tell
from ui.refusals import Refusal

MOST: Final = 30
"""Papers that an order has at a time."""

Kind = PortDocument.Kind


@dataclass(frozen=True)
class Problem:
    """What is missing or wrong: the key of the requirement and a sentence.

    `waits` is set when nothing is left to do but to wait for the signature that was asked for by the link.
    """

    field: str
    sentence: str
    waits: bool = False


def of(order: PortOrder) -> QuerySet[PortDocument]:
    """The papers of an order that were not removed, the newest last, without their content."""
    return order.documents.filter(removed_at=None).defer("content").order_by("pk")


@transaction.atomic
def add(
    order: PortOrder,
    file: PaperFile,
    *,
    kind: str,
    file_name: str,
    dated: date | None = None,
    replaces: PortDocument | None = None,
    by: Actor,
    side: Side = Side.CUSTOMER,
) -> PortDocument:
    """Keep a paper with an order, in place of another one if `replaces` is given.

    Refuses: an order that takes none now, the very same file twice, too many, a bill without a date or older than the
    country's rule allows, a signed letter without a letter that says what the order says now.
    """
    PortOrder.objects.select_for_update().get(pk=order.pk)
    order.refresh_from_db()
    actions.check(Action.ADD_DOCUMENT, order, side)
    if replaces is not None:
        _mark_removed(replaces, side)
    digest = hashlib.sha256(file.content).hexdigest()
    _refuse_known(order, digest, file_name)
    check_date(order, kind, dated)
    letter = _letter_to_sign(order) if kind == Kind.LETTER else None
    paper = keep(order, file, kind=kind, file_name=file_name, dated=dated, by=by, side=side)
    if letter is not None:
        Letter.objects.filter(pk=letter.pk).update(
            signed_at=timezone.now(),
            signed_name=order.authorised_name,
            signature={"way": "paper", "document": paper.pk},
        )
    return paper


def keep(
    order: PortOrder,
    file: PaperFile,
    *,
    kind: str,
    file_name: str,
    dated: date | None = None,
    by: Actor,
    side: Side,
) -> PortDocument:
    """Write the row of a paper that was found good, with its entry in the timeline and its record."""
    paper = PortDocument.objects.create(
        tenant=order.tenant,
        order=order,
        kind=kind,
        file_name=_safe_name(file_name, file.content_type),
        content_type=file.content_type,
        pages=file.pages,
        size=len(file.content),
        digest=hashlib.sha256(file.content).hexdigest(),
        content=file.content,
        dated=dated,
        added_by_name=str(by)[:150],
    )
    if side != Side.DESK:
        field_marks.forget(order, kind)
    words = f"{paper.get_kind_display()}: {paper.file_name}"
    tell(order, PortEvent.Kind.DOCUMENT, by=by, side=side, text=words, details={"document": paper.pk})
    record(
        "port.document_added",
        by=by,
        tenant=order.tenant,
        obj=order,
        after={"kind": kind, "file": paper.file_name, "pages": file.pages, "sha256": paper.digest},
    )
    return paper


@transaction.atomic
def remove(paper: PortDocument, *, by: Actor, side: Side = Side.CUSTOMER) -> None:
    """Take a paper out of its order. It is kept for the record and can be put back."""
    _mark_removed(paper, side)
    order = paper.order
    tell(
        order,
        PortEvent.Kind.DOCUMENT,
        by=by,
        side=side,
        text=_("Removed: %(file)s") % {"file": paper.file_name},
    )
    record("port.document_removed", by=by, tenant=order.tenant, obj=order, before={"file": paper.file_name})


@transaction.atomic
def put_back(paper: PortDocument, *, by: Actor, side: Side = Side.CUSTOMER) -> None:
    """Undo a removal, as long as the order may still be changed."""
    order = paper.order
    PortOrder.objects.select_for_update().get(pk=order.pk)
    order.refresh_from_db()
    actions.check(Action.REMOVE_DOCUMENT, order, side)
    _refuse_known(order, paper.digest, paper.file_name)
    if not PortDocument.objects.filter(pk=paper.pk).exclude(removed_at=None).update(removed_at=None):
        raise Refusal(_("The paper is among those of the order already."))
    words = _("Put back: %(file)s") % {"file": paper.file_name}
    tell(order, PortEvent.Kind.DOCUMENT, by=by, side=side, text=words, details={"document": paper.pk})
    record("port.document_put_back", by=by, tenant=order.tenant, obj=order, after={"file": paper.file_name})


def _mark_removed(paper: PortDocument, side: Side) -> None:
    actions.check(Action.REMOVE_DOCUMENT, paper.order, side)
    rows = PortDocument.objects.filter(pk=paper.pk, removed_at=None)
    if not rows.update(removed_at=timezone.now()):
        raise Refusal(_("Somebody else has just removed this paper."))


def _refuse_known(order: PortOrder, digest: str, file_name: str) -> None:
    there = list(of(order))
    if same := next((paper for paper in there if paper.digest == digest), None):
        words = {"kind": str(same.get_kind_display()).lower(), "name": same.file_name}
        raise Refusal(_("This very file is there already, as %(kind)s %(name)s.") % words, field="file")
    if len(there) >= MOST:
        raise Refusal(
            _("An order has %(most)s papers at most. Remove one that is not needed first.") % {"most": MOST},
            field="file",
        )


def check_date(order: PortOrder, kind: str, dated: date | None) -> None:
    """Refuse the date of a paper: of none in a bill, of one to come, of a bill that is older than the rule allows."""
    today = letters.today_at(order)
    if dated is not None and dated > today:
        raise Refusal(
            _("The date on the paper lies in the future. Enter the day that is printed on it."), field="dated"
        )
    if kind != Kind.BILL:
        return
    if dated is None:
        raise Refusal(_("Enter the date that is printed on the bill."), field="dated")
    if sentence := _too_old(order, dated, today):
        raise Refusal(sentence, field="dated")


def _too_old(order: PortOrder, dated: date, today: date) -> str:
    most = rule_for(str(order.country), order.kind, day=today).bill_days
    age = (today - dated).days
    if age <= most:
        return ""
    return _(
        "The bill of %(date)s is %(age)s days old; the carriers take one of up to %(most)s days. Upload a newer bill."
    ) % {"date": date_format(dated, "j F Y"), "age": age, "most": most}


def _letter_to_sign(order: PortOrder) -> Letter:
    letter = letters.current(order)
    if letter is None:
        raise Refusal(_("Make the letter of this order first, and upload that one signed."), field="kind")
    if letter.covers != letters.covers_of(order):
        raise Refusal(
            _(
                "The order has changed since its letter was made. Make a new letter, and upload that one signed."
            ),
            field="kind",
        )
    if letters.is_good(order, letter):
        raise Refusal(_("The letter of this order is signed already."), field="kind")
    return letter


def problems(order: PortOrder, *, letter_state: str = "") -> list[Problem]:
    """What is missing of the papers before the order can be handed in today; a fixed number of queries.

    Each kind of paper that the country requires is there; the newest bill is not too old; the letter is signed and covers
    what the order says now. Whoever knows where the letter stands already (`letters.state_of`) may say so.
    """
    today = letters.today_at(order)
    wanted = [
        row
        for row in requirements_for(str(order.country), order.kind, day=today)
        if row.kind == CountryRequirement.Kind.DOCUMENT and row.required
    ]
    there = list(of(order))
    found: list[Problem] = []
    for row in wanted:
        if row.key == Kind.LETTER:
            found += _problems_of_letter(order, letter_state)
        elif not any(paper.kind == row.key for paper in there):
            found.append(Problem(row.key, _("Upload this paper: %(label)s.") % {"label": row.label}))
        elif row.key == Kind.BILL:
            newest = max(
                (paper.dated for paper in there if paper.kind == Kind.BILL and paper.dated), default=None
            )
            if newest is None:
                found.append(Problem(row.key, _("Enter the date that is printed on the bill.")))
            elif sentence := _too_old(order, newest, today):
                found.append(Problem(row.key, sentence))
    return found


def findings_of(order: PortOrder) -> list[Finding]:
    """The same as findings of the check before an order is handed in; waiting for a signature stands in nobody's way."""
    url = reverse("port_papers:overview", args=[order.tenant.slug, order.pk])
    return [
        Finding(
            order_parts.PAPERS,
            problem.field,
            problem.sentence,
            url=url,
            link=_("Papers and letter"),
            blocks=not problem.waits,
        )
        for problem in problems(order)
    ]


LETTER_WORDS: Final[dict[str, StrPromise]] = {
    "none": gettext_lazy("Make the letter of authorization, and have it signed."),
    "outdated": gettext_lazy(
        "The order has changed since its letter was made. Make a new one, and have it signed."
    ),
    "removed": gettext_lazy("The signed letter was removed. Make a new one, and have it signed."),
    "paper": gettext_lazy("Upload the letter of authorization once it is signed."),
    "expired": gettext_lazy("The link of the letter has run out. Send a new one."),
    "waiting": gettext_lazy("The letter waits for the signature of %(name)s."),
}
"""What is missing of the letter, by its state; nothing when it is good."""


def _problems_of_letter(order: PortOrder, known: str) -> list[Problem]:
    state = known or letters.state_of(order, letters.current(order))
    if state == "good":
        return []
    sentence = str(LETTER_WORDS[state]) % {"name": order.authorised_name}
    return [Problem(Kind.LETTER, sentence, waits=state == "waiting")]


def _safe_name(file_name: str, content_type: str) -> str:
    """The stem of the uploader's name with the ending of what the file really is."""
    stem = re.sub(r"[^\w.-]+", "_", re.split(r"[/\\]", file_name)[-1].rpartition(".")[0][:150]).strip("._-")
    return f"{stem or 'paper'}.{ENDINGS[content_type]}"
