"""All that is asked of a port order before it goes to the desk: the facts are fetched here, judged in `findings`.

Whole at the page that checks the answers and again when the order is handed in; by part while the form is filled in.
"""

from collections.abc import Callable, Sequence
from typing import Final

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Lower, Replace
from django.utils import timezone
from django.utils.translation import gettext as _

from numbering.models import PhoneNumber
from porting import findings, order_parts
from porting.findings import Finding, named
from porting.models import CountryRequirement, Letter, PortDocument, PortedNumber, PortOrder
from porting.reference.rules import dates_for, fits, requirements_for, rule_for, today_of
from porting.split import account_key, folded
from porting.transitions import NOT_TAKEN

PaperCheck = Callable[[PortOrder], Sequence[Finding]]
_paper_checks: Final[list[PaperCheck]] = []


def register_paper_check(check: PaperCheck) -> None:
    """Have papers judged as well (their content, the letter's signature); called at start-up."""
    if check not in _paper_checks:
        _paper_checks.append(check)


def whole(order: PortOrder) -> list[Finding]:
    """Everything that is wrong or worth a word, in the order of the task list; a fixed number of queries."""
    today = timezone.now().date()
    rows = requirements_for(str(order.country), order.kind, day=today)
    numbers = list(order.numbers.exclude(status=PortedNumber.Status.DROPPED).values_list("e164", flat=True))
    rule = rule_for(str(order.country), order.kind, day=today)
    here = today_of(rule)
    found = [
        *of_numbers(order, numbers),
        *findings.of_size(len(numbers), rule.most_numbers),
        *_of_each_number(order, rows),
        *findings.of_fields(order, order_parts.asked_among(rows)),
        *findings.of_account(order, numbers),
        *of_serial(order),
        *findings.of_date(order.wanted_at, dates_for(rule, str(order.country), today=here)),
        *of_papers(order, rows),
    ]
    places = list(order_parts.TITLES)
    return sorted(found, key=lambda one: places.index(one.part))


def blocking(found: Sequence[Finding]) -> list[Finding]:
    """Those that stand in the way."""
    return [one for one in found if one.blocks]


def of_numbers(order: PortOrder, numbers: Sequence[str]) -> list[Finding]:
    """The numbers against each other, our inventory and other open orders; two queries."""
    found = findings.of_numbers(numbers, country=str(order.country), kind=order.kind)
    owned = PhoneNumber._base_manager.filter(e164__in=numbers)
    if here := list(owned.order_by("e164").values_list("e164", flat=True)):
        words = _("These numbers are with this provider already: %(numbers)s.") % {"numbers": named(here)}
        found.append(Finding(order_parts.NUMBERS, "numbers", words, _("Take them out of the order.")))
    others = PortedNumber._base_manager.filter(e164__in=numbers, is_open=True).exclude(order=order)
    if taken := list(others.order_by("e164").values_list("e164", flat=True)):
        words = _("These numbers are in another open port order: %(numbers)s.") % {"numbers": named(taken)}
        mend = _("Take them out, or wait until that order is over.")
        found.append(Finding(order_parts.NUMBERS, "numbers", words, mend))
    return found


def of_serial(order: PortOrder) -> list[Finding]:
    """Another order on the same account that is not over: the losing carrier would reject this one (rules 5.1)."""
    before = order_before(order)
    if before is None:
        return []
    words = _(
        "%(reference)s is still open on the account %(account)s, and a provider handles one order at a time."
    )
    return [
        Finding(
            order_parts.PROVIDER,
            "account_number",
            words % {"reference": before.reference, "account": order.account_number},
            _("Hand this order in when that one is completed."),
        )
    ]


def order_before(order: PortOrder) -> PortOrder | None:
    """The order that must be over first: one on the same account that was handed in, or one that this one follows.

    The orders of a project that come after this one wait for it, and not the other way round.
    """
    rows = PortOrder.objects.exclude(pk=order.pk).filter(country=order.country)
    if order.project_id is not None:
        rows = rows.exclude(project=order.project_id, sequence__gt=order.sequence)
    handed_in = on_account(rows.exclude(status__in=NOT_TAKEN), order.provider, order.account_number).first()
    if handed_in is not None or order.follows_id is None:
        return handed_in
    return PortOrder.objects.filter(pk=order.follows_id).exclude(status__in=PortOrder.CLOSED).first()


def on_account(rows: QuerySet[PortOrder], provider: str, account: str) -> QuerySet[PortOrder]:
    """Orders on an account, however its number and the provider are written; none where no account is named."""
    if not account_key(account):
        return rows.none()
    plain = Lower(F("account_number"))
    for sign in " -./":
        plain = Replace(plain, Value(sign), Value(""))  # type: ignore[assignment]
    known = rows.annotate(account_plain=plain).filter(account_plain=account_key(account))
    same = Q(provider__iexact=provider.strip()) | Q(provider__iexact=folded(provider))
    return known.filter(same).order_by("pk")


def _of_each_number(order: PortOrder, rows: Sequence[CountryRequirement]) -> list[Finding]:
    """A RIO for each number, where the country has them (porting-and-carriers B6)."""
    found: list[Finding] = []
    for row in rows:
        if row.kind != CountryRequirement.Kind.NUMBER or row.key != "rio":
            continue
        pairs = list(order.numbers.exclude(status=PortedNumber.Status.DROPPED).values_list("e164", "rio"))
        if row.required:
            missing = [e164 for e164, rio in pairs if not rio]
            found += findings.of_each_number([row.key], missing, label=lambda _key: row.label)  # noqa: B023
        if wrong := [e164 for e164, rio in pairs if rio and not fits(row, rio)]:
            words = f"{row.wrong or _('The RIO is wrong.')} {named(wrong)}"
            found.append(Finding(order_parts.NUMBERS, row.key, words))
    return found


def of_papers(order: PortOrder, rows: Sequence[CountryRequirement]) -> list[Finding]:
    """Papers that the country asks for and that are not there, and whatever the registered checks say."""
    there = set(order.documents.filter(removed_at=None).values_list("kind", flat=True))
    if (
        Letter.objects.filter(order=order, revoked_at=None)
        .exclude(way=Letter.Way.PAPER, signed_at=None)
        .exists()
    ):
        there.add(PortDocument.Kind.LETTER)
    found = [
        Finding(
            order_parts.PAPERS, row.key, _("“%(label)s” is missing.") % {"label": row.label}, row.help_text
        )
        for row in rows
        if row.kind == CountryRequirement.Kind.DOCUMENT and row.required and row.key not in there
    ]
    said = {one.field for one in found}
    return found + [one for check in _paper_checks for one in check(order) if one.field not in said]
