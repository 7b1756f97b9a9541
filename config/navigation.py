"""The masthead's links: what this person can reach from here."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Place:
    """A link of the masthead, and the pages that make it the current one: whole namespaces, or single pages."""

    label: StrPromise | str
    url_name: str
    namespaces: tuple[str, ...]
    key: str
    pages: tuple[str, ...] = ()


# Pages of steps inside a namespace that otherwise belongs to another place.
STEP_PAGES = (
    "numbering:user_numbers",
    "numbering:order",
    "numbering:assign",
    "numbering:direct_routing",
    "numbering:hold",
    "numbering:keep",
    "numbering:suggest",
    "numbering:assign_person",
    "numbering:direct_routing_check",
    "numbering:direct_routing_add",
)
SERVICE_PAGES = (
    "service_numbers:answers",
    "service_numbers:answer",
    "service_numbers:answer_bulk",
    "service_numbers:assign",
    "service_numbers:priority",
)
PEOPLE_PAGES = ("service_numbers:replace_person",)
TENANT_PLACES = (
    Place(
        _("Set-up"),
        "wizard:task_list",
        ("wizard", "countries", "licensing", "plans", "service_numbers"),
        "s",
        STEP_PAGES,
    ),
    Place(_("People"), "people:list", ("people",), "p", PEOPLE_PAGES),
    Place(_("Numbers"), "numbering:list", ("numbering", "requests", "ports"), "n"),
    Place(
        _("Services"),
        "service_numbers:answers",
        ("attendants", "queues", "bridges", "groups", "sounds"),
        "v",
        SERVICE_PAGES,
    ),
    Place(_("Credits"), "credits:overview", ("credits",), "c"),
    Place(_("Organisation"), "tenants:organisation", ("tenants", "sites"), "o"),
    Place(_("History"), "history:list", ("history", "jobs"), "h"),
)
STAFF_PLACES = (
    Place(_("Port orders"), "desk_ports:queue", ("desk_ports", "desk_port_papers", "desk_notes"), "d"),
    Place(_("Number requests"), "desk:queue", ("desk",), "r"),
)
OPERATOR_NAMESPACES = (
    "operator",
    "operator_licensing",
    "operator_credits",
    "operator_countries",
    "operator_carrier",
    "operator_ports",
    "operator_workers",
)
OPERATOR_PLACES = (Place(_("Operator"), "operator:tenants", OPERATOR_NAMESPACES, "t"),)


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
    return {"label": place.label, "url": url, "current": _is_current(request, place), "key": place.key}


def _is_current(request: HttpRequest, place: Place) -> bool:
    match = request.resolver_match
    if match is None:
        return False
    if match.view_name in STEP_PAGES + SERVICE_PAGES + PEOPLE_PAGES:
        return match.view_name in place.pages
    return bool(set(match.namespaces) & set(place.namespaces))
