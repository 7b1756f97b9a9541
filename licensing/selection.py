"""Whom a page of licences is about: people ticked in a list, all that match its filters, or one of the gaps."""

from dataclasses import dataclass

from licensing import credit_gaps, gaps
from licensing.holdings import people_of
from tenants.access import TenantRequest
from tenants.models import Person
from tenants.people.queries import selected
from ui.selection import row_ids, sent
from ui.ways import way_on


@dataclass(frozen=True)
class Selection:
    """The people, and the form fields that name them, and the page to go back to, again on the next request."""

    people: list[Person]
    fields: list[tuple[str, str]]

    @property
    def only(self) -> Person | None:
        """The one person, when it is one."""
        return self.people[0] if len(self.people) == 1 else None


def selection_of(request: TenantRequest) -> Selection:
    """The people whom the request names; garbage names nobody. One query."""
    data = sent(request)
    back = [("next", way)] if (way := way_on(request)) else []
    if gap := data.get("missing", ""):
        people_in = credit_gaps.people_in if gap in credit_gaps.FILTERS else gaps.people_in
        found, fields = people_in(request.tenant, gap), [("missing", gap)]
    elif data.get("everyone"):
        names = ("everyone", "listing", "filters")
        found, fields = selected(request), [(name, data.get(name, "")) for name in names if name in data]
    else:
        found = selected(request)
        fields = [("person", str(pk)) for pk in row_ids(data.getlist("person"))]
    return Selection(people_of(request.tenant, found), fields + back)
