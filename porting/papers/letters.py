"""Letters of authorization: what one covers, making and taking it back, and whether it still is good (rules 5.2).

Any change of what a letter covers asks for a new one: the digest of the facts is kept with each letter, and compared.
"""

import hashlib
import json
import secrets
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audit.log import Actor, record
from porting import actions, mails
from porting.actions import Action
from porting.models import Letter, PortDocument, PortedNumber, PortEvent, PortOrder
from porting.papers.letter_pdf import LetterFacts, letter, unshowable
from porting.papers.letter_texts import TEXTS, language_for
from porting.reference.rules import rule_for
from porting.transitions import Side, tell
from ui.formats import national, zone_of
from ui.refusals import Refusal

DAYS: Final = 14
"""For so long can a letter be signed by its link."""

COVERED: Final = (
    "country",
    "kind",
    "provider",
    "account_number",
    "billing_number",
    "scope",
    "remaining",
    "new_billing_number",
    "reseller",
    "organisation",
    "house_number",
    "street",
    "city",
    "state",
    "postal_code",
    "authorised_name",
    "authorised_title",
)
"""The columns of an order that its letter says; besides them the numbers. Dates, PINs and contacts are not in it."""

NEEDED: Final = ("provider", "account_number", "organisation", "street", "city", "authorised_name")
"""Without these there is nothing to sign."""


def today_at(order: PortOrder) -> date:
    """The day that it is where the organisation is: papers and letters are dated by its own calendar."""
    return timezone.localdate(timezone=zone_of(order.tenant.time_zone))


def covered_facts(order: PortOrder) -> dict[str, Any]:
    """What a letter of this order says, in one shape whatever the order of rows and the white space; one query."""
    facts: dict[str, Any] = {name: " ".join(str(getattr(order, name)).split()) for name in COVERED}
    facts["numbers"] = _numbers_of(order)
    return facts


