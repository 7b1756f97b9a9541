"""What the desk checks of an order, field by field: what it says, where that comes from, and the mark it has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrPromise

from porting import order_parts
from porting.models import (
    CountryRequirement,
    FieldMark,
    Letter,
    PortDocument,
    PortOrder,
    PortVersion,
    RejectionReason,
)
from porting.order_rows import numbers_kept
from porting.papers import letters, papers
from porting.reference.rules import dates_for, requirements_for, rule_for, today_of
from ui.formats import national, with_national_numbers, with_zone, zone_of
from ui.templatetags.ui import thousands

Mark = FieldMark.Mark
NUMBERS: Final = "numbers"
WANTED: Final = "wanted_at"
ADDRESS: Final = "street"
PERSON: Final = "authorised_name"
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    ADDRESS: ("house_number", "street", "city", "state", "postal_code"),
    PERSON: ("authorised_name", "authorised_title"),
}
"""Fields that are read as one, by the field that a correction leads to."""
UNCHECKED: Final = frozenset({"authorised_email", "notify"})
"""Nothing that a carrier compares with its records."""
TITLES: Final[dict[str, StrPromise]] = {
    ADDRESS: gettext_lazy("Service address"),
    PERSON: gettext_lazy("Authorised person"),
    NUMBERS: gettext_lazy("Numbers"),
    WANTED: gettext_lazy("Wanted date"),
}
PAPER_FIELDS: Final = (PortDocument.Kind.BILL, PortDocument.Kind.LETTER, PortDocument.Kind.RECORD)


@dataclass
class CheckField:
    """One line of the review. `carried` is set when its tick was given to an earlier version that said the same."""

    key: str
    label: str
    value: str
    source: str = ""
    mark: FieldMark | None = None
    carried: bool = False

    @property
    def verdict(self) -> str:
        """tick, query, reject, or "" for none yet."""
        return self.mark.mark if self.mark else ""

    @property
    def reason(self) -> str:
        """The code of the reason of a rejection, else ""."""
        return self.mark.reason if self.mark else ""

    @property
    def sentence(self) -> str:
        """What the customer reads of a query or a rejection, else ""."""
        return self.mark.sentence if self.mark else ""


def fields_of(order: PortOrder) -> list[CheckField]:
    """All lines of the review with their marks, in the order of the form; a fixed number of queries."""
    today = timezone.now().date()
    rows = requirements_for(str(order.country), order.kind, day=today)
    secrets = order_parts.secrets_of(order)
    numbers = _numbers(order)
    found = [
        *_form_fields(order, rows, secrets, set(numbers)),
        _number_line(order, numbers),
        _date_line(order),
    ]
    there = list(papers.of(order))
    wanted = [row for row in rows if row.kind == CountryRequirement.Kind.DOCUMENT]
    found += [_paper_line(order, row, there) for row in wanted]
    optional = {row.key for row in rows if not row.required}
    found = [field for field in found if field.value or field.key not in optional]
    _put_marks(order, found, there)
    return found


def _numbers(order: PortOrder) -> list[str]:
    return list(numbers_kept(order).order_by("e164").values_list("e164", flat=True))


def _form_fields(
    order: PortOrder, rows: Sequence[CountryRequirement], secrets: frozenset[str], numbers: set[str]
) -> list[CheckField]:
    """The country's fields, and those besides that the customer has filled in."""
    asked = {one.key: str(one.requirement.label) for one in order_parts.asked_among(list(rows))}
    keys = list(asked)
    for part in order_parts.FORM_PARTS:
        keys += [key for key in order_parts.COLUMNS[part] if key not in asked and getattr(order, key)]
    keys += [key for key in order.details if key not in asked and order.details[key]]
    grouped = {member: head for head, members in GROUPS.items() for member in members}
    heads = list(dict.fromkeys(grouped.get(key, key) for key in keys if key not in UNCHECKED))
    return [
        CheckField(
            key, _label(key, asked), _value(order, key, secret=key in secrets), _source(order, key, numbers)
        )
        for key in heads
    ]


def _label(key: str, asked: Mapping[str, str]) -> str:
    if key in TITLES:
        return str(TITLES[key])
    if key in asked:
        return asked[key]
    if key in order_parts.OF_EVERY_ORDER:
        name = str(PortOrder._meta.get_field(key).verbose_name)  # type: ignore[union-attr]
        return name[:1].upper() + name[1:]
    return key.replace("_", " ").capitalize()


def _value(order: PortOrder, key: str, *, secret: bool) -> str:
    if key == ADDRESS:
        lines = [f"{order.house_number} {order.street}".strip(), order.city]
        return ", ".join(line for line in [*lines, f"{order.state} {order.postal_code}".strip()] if line)
    if key == PERSON:
        return ", ".join(name for name in (order.authorised_name, order.authorised_title) if name)
    if key in order_parts.OF_EVERY_ORDER:
        value: Any = getattr(order, f"get_{key}_display", lambda: getattr(order, key))()
    else:
        value = order.details.get(key, "")
    return with_national_numbers(str(order_parts.shown(key, value or "", secret=secret)))


