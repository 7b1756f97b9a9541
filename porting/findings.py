"""What speaks against handing a port order in, from facts alone: no database, no clock (rules 5.1, 5.2, 5.3)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from porting import order_parts
from porting.models import PortOrder
from porting.number_lists import in_country, is_toll_free
from porting.order_parts import Asked, value_of
from porting.reference.rules import Dates, fits
from ui.formats import national

Scope, Remaining, Kind = PortOrder.Scope, PortOrder.Remaining, PortOrder.Kind
NAMED = 5  # numbers that a sentence names


@dataclass(frozen=True)
class Finding:
    """One thing that is not right: the part of the form, the field, what is wrong, and how it is mended.

    Those that do not block are hints: the order may be handed in as it is.
    """

    part: str
    field: str
    sentence: str
    mend: str = ""
    url: str = ""
    link: str = ""
    blocks: bool = True


def named(numbers: Sequence[str]) -> str:
    """The first few numbers in words."""
    words = ", ".join(national(number) for number in numbers[:NAMED])
    more = len(numbers) - NAMED
    return _("%(numbers)s and %(more)s more") % {"numbers": words, "more": more} if more > 0 else words


def of_fields(order: PortOrder, asked: Sequence[Asked]) -> list[Finding]:
    """What the country asks for and the order does not say, or says in another shape."""
    found = []
    for one in asked:
        text, label = value_of(order, one.key), one.requirement.label
        if not text:
            if one.requirement.required:
                words = _("“%(label)s” is not filled in.") % {"label": label}
                found.append(Finding(one.part, one.key, words, one.requirement.help_text))
        elif not fits(one.requirement, text):
            words = one.requirement.wrong or _("“%(label)s” does not have the right shape.") % {
                "label": label
            }
            found.append(Finding(one.part, one.key, words))
    return found


def of_account(order: PortOrder, numbers: Sequence[str]) -> list[Finding]:
    """Full or partial, the billing number and the numbers that stay (rules 5.2; carriers' code MAIN_BTN_PORTING)."""
    billing, new = order.billing_number, order.new_billing_number
    moves = billing in set(numbers)
    part = order_parts.PROVIDER
    if not order.scope or not numbers:
        return []
    if order.scope == Scope.FULL:
        if billing and not moves:
            return [
                Finding(
                    part,
                    "scope",
                    _(
                        "The billing number %(number)s is not among the numbers, so this is not the whole account."
                    )
                    % {"number": national(billing)},
                    _("Add the billing number to the numbers, or choose “Some numbers of the account”."),
                )
            ]
        return []
    found = []
    if not order.remaining:
        found.append(Finding(part, "remaining", _("Say what happens to the numbers that stay.")))
    if order.remaining == Remaining.KEEP and moves and not new:
        words = _(
            "The billing number %(number)s moves: name the one that the rest is billed to from then on."
        )
        found.append(Finding(part, "new_billing_number", words % {"number": national(billing)}))
    if new and new in set(numbers):
        words = _("%(number)s moves as well: the new billing number is one of those that stay.")
        found.append(Finding(part, "new_billing_number", words % {"number": national(new)}))
    return found


def of_numbers(numbers: Sequence[str], *, country: str, kind: str) -> list[Finding]:
    """None at all, kinds that do not go together, and numbers of other countries."""
    part = order_parts.NUMBERS
    if not numbers:
        return [
            Finding(part, "numbers", _("There is no number yet."), _("Type the numbers, or upload a list."))
        ]
    free = [number for number in numbers if is_toll_free(number)]
    others = len(numbers) - len(free)
    found = []
    if free and others:
        words = ngettext(
            "%(free)s toll-free number and others are in one order: %(numbers)s.",
            "%(free)s toll-free numbers and others are in one order: %(numbers)s.",
            len(free),
        )
        found.append(_mixed(words % {"free": len(free), "numbers": named(free)}))
    elif free and kind != Kind.TOLL_FREE:
        found.append(
            _mixed(_("These are toll-free numbers, and the order is for others: %(n)s.") % {"n": named(free)})
        )
    elif others and kind == Kind.TOLL_FREE:
        words = _("These are not toll-free, and the order is for toll-free numbers: %(n)s.")
        found.append(_mixed(words % {"n": named(list(numbers))}))
    if strange := [number for number in numbers if not in_country(number, country)]:
        words = _("These are numbers of another country: %(numbers)s.") % {"numbers": named(strange)}
        found.append(Finding(part, "numbers", words, _("Open an order of its own for each country.")))
    return found


def _mixed(sentence: str) -> Finding:
    mend = _("Toll-free numbers go by an order of their own.")
    return Finding(order_parts.NUMBERS, "numbers", sentence, mend)


def of_size(count: int, most: int) -> list[Finding]:
    """More numbers than go online: the desk takes the order by hand. That blocks nothing (rules 5.1)."""
    if count <= most:
        return []
    words = _(
        "%(count)s numbers are more than the %(most)s that go online: the service desk takes this order by hand."
    )
    return [
        Finding(
            order_parts.NUMBERS,
            "numbers",
            words % {"count": f"{count:,}", "most": f"{most:,}"},
            blocks=False,
        )
    ]


def of_date(wanted: datetime | None, dates: Dates) -> list[Finding]:
    """The lead time, the horizon, working days and the hours at which numbers move (rules 5.3)."""
    zone = ZoneInfo(dates.rule.time_zone)

    def finding(sentence: str, mend: str = "") -> list[Finding]:
        return [Finding(order_parts.DATE, "wanted_at", sentence, mend)]

    between = _("Choose a working day from %(first)s to %(last)s.") % {
        "first": date_format(dates.earliest, "D j M"),
        "last": date_format(dates.latest, "D j M Y"),
    }
    if wanted is None:
        return finding(_("There is no date yet."), between)
    day = wanted.astimezone(zone).date()
    words = {"day": date_format(day, "D j M Y")}
    if day < dates.earliest:
        return finding(_("%(day)s is too soon for the current provider.") % words, between)
    if day > dates.latest:
        words["days"] = str(dates.rule.horizon_days)
        return finding(_("%(day)s is more than %(days)s days ahead.") % words, between)
    if not dates.calendar.works(day):
        return finding(_("No numbers are moved on %(day)s: it is no working day.") % words, between)
    if not dates.is_hour(wanted):
        return finding(
            _("Numbers are not moved at that hour."), _("Choose %(hours)s.") % {"hours": hours_of(dates)}
        )
    return []


def hours_of(dates: Dates) -> str:
    """The hours at which numbers move, with their zone: "08:00 to 20:00 (New York)"."""
    begins, ends = dates.rule.window_start, dates.rule.window_end
    place = dates.rule.time_zone.rsplit("/", 1)[-1].replace("_", " ")
    if begins is None or ends is None:
        return _("any time")
    if begins == ends:
        return f"{begins:%H:%M} ({place})"
    return _("%(begins)s to %(ends)s (%(place)s)") % {
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "place": place,
    }


def of_each_number(
    asked: Sequence[str], missing: Sequence[str], *, label: Callable[[str], str]
) -> list[Finding]:
    """What a country asks for each number (`asked` are keys) and these numbers lack."""
    if not missing:
        return []
    words = ngettext(
        "%(count)s number lacks its %(what)s: %(numbers)s.",
        "%(count)s numbers lack their %(what)s: %(numbers)s.",
        len(missing),
    )
    return [
        Finding(
            order_parts.NUMBERS,
            key,
            words % {"count": len(missing), "what": label(key), "numbers": named(missing)},
            _("Write it behind the number, or upload a table with a column for it."),
        )
        for key in asked
    ]
