"""Signing a letter by its link: who, how, when, from where, and which letter; or declining with a reason.

The link holds a token of which only the digest is kept. It signs once: the database decides between two at a time.
"""

import json
import unicodedata
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import record
from porting import mails, orders, prechecks
from porting.models import Letter, PortDocument, PortEvent, PortOrder
from porting.papers import letter_pdf, letters, papers
from porting.papers.files import PDF, PaperFile
from porting.papers.letter_pdf import BOX, SignatureFacts
from porting.transitions import Side, tell
from ui.refusals import Refusal

COPY_DAYS: Final = 30
"""For so long can the signer download the signed letter by the link."""

MOST_STROKES: Final = 200
MOST_POINTS: Final = 6000
LEAST_POINTS: Final = 8
LEAST_WIDTH: Final = 60
"""A dot or a slip of the finger is no signature; in units of the field, which is 1000 wide."""

Strokes = list[list[list[int]]]


@dataclass(frozen=True)
class Signer:
    """The authorised person, who has no account here."""

    name: str
    pk: None = None

    def __str__(self) -> str:
        return self.name


def by_token(token: str) -> Letter | None:
    """The letter of a link, of any tenant; none when no letter has this token."""
    rows = Letter._base_manager.select_related("order__tenant", "tenant")
    return rows.filter(token_digest=letters.digest_of_token(token), way=Letter.Way.LINK).first()


def state_of(letter: Letter) -> str:
    """Where a link stands: `signed`, `copied` (signed, and the copy no longer offered), `revoked`, `expired`,
    `outdated` (the order says something else by now) or `open`.
    """
    now = timezone.now()
    if letter.signed_at is not None:
        return "signed" if letter.signed_at + timedelta(days=COPY_DAYS) > now else "copied"
    if letter.revoked_at is not None:
        return "revoked"
    if letter.expires_at is None or letter.expires_at <= now:
        return "expired"
    if letter.order.status not in PortOrder.EDITABLE or letter.covers != letters.covers_of(letter.order):
        return "outdated"
    return "open"


def is_same_name(typed: str, expected: str) -> bool:
    """Whether two spellings are one name: case, white space, dots and the form of accents do not count."""
    return _plain(typed) == _plain(expected) != ""


def _plain(name: str) -> str:
    composed = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(composed.replace(".", " ").split())


def strokes_of(text: str) -> Strokes:
    """The strokes of a drawn signature, read from what the page sent; refuses what is none.

    A list of strokes, each a list of [x, y] in whole units of the field: 1000 wide and 300 high.
    """
    wrong = Refusal(
        _("The drawing could not be read. Draw it again, or type your name alone."), field="strokes"
    )
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise wrong from None
    if not isinstance(value, list) or not 0 < len(value) <= MOST_STROKES:
        raise wrong
    points = 0
    for stroke in value:
        if not isinstance(stroke, list) or not stroke or not all(_is_point(point) for point in stroke):
            raise wrong
        points += len(stroke)
    if points > MOST_POINTS:
        raise wrong
    across = [point[0] for stroke in value for point in stroke]
    if points < LEAST_POINTS or max(across) - min(across) < LEAST_WIDTH:
        raise Refusal(
            _("The drawing is too small for a signature. Draw it over the width of the field."),
            field="strokes",
        )
    return value


def _is_point(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(type(part) is int for part in value)
        and 0 <= value[0] <= BOX[0]
        and 0 <= value[1] <= BOX[1]
    )


@transaction.atomic
def sign(
    letter: Letter, *, name: str, strokes: Strokes, address: str, agent: str, copy_url: str
) -> PortDocument:
    """Sign the letter, keep the signed copy with the order, and let the order go on if nothing else is missing.

    Refuses a name that is not the authorised person's, and a letter that was signed, taken back, ran out or no longer
    says what the order says. Call inside the tenant's scope.
    """
    order = PortOrder.objects.select_for_update().get(pk=letter.order_id)
    letter.refresh_from_db()
    letter.order = order
    if not is_same_name(name, order.authorised_name):
        words = {"name": order.authorised_name}
        raise Refusal(
            _("Only %(name)s can sign. Type the name as it stands in the letter.") % words, field="name"
        )
    _refuse_unless_open(letter)
    now, typed = timezone.now(), " ".join(name.split())[:120]
    signature = {
        "way": "drawn" if strokes else "typed",
        "agent": agent[:300],
        "digest": letters.digest_of(letter),
    }
    open_rows = Letter.objects.filter(pk=letter.pk, signed_at=None, revoked_at=None, expires_at__gt=now)
    if not open_rows.update(signed_at=now, signed_name=typed, signed_from=address[:45]):
        raise Refusal(_("This letter was signed or taken back a moment ago."))
    facts = SignatureFacts(
        typed, f"{now:%Y-%m-%d %H:%M:%S} UTC", address, agent[:300], str(signature["digest"]), strokes
    )
    signer = Signer(typed)
    printed = replace(letters.facts_for_print(order), language=letter.language)
    content = letter_pdf.signed(bytes(letter.pdf), printed, facts)
    file = PaperFile(content, PDF, letter_pdf.count_pages(content))
    paper = papers.keep(
        order,
        file,
        kind=PortDocument.Kind.LETTER,
        file_name=f"{order.reference}-letter.pdf",
        by=signer,
        side=Side.SIGNER,
    )
    Letter.objects.filter(pk=letter.pk).update(
        signature={**signature, "strokes": strokes, "document": paper.pk}
    )
    letter.refresh_from_db()
    tell(
        order,
        PortEvent.Kind.LETTER,
        by=signer,
        side=Side.SIGNER,
        text=_("The letter was signed by its link."),
    )
    record(
        "port.signed",
        by=signer,
        tenant=order.tenant,
        obj=order,
        after={"way": signature["way"], "address": address, "sha256": signature["digest"]},
    )
    mails.letter_copy(order, letter, url=copy_url)
    _go_on(order, signer)
    return paper


def _go_on(order: PortOrder, signer: Signer) -> None:
    """An order that waited for nothing but the signature goes to the desk; of any other its people are told what it lacks."""
    missing = [one.sentence for one in prechecks.blocking(prechecks.whole(order))]
    if order.status == PortOrder.Status.AWAITING_SIGNATURE and not missing:
        orders.go_on_signed(order, by=signer)
    else:
        mails.letter_signed(order, missing)


@transaction.atomic
def decline(letter: Letter, *, reason: str) -> None:
    """The authorised person does not sign; the reason goes to the people of the order. Call inside the scope."""
    order = PortOrder.objects.select_for_update().get(pk=letter.order_id)
    letter.refresh_from_db()
    letter.order = order
    _refuse_unless_open(letter)
    Letter.objects.filter(pk=letter.pk, signed_at=None).update(revoked_at=timezone.now())
    signer = Signer(order.authorised_name)
    words = _("The authorised person declined to sign: %(reason)s") % {"reason": reason}
    tell(order, PortEvent.Kind.LETTER, by=signer, side=Side.SIGNER, text=words)
    record("port.letter_declined", by=signer, tenant=order.tenant, obj=order, note=reason[:500])
    mails.letter_declined(order, reason)


def _refuse_unless_open(letter: Letter) -> None:
    state = state_of(letter)
    if state != "open":
        raise Refusal(
            {
                "expired": _("The link has run out. Ask for a new one."),
                "outdated": _(
                    "The order has changed, so this letter is no longer the right one. A new one will come."
                ),
            }.get(state, _("This letter was signed or taken back a moment ago."))
        )