def _source(order: PortOrder, key: str, numbers: set[str]) -> str:
    if key != "billing_number" or not order.billing_number:
        return ""
    if order.billing_number in numbers:
        return _("Among the numbers of the order.")
    return _("Not in the order: it stays with the current provider.")


def _number_line(order: PortOrder, numbers: Sequence[str]) -> CheckField:
    if not numbers:
        return CheckField(NUMBERS, str(TITLES[NUMBERS]), "")
    value = national(numbers[0])
    if len(numbers) > 1:
        value = _("%(first)s to %(last)s") % {"first": value, "last": national(numbers[-1])}
    count = ngettext("%(n)s number, %(kind)s", "%(n)s numbers, %(kind)s", len(numbers))
    words = {"n": thousands(len(numbers)), "kind": str(order.get_kind_display()).lower()}
    return CheckField(NUMBERS, str(TITLES[NUMBERS]), value, count % words)


def _date_line(order: PortOrder) -> CheckField:
    title = str(TITLES[WANTED])
    if order.wanted_at is None:
        return CheckField(WANTED, title, "")
    rule = rule_for(str(order.country), order.kind, day=timezone.now().date())
    zone = zone_of(order.time_zone or rule.time_zone)
    today = today_of(rule)
    dates = dates_for(rule, str(order.country), today=today)
    day = order.wanted_at.astimezone(zone).date()
    ahead = dates.calendar.days_between(today, day)
    source = ngettext("%(n)s working day ahead.", "%(n)s working days ahead.", ahead) % {"n": ahead}
    if not dates.is_day(day):
        source += " " + _("The country's rules do not allow this day any more.")
    return CheckField(WANTED, title, with_zone(order.wanted_at, zone), source)


def _paper_line(order: PortOrder, row: CountryRequirement, there: Sequence[PortDocument]) -> CheckField:
    mine = [paper for paper in there if paper.kind == row.key]
    if row.key == PortDocument.Kind.LETTER:
        return CheckField(row.key, str(row.label), _letter_words(order), "")
    value = ", ".join(paper.file_name for paper in mine)
    dated = max((paper.dated for paper in mine if paper.dated), default=None)
    source = ""
    if dated is not None:
        age = (letters.today_at(order) - dated).days
        source = ngettext("%(n)s day old.", "%(n)s days old.", age) % {"n": age}
    return CheckField(row.key, str(row.label), value, source)


def _letter_words(order: PortOrder) -> str:
    letter = letters.current(order)
    if letter is None or letter.signed_at is None:
        return ""
    way = _("by the link") if letter.way == Letter.Way.LINK else _("on paper")
    return _("Signed by %(name)s, %(way)s") % {"name": letter.signed_name, "way": way}


def _put_marks(order: PortOrder, fields: Sequence[CheckField], there: Sequence[PortDocument]) -> None:
    """The marks of this version, and the ticks of the one before for what has not changed since."""
    marks = list(order.marks.filter(version__in=[order.version, order.version - 1]).order_by("pk"))
    now = {_head(mark.field): mark for mark in marks if mark.version == order.version}
    before = {
        _head(mark.field): mark
        for mark in marks
        if mark.version == order.version - 1 and mark.mark == Mark.TICK
    }
    same = _unchanged(order) if before else frozenset()
    newest = {paper.kind: paper.added_at for paper in there}  # they are ordered: the newest is the last
    for field in fields:
        field.mark = now.get(field.key)
        tick = before.get(field.key)
        if field.mark is None and tick is not None:
            kept = field.key in same
            if field.key in PAPER_FIELDS:
                kept = field.key in newest and newest[field.key] < tick.at
            field.mark, field.carried = (tick, True) if kept else (None, False)


def field_of(reason: RejectionReason) -> str:
    """The line of the review that a reason is about; "" for none."""
    return _head(reason.field)


def _head(field: str) -> str:
    return next((head for head, members in GROUPS.items() if field in members), field)


def _unchanged(order: PortOrder) -> frozenset[str]:
    """Fields that say in this version what they said in the one before; one query."""
    rows = PortVersion.objects.filter(order=order, version__in=[order.version, order.version - 1])
    versions = {row.version: row for row in rows}
    new, old = versions.get(order.version), versions.get(order.version - 1)
    if new is None or old is None:
        return frozenset()
    differs = {
        _head(key.removeprefix("details."))
        for key in {*new.fields, *old.fields}
        if (new.fields.get(key) or "") != (old.fields.get(key) or "")
    }
    if sorted(row[0] for row in new.numbers) != sorted(row[0] for row in old.numbers):
        differs.add(NUMBERS)
    keys = {_head(key.removeprefix("details.")) for key in new.fields} | {NUMBERS}
    return frozenset(keys - differs)


def reasons_for(field: str, reasons: Sequence[RejectionReason]) -> list[RejectionReason]:
    """All reasons, those that are about this field first."""
    return sorted(reasons, key=lambda reason: (_head(reason.field) != field, reason.position))
