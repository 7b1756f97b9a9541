"""What holds for a country on a day: figures, requirements and reasons, read from the rows that the operator edits."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from porting.models import CountryRequirement, PortingRule, RejectionReason
from porting.reference.business_time import Calendar
from porting.reference.calendars import calendar_of

GENERAL: Final = ""
OTHER: Final = "OTHER"
LONGEST_VALUE: Final = 120  # characters of what is held against a shape


def _holding_on(rows: QuerySet, country: str, kind: str, day: date) -> QuerySet:
    begun = Q(valid_from=None) | Q(valid_from__lte=day)
    not_over = Q(valid_until=None) | Q(valid_until__gte=day)
    return rows.filter(begun, not_over, country__in=[country, GENERAL], order_kind__in=[kind, ""])


def _rank(row: PortingRule | CountryRequirement) -> tuple[bool, bool, date]:
    """The closer a row is to the case, the higher: the country's own, the kind's own, the youngest."""
    return bool(row.country), bool(row.order_kind), row.valid_from or date.min


def rule_for(country: str, kind: str = "", *, day: date) -> PortingRule:
    """The figures that hold in a country for a kind of order on a day; one query.

    The row for the kind wins over the one for all kinds, the country's over the general set, the younger over the older.
    Without any row, the figures that the model begins with.
    """
    rows = list(_holding_on(PortingRule.objects.all(), country, kind, day))
    return max(rows, key=_rank, default=PortingRule())


def requirements_for(country: str, kind: str = "", *, day: date) -> list[CountryRequirement]:
    """All that a port order must or may bring, in the order of the form; one query.

    The general set holds everywhere. A row of the country, or of the kind, takes the place of the one with its key.
    """
    found: dict[str, CountryRequirement] = {}
    for row in sorted(_holding_on(CountryRequirement.objects.all(), country, kind, day), key=_rank):
        found[row.key] = row
    return sorted(found.values(), key=lambda row: (row.position, row.key))


def fits(requirement: CountryRequirement, text: str) -> bool:
    """Whether a text has the shape that is asked for; without a shape every text has it."""
    if not requirement.pattern:
        return True
    return len(text) <= LONGEST_VALUE and bool(
        re.fullmatch(requirement.pattern, text.strip(), re.IGNORECASE | re.ASCII)
    )


def reason_of(code: str) -> RejectionReason:
    """The reason with this code; one that is not known yet is the desk's, with the code in its title. One query."""
    known = RejectionReason.objects.filter(pk=code.strip().upper()[:40]).first()
    if known is not None:
        return known
    other = RejectionReason.objects.filter(pk=OTHER).first() or RejectionReason(
        code=OTHER, owner=RejectionReason.Owner.DESK
    )
    return RejectionReason(
        code=code[:40],
        title=code[:120],
        owner=other.owner,
        sentence=other.sentence,
        from_carrier=True,
    )


def today_of(rule: PortingRule) -> date:
    """The day that it is where the rule's clock stands."""
    return datetime.now(ZoneInfo(rule.time_zone)).date()


@dataclass(frozen=True)
class Dates:
    """The days that may be wanted, and the part of each day: on the wall clock of the rule's zone (rules 5.3)."""

    rule: PortingRule
    calendar: Calendar
    earliest: date
    latest: date

    def is_day(self, day: date) -> bool:
        """Whether numbers can be moved that day."""
        return self.earliest <= day <= self.latest and self.calendar.works(day)

    def is_hour(self, moment: datetime) -> bool:
        """Whether the moment lies in the window of its day; a window of one minute is that minute."""
        clock = moment.astimezone(ZoneInfo(self.rule.time_zone)).time().replace(second=0, microsecond=0)
        begins, ends = self.rule.window_start, self.rule.window_end
        return (begins is None or clock >= begins) and (ends is None or clock <= ends)


def dates_for(rule: PortingRule, country: str, *, today: date) -> Dates:
    """Which days may be wanted when the order is handed in `today`; one query.

    The lead time is in calendar days or in working days, whichever ends later; the horizon is in calendar days.
    """
    calendar = calendar_of(country)
    earliest = max(today + timedelta(days=rule.lead_days), calendar.add_days(today, rule.lead_working_days))
    return Dates(rule, calendar, earliest, today + timedelta(days=rule.horizon_days))
