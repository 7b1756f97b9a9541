"""An agent's own views of the desk's queue: filters of its address under a name."""

from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from audit.log import record
from porting.desk.queues import VIEWS, DeskFilter
from porting.models import SavedView
from tenants.models import User
from ui.refusals import Refusal

MOST: Final = 20
"""Views of one agent."""
LONGEST: Final = 500
"""Characters of the filters of one view."""
VIEW: Final = "view"
KEYS: Final = (VIEW, *DeskFilter.base_fields)
"""What a view may keep: the view of the queue that it narrows, and the filters of the queue."""


def of(user: User) -> QuerySet[SavedView]:
    """The views of an agent, by name. Everything that looks for a view begins here, so that nobody finds another's."""
    return SavedView.objects.filter(user=user)


def query_of(view: str, filters: Mapping[str, str]) -> str:
    """A view of the queue and its filters as they are kept: what is allowed and set, always in the same order."""
    values = {VIEW: view if view in VIEWS else "open"}
    values |= {key: filters[key].strip() for key in KEYS if key != VIEW and filters.get(key, "").strip()}
    return urlencode(values)


def parts_of(view: SavedView) -> tuple[str, str]:
    """Which view of the queue it narrows, and the query of its address."""
    values = QueryDict(view.query)
    filters = {key: values[key] for key in KEYS if key != VIEW and key in values}
    return values.get(VIEW, "open"), urlencode(filters)


@transaction.atomic
def save(name: str, query: str, *, by: User) -> SavedView:
    """Keep filters (`query_of`) under a name; one of the agent's that has the name already is replaced.

    Refuses filters that narrow nothing, and more than 20 views.
    """
    name = _right(name)
    values = QueryDict(query)
    query = query_of(values.get(VIEW, ""), values.dict())
    if "&" not in query:
        raise Refusal(_("Narrow the list first: the view would show all of it."), field="name")
    if len(query) > LONGEST:
        raise Refusal(_("These filters are too long to be kept. Search for fewer letters."), field="name")
    _lock(by)
    found = of(by).filter(name__iexact=name).first()
    if found is None and (count := of(by).count()) >= MOST:
        words = _(
            "You have %(count)s views, and can have %(most)s. Remove one first, or replace one by its name."
        )
        raise Refusal(words % {"count": count, "most": MOST}, field="name")
    before = {"query": found.query} if found else {}
    view = found or SavedView(user=by)
    view.name, view.query = name, query
    view.save()
    record("port_view.saved", by=by, obj=view, before=before, after={"query": query})
    return view


@transaction.atomic
def rename(view: SavedView, name: str, *, by: User) -> None:
    """Give a view of the agent's own another name; refuses one that another of their views has."""
    name, before = _right(name), view.name
    _lock(by)
    if of(by).filter(name__iexact=name).exclude(pk=view.pk).exists():
        raise Refusal(_("You have a view “%(name)s” already.") % {"name": name}, field="name")
    if not of(by).filter(pk=view.pk).update(name=name):
        raise Refusal(_("This view is not there any more."))
    view.name = name
    if before != name:
        record("port_view.renamed", by=by, obj=view, before={"name": before}, after={"name": name})


@transaction.atomic
def remove(view: SavedView, *, by: User) -> None:
    """Forget a view of the agent's own; `save` with its name and query brings it back."""
    if not of(by).filter(pk=view.pk).exists():
        raise Refusal(_("This view is not there any more."))
    record("port_view.removed", by=by, obj=view, before={"query": view.query})
    of(by).filter(pk=view.pk).delete()


def _right(name: str) -> str:
    name = " ".join(name.split())[:60]
    if not name:
        raise Refusal(_("Give the view a name."), field="name")
    return name


def _lock(user: User) -> None:
    """One change of an agent's views at a time, so that they are counted rightly."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
