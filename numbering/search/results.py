"""The results of a search as the page shows them: rows with notes, neighbours when a city has too few, the next page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from carriers.base import Offer, Query
from numbering import holds
from numbering.search.forms import E164, SearchForm
from numbering.search.notes import area_code, notes
from tenants.models import Tenant
from ui.paging import COUNT_LIMIT


@dataclass(frozen=True)
class Row:
    """One number on offer. `checked` is what the page selects before anybody does."""

    offer: Offer
    note: str
    area: str
    checked: bool


@dataclass(frozen=True)
class Results:
    """A page of results. `own` counts what fits the search itself; the rest of the rows are neighbours."""

    rows: list[Row]
    own: int
    total: int
    first: int
    next_url: str
    first_url: str
    has_more: bool

    @property
    def last(self) -> int:
        """Place of the last of the search's own rows."""
        return self.first + self.own - 1

    @property
    def is_bounded(self) -> bool:
        """Whether the carrier stopped counting."""
        return self.total >= COUNT_LIMIT

    @property
    def neighbours(self) -> int:
        """Rows that were not searched, but are near."""
        return len(self.rows) - self.own

    @property
    def selected(self) -> int:
        """Rows that are selected at first."""
        return sum(row.checked for row in self.rows)


def cursor(data: Mapping[str, str]) -> tuple[str, int]:
    """The number after which the page begins, and the place of its first row; a bad cursor is the first page."""
    after, place = str(data.get("after", "")), str(data.get("at", ""))
    if not E164.match(after):
        return "", 1
    return after, int(place) if place.isascii() and place.isdigit() and len(place) < 8 else 1


def find(
    form: SearchForm, tenant: Tenant, *, data: Mapping[str, str], url: str, picked: Collection[str] | None
) -> Results:
    """Search the stock; `picked` are the boxes that were ticked, None to tick as many as are wanted."""
    after, first = cursor(data)
    size = form.page_size
    found = holds.search(tenant, form.query, limit=size, after=after)
    own = list(found.offers)
    wanted = form.cleaned_data["quantity"]
    near: list[Offer] = []
    if form.query.city and not after and found.total < wanted:
        near = neighbours(tenant, form.query, own, limit=min(size, wanted) - len(own))
    offers = own + near
    ticked = set(picked) if picked is not None else {one.e164 for one in own[:wanted]} if not after else set()
    said = notes(offers, city=form.query.city)
    rows = [
        Row(offer, note, area_code(offer.e164), offer.e164 in ticked)
        for offer, note in zip(offers, said, strict=True)
    ]
    query = {name: value for name, value in form.data.items() if value} | {"find": "1"}
    on = {"after": own[-1].e164, "at": str(first + len(own))} if own else {}
    return Results(
        rows=rows,
        own=len(own),
        total=found.total,
        first=first,
        next_url=f"{url}?{urlencode(query | on)}#results" if found.more and own else "",
        first_url=f"{url}?{urlencode(query)}#results" if after else "",
        has_more=found.more,
    )


def neighbours(tenant: Tenant, query: Query, own: list[Offer], *, limit: int) -> list[Offer]:
    """Numbers of the same state, those of the same area code first; none of the city itself."""
    if limit < 1:
        return []
    code = area_code(own[0].e164) if own else ""
    wide = holds.search(tenant, replace(query, city=""), limit=limit + len(own) + 20)
    found = [offer for offer in wide.offers if offer.city != query.city]
    found.sort(key=lambda offer: (area_code(offer.e164) != code, offer.e164))
    return found[:limit]
