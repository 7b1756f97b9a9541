"""The bridge's numbers: our own ones put on and taken off, and the languages in which they speak (rules 6.2, 6.6)."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from audit.log import record
from countries.models import Country
from numbering import service_use
from numbering.blocks import Block
from numbering.models import PhoneNumber, Usage
from services.bridges import default_numbers
from services.bridges.bridges import holder_words
from services.bridges.models import MOST_SECONDARY, Bridge, BridgeNumber, Organiser
from services.languages import FALLBACK, LANGUAGES, language_of
from tenants.models import User
from tenants.scoping import lock_tenant
from ui.formats import national
from ui.refusals import Refusal

NAMES: Final = dict(LANGUAGES)


@transaction.atomic
def put_on(
    bridge: Bridge,
    number: PhoneNumber,
    *,
    by: User,
    languages: Sequence[str] = (),
    despite_block: bool = False,
) -> BridgeNumber:
    """Let the bridge answer a free service number of usage conference; it becomes the default if there is none.

    `languages` are those of its country when left out; they and `despite_block` are for undoing `take_off`. Refuses
    what `service_use.take` refuses, and ported numbers where the country does not let them be used for conferencing.
    """
    _check_ported(number)
    taken = service_use.take(
        number, usage=Usage.CONFERENCE, holder=holder_words(), by=by, despite_block=despite_block
    )
    first, *others = languages or default_languages(str(taken.country))
    row = BridgeNumber.objects.create(
        tenant=taken.tenant,
        bridge=bridge,
        number=taken,
        e164=taken.e164,
        country=taken.country,
        city=taken.city,
        kind=taken.kind,
        language=first,
        other_languages=others,
    )
    record(
        "bridge.number_added",
        by=by,
        tenant=taken.tenant,
        obj=row,
        after={"shared": False, "city": row.city, "languages": row.languages},
    )
    default_numbers.settle(bridge, by=by)
    row.refresh_from_db(fields=["is_default"])
    return row


def _check_ported(number: PhoneNumber) -> None:
    if number.origin != PhoneNumber.Origin.PORTED:
        return
    barred = Country.objects.filter(pk=str(number.country), ported_numbers_not_for_conferencing=True)
    if barred.exists():
        raise Refusal(
            _("%(number)s was ported in, and in %(country)s such numbers cannot be used for a bridge.")
            % {"number": national(number.e164), "country": barred.get().name},
            field="number",
        )


@transaction.atomic
def take_off(number: BridgeNumber, *, by: User, block_days: Block = None) -> PhoneNumber:
    """Take one of our own numbers off the bridge; `block_days` keeps it free for so long. Returns the free number.

    Refuses shared numbers, the default, and a number that an organiser has (rules 6.6). Invitations that print it stop
    working; no meeting is sent again.
    """
    lock_tenant(number.tenant)
    row = _fresh(number)
    if why := why_it_stays(row, organisers_of(row)):
        raise Refusal(
            why,
            url=reverse("bridges:take_off", args=[row.tenant.slug, row.pk]),
            link=_("See what is to be done first"),
        )
    owned = row.number
    if owned is None:
        raise TypeError("why_it_stays lets no shared number pass.")
    record(
        "bridge.number_removed",
        by=by,
        tenant=row.tenant,
        obj=row,
        before={"city": row.city, "languages": row.languages},
    )
    row.delete()
    return service_use.give_back(owned, holder=holder_words(), by=by, block_days=block_days)


def why_it_stays(number: BridgeNumber, organisers: int) -> str:
    """Why a number cannot be taken off now; empty when it can."""
    words = {
        "number": national(number.e164),
        "organisers": default_numbers.organisers_words(organisers),
    }
    if number.is_shared:
        return (
            _("%(number)s belongs to the carrier and is shared with other organisations, so it stays.")
            % words
        )
    if number.is_default:
        return (
            _("%(number)s is the default number of the bridge. Make another one the default first.") % words
        )
    if organisers:
        return _("%(number)s is the number of %(organisers)s. Give them another one first.") % words
    return ""


def organisers_of(number: BridgeNumber) -> int:
    """How many organisers have the number on their invitations."""
    column = "toll_free_number" if number.is_toll_free else "toll_number"
    return Organiser.objects.filter(**{column: number}).count()


def with_organisers(numbers: Sequence[BridgeNumber]) -> list[BridgeNumber]:
    """The numbers with `organisers`, how many have each; two queries."""
    counts: dict[int, int] = {}
    for column in ("toll_number", "toll_free_number"):
        rows = Organiser.objects.exclude(**{column: None}).order_by().values(column).annotate(n=Count("pk"))
        counts |= {row[column]: row["n"] for row in rows}
    for number in numbers:
        number.organisers = counts.get(number.pk, 0)
    return list(numbers)


def default_languages(country: str) -> list[str]:
    """What a number of a country begins with: the language of the country, and American English where it is another.

    The source only says that there are defaults that can be restored; which ones is our choice.
    """
    own = language_of(country)
    return [own] if own.startswith("en") else [own, FALLBACK]


@transaction.atomic
def set_languages(number: BridgeNumber, codes: Sequence[str], *, by: User) -> BridgeNumber:
    """Let one of our own numbers speak these languages: the first one is offered first, up to four follow (rules C3)."""
    lock_tenant(number.tenant)
    row = _fresh(number)
    _check_languages(row, codes)
    was = row.languages
    if was == list(codes):
        return row
    row.language, row.other_languages = codes[0], list(codes[1:])
    row.save(update_fields=["language", "other_languages"])
    record(
        "bridge.number_changed",
        by=by,
        tenant=row.tenant,
        obj=row,
        before={"languages": was},
        after={"languages": row.languages},
    )
    return row


def _check_languages(number: BridgeNumber, codes: Sequence[str]) -> None:
    if number.is_shared:
        raise Refusal(
            _("%(number)s is shared with other organisations, so its language is the carrier's choice.")
            % {"number": national(number.e164)}
        )
    if not codes or any(code not in NAMES for code in codes):
        raise Refusal(_("Choose the language that callers hear first."), field="first")
    if len(codes) > 1 + MOST_SECONDARY:
        raise Refusal(
            _("A number speaks five languages at most: one that comes first and four others."), field="first"
        )
    for at, code in enumerate(codes):
        if code in codes[:at]:
            raise Refusal(
                _("%(language)s is chosen twice. Leave one of them out.") % {"language": NAMES[code]},
                field="others",
            )


def _fresh(number: BridgeNumber) -> BridgeNumber:
    rows = BridgeNumber.objects.select_related("bridge", "tenant", "number__tenant", "number__person")
    found = rows.filter(pk=number.pk).first()
    if found is None:
        raise Refusal(_("This number is no longer on the bridge."))
    return found
