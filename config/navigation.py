"""The masthead's links: what this person can reach from here."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Place:
    """A link of the masthead. `prefix` is the part of a view's namespace that makes it the current one."""

    label: StrPromise | str
    url_name: str
    namespaces: tuple[str, ...]
    key: str


TENANT_PLACES = (
    Place(_("Set-up"), "wizard:task_list", ("wizard", "countries"), "s"),
    Place(_("People"), "people:list", ("people", "licensing"), "p"),
    Place(_("Numbers"), "numbering:list", ("numbering", "service_numbers", "requests"), "n"),
    Place(_("Credits"), "credits:overview", ("credits",), "c"),
    Place(_("Organisation"), "tenants:organisation", ("tenants", "sites"), "o"),
    Place(_("History"), "history:list", ("history", "jobs"), "h"),
)
STAFF_PLACES = (Place(_("Desk"), "desk:queue", ("desk",), "d"),)
OPERATOR_PLACES = (Place(_("Operator"), "operator:tenants", ("operator",), "t"),)


def navigation_for(request: HttpRequest) -> list[dict[str, object]]:
    """The links as the base page draws them: label, url, current, key."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    tenant = getattr(request, "tenant", None)
    links = [_link(request, place, tenant.slug) for place in TENANT_PLACES] if tenant else []
    if user.is_desk:
        links += [_link(request, place) for place in STAFF_PLACES]
    if user.is_operator:
        links += [_link(request, place) for place in OPERATOR_PLACES]
    return [link for link in links if link]


def _link(request: HttpRequest, place: Place, *args: str) -> dict[str, object] | None:
    try:
        url = reverse(place.url_name, args=args)
    except NoReverseMatch:
        return None
    match = request.resolver_match
    current = bool(match and set(match.namespaces) & set(place.namespaces))
    return {"label": place.label, "url": url, "current": current, "key": place.key}
