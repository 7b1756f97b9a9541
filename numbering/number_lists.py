"""Owned numbers named by a list that somebody typed or pasted, for acts on many numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from numbering.direct_routing.direct_routing import lines_of
from numbering.models import PhoneNumber
from tenants.models import Tenant
from ui.formats import national
from ui.templatetags.ui import thousands

MOST: Final = 1000  # rules 3.5: a release takes at most 1,000 numbers
TOLD: Final = 10  # problems that are named one by one


@dataclass(frozen=True)
class Listed:
    """The numbers of a list that the tenant owns, each once, and a sentence for each line that is no such number."""

    numbers: list[PhoneNumber]
    problems: list[str]

    @property
    def told(self) -> list[str]:
        """The problems as a page shows them: the first ten, and how many more there are."""
        more = len(self.problems) - TOLD
        shown = self.problems[:TOLD]
        return [*shown, _("And %(n)s lines more.") % {"n": thousands(more)}] if more > 0 else shown


def read_list(tenant: Tenant, text: str, *, country: str = "") -> Listed:
    """Read numbers in any form, one a line or separated by commas, ranges as "+14255551235 - 1239".

    `country` is for national numbers. A number that is there twice counts once. Two queries at most.
    """
    lines = lines_of(text, country=country)
    problems = [_problem(row.line, row.error) for row in lines if row.error]
    wanted = {row.e164: row.line for row in reversed(lines) if not row.error}
    if len(wanted) > MOST:
        words = {"n": thousands(len(wanted)), "most": thousands(MOST)}
        problems.append(_("At most %(most)s numbers are taken at once; the list has %(n)s.") % words)
        return Listed([], problems)
    owned = _owned(tenant, list(wanted))
    found = {number.e164 for number in owned}
    for e164, line in sorted(wanted.items(), key=lambda pair: pair[1]):
        if e164 not in found:
            problems.append(_problem(line, _("You do not own %(number)s.") % {"number": national(e164)}))
    return Listed(owned, problems)


def _owned(tenant: Tenant, e164s: Sequence[str]) -> list[PhoneNumber]:
    rows = PhoneNumber.objects.filter(tenant=tenant, e164__in=e164s)
    return list(rows.select_related("person", "tenant").order_by("e164"))


def _problem(line: int, words: str) -> str:
    return _("Line %(line)s: %(error)s") % {"line": thousands(line), "error": words}