def covers_of(order: PortOrder) -> str:
    """The digest of what a letter of this order says now: SHA-256 of its facts as JSON, as hexadecimal digits."""
    canonical = json.dumps(covered_facts(order), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _numbers_of(order: PortOrder) -> list[str]:
    kept = order.numbers.exclude(status=PortedNumber.Status.DROPPED)
    return sorted(kept.values_list("e164", flat=True))


def current(order: PortOrder) -> Letter | None:
    """The newest letter that was not taken back, without its PDF; none when there is no such."""
    return order.letters.filter(revoked_at=None).defer("pdf").last()


def is_good(order: PortOrder, found: Letter | None) -> bool:
    """Whether this letter is signed, covers what the order says now, and its signed copy is still among the papers."""
    return found is not None and found.revoked_at is None and state_of(order, found) == "good"


def state_of(order: PortOrder, found: Letter | None) -> str:
    """Where the letter of an order stands: `none`, `outdated` (the order says something else by now), `good`, `removed`
    (signed, but the copy was taken from the papers), `paper` or `waiting` (to be signed on paper or by the link), or
    `expired`.
    """
    if found is None:
        return "none"
    if found.covers != covers_of(order):
        return "outdated"
    if found.signed_at is not None:
        return "good" if signed_copy(found) is not None else "removed"
    if found.way == Letter.Way.PAPER:
        return "paper"
    return "expired" if found.expires_at is None or found.expires_at <= timezone.now() else "waiting"


def signed_copy(found: Letter) -> PortDocument | None:
    """The signed letter among the papers of its order, without its content."""
    papers = PortDocument.objects.filter(order_id=found.order_id, removed_at=None).defer("content")
    return papers.filter(pk=found.signature.get("document")).first()


@transaction.atomic
def make(order: PortOrder, way: Letter.Way, *, by: Actor) -> Letter:
    """Make the letter as the order is now, in place of any before it; by link, mail it to the authorised person.

    Refuses when the order cannot be changed now, when what the letter must say is missing, and when the fonts of a letter
    lack a character.
    """
    PortOrder.objects.select_for_update().get(pk=order.pk)
    order.refresh_from_db()
    actions.check(Action.MAKE_LETTER, order, Side.CUSTOMER)
    facts = facts_for_print(order)
    by_link = way == Letter.Way.LINK
    if by_link and not order.authorised_email:
        raise Refusal(_("Enter the e-mail address of the authorised person first."), field="authorised_email")
    now = timezone.now()
    order.letters.filter(revoked_at=None).update(revoked_at=now)
    signed_before = order.documents.filter(kind=PortDocument.Kind.LETTER, removed_at=None)
    signed_before.update(removed_at=now)  # a carrier gets one letter: the one that counts
    token = secrets.token_urlsafe(32) if by_link else ""
    made = Letter.objects.create(
        tenant=order.tenant,
        order=order,
        way=way,
        covers=covers_of(order),
        language=facts.language,
        pdf=letter(facts),
        token_digest=digest_of_token(token) if token else "",
        sent_to=order.authorised_email if by_link else "",
        expires_at=now + timedelta(days=DAYS) if by_link else None,
        made_by_name=str(by)[:150],
        made_at=now,
    )
    tell(
        order,
        PortEvent.Kind.LETTER,
        by=by,
        side=Side.CUSTOMER,
        text=_("The letter was sent to %(address)s to be signed.") % {"address": made.sent_to}
        if by_link
        else _("The letter was made to be signed on paper."),
    )
    record("port.letter_made", by=by, tenant=order.tenant, obj=order, after={"way": str(way)})
    if by_link:
        mails.letter_to_sign(order, made, url=f"{settings.SITE_URL}{reverse('sign:letter', args=[token])}")
    return made


@transaction.atomic
def revoke(found: Letter, *, by: Actor) -> None:
    """Take a letter back that nobody has signed; its link leads nowhere from now on."""
    actions.check(Action.MAKE_LETTER, found.order, Side.CUSTOMER)
    rows = Letter.objects.filter(pk=found.pk, signed_at=None, revoked_at=None)
    if not rows.update(revoked_at=timezone.now()):
        raise Refusal(_("The letter has been signed or taken back meanwhile. Look at the order again."))
    found.refresh_from_db()
    words = _("The letter was taken back before it was signed.")
    tell(found.order, PortEvent.Kind.LETTER, by=by, side=Side.CUSTOMER, text=words)
    record("port.letter_revoked", by=by, tenant=found.tenant, obj=found.order)


def digest_of_token(token: str) -> str:
    """What is kept of a token: it cannot be turned back into the link."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def digest_of(found: Letter) -> str:
    """SHA-256 of the letter's PDF as it was made."""
    return hashlib.sha256(bytes(found.pdf)).hexdigest()


def facts_for_print(order: PortOrder) -> LetterFacts:
    """What the letter of this order says, ready to be read; refuses what is missing and what cannot be printed."""
    _refuse_missing(order)
    today = today_at(order)
    language = language_for(rule_for(str(order.country), order.kind, day=today).letter_language)
    address = " ".join(filter(None, [order.house_number, order.street]))
    place = " ".join(filter(None, [order.postal_code, order.city, order.state, str(order.country)]))
    rows = [
        ("account_number", order.account_number),
        ("billing_number", national(order.billing_number) if order.billing_number else ""),
        ("scope", _choice(language, order.scope)),
        ("remaining", _choice(language, order.remaining)),
        ("new_billing_number", national(order.new_billing_number) if order.new_billing_number else ""),
        ("reseller", order.reseller),
        ("organisation", order.organisation),
        ("address", f"{address}, {place}"),
        ("authorised", _person(order)),
    ]
    facts = LetterFacts(
        language=language,
        country=str(order.country),
        reference=order.reference,
        made_on=today.isoformat() if language != "en" else date_format(today, "j F Y"),
        operator="Switchboard",
        provider=order.provider,
        organisation=order.organisation,
        authorised=order.authorised_name,
        rows=[(key, value) for key, value in rows if value],
        numbers=_numbers_of(order),
    )
    _refuse_unshowable(facts)
    return facts


def _choice(language: str, value: str) -> str:
    return TEXTS[language][value] if value else ""


def _person(order: PortOrder) -> str:
    return ", ".join(filter(None, [order.authorised_name, order.authorised_title]))


def _refuse_missing(order: PortOrder) -> None:
    for name in NEEDED:
        if not getattr(order, name).strip():
            label = PortOrder._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            raise Refusal(
                _("The letter cannot be made yet: “%(label)s” is not filled in.") % {"label": label},
                field=name,
            )
    if not _numbers_of(order):
        raise Refusal(_("The letter cannot be made yet: the order has no numbers."), field="numbers")


def _refuse_unshowable(facts: LetterFacts) -> None:
    said = [facts.provider, facts.organisation, facts.authorised, *(value for _label, value in facts.rows)]
    if missing := unshowable("".join(said)):
        raise Refusal(
            _(
                "The letter cannot show these characters: %(characters)s. Write the names and the address in the letters of"
                " Western Europe, as most providers print them."
            )
            % {"characters": " ".join(missing[:20])}
        )
