"""Whom a page of licences is about: people ticked in the directory, all that match its filters, or one of the gaps."""

from dataclasses import dataclass

from django.http import QueryDict

from licensing import gaps
from licensing.holdings import people_of
from tenants.access import TenantRequest
from tenants.models import Person
from tenants.people_queries import selected
from ui.selection import row_ids


@dataclass(frozen=True)
class Selection:
    """The people, and the form fields that name them again on the next request."""

    people: list[Person]
    fields: list[tuple[str, str]]

    @property
    def only(self) -> Person | None:
        """The one person, when it is one."""
        return self.people[0] if len(self.people) == 1 else None


def data_of(request: TenantRequest) -> QueryDict:
    """What was sent: the body of a POST, else the address."""
    return request.POST if request.method == "POST" else request.GET


def selection_of(request: TenantRequest) -> Selection:
    """The people whom the request names; garbage names nobody. One query."""
    data = data_of(request)
    if gap := data.get("missing", ""):
        return Selection(people_of(request.tenant, gaps.people_in(request.tenant, gap)), [("missing", gap)])
    if request.method == "POST":
        found = selected(request)
        names = ("everyone", "filters") if data.get("everyone") else ("person",)
        fields = [(name, value) for name in names for value in data.getlist(name)]
    else:
        ids = row_ids(data.getlist("person"))
        found = Person.objects.filter(pk__in=ids)
        fields = [("person", str(pk)) for pk in ids]
    return Selection(people_of(request.tenant, found), fields)
