"""Refusals that rise out of a view, and messages that reach a page which HTMX only changes in part."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from psycopg2 import errorcodes

from ui.refusals import Refusal
from ui.toasts import say
from ui.ways import came_from, with_way_on

GetResponse = Callable[[HttpRequest], HttpResponseBase]
log = logging.getLogger(__name__)


def is_htmx(request: HttpRequest) -> bool:
    """Whether HTMX asks for a part of a page; a boosted link is a whole page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def home_of(request: HttpRequest) -> str:
    """Where a person is sent when there is no page to go back to: the tenant's home, or the front page."""
    tenant = getattr(request, "tenant", None)
    return f"/t/{tenant.slug}/" if tenant is not None else "/"


def way_back(request: HttpRequest) -> str:
    """The page whose form was sent, if it is one of ours; otherwise the home."""
    return came_from(request) or home_of(request)


def refusal_of(exception: Exception) -> Refusal | None:
    """What an exception of a view says to people; None for a bug.

    What somebody else removes while it is being named here is noticed by the database alone, at the commit.
    """
    if isinstance(exception, Refusal):
        return exception
    code = getattr(exception.__cause__, "pgcode", "")
    if isinstance(exception, IntegrityError) and code == errorcodes.FOREIGN_KEY_VIOLATION:
        log.warning("Something was removed while it was being named.", exc_info=exception)
        return Refusal(
            _("Something that you named was removed at the same moment. Nothing is saved: look again.")
        )
    return None


class RefusalMiddleware:
    """Turns a `Refusal` that no view caught into an answer in words.

    After a POST: a message and the way back. On a GET: a page with status 409. A bug passes.
    An address that only takes what a form sends answers a GET with a page too: people come there by the address bar,
    or by signing in again after they had pressed a button.
    Stands after the session, message and tenant middleware.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
            page = render(request, "405.html", {"home": home_of(request)}, status=response.status_code)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this for an exception of a view; None leaves it to the error page."""
        refusal = refusal_of(exception)
        if refusal is None:
            return None
        reads = request.method in ("GET", "HEAD", "OPTIONS")
        if reads and not is_htmx(request):
            return render(
                request, "ui/refused.html", {"refusal": refusal, "home": home_of(request)}, status=409
            )
        door = with_way_on(refusal.url, came_from(request)) if refusal.url else ""
        say(request, refusal.sentence, level=messages.ERROR, url=door, link=refusal.link)
        if reads:
            return HttpResponse(headers={"HX-Reswap": "none"})
        if is_htmx(request):
            return HttpResponse(headers={"HX-Redirect": way_back(request)})
        return HttpResponseRedirect(way_back(request))


class HtmxMessagesMiddleware:
    """Adds waiting messages to an HTMX fragment, out of band, into the page's one status node.

    Leaves alone: whole pages, redirects of any kind, downloads and streams. Stands after the message
    middleware.
    """

    LEAVES = ("HX-Redirect", "HX-Refresh", "HX-Location")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_htmx(request) and isinstance(response, HttpResponse) and self._takes(response):
            waiting = list(messages.get_messages(request))
            if waiting:
                fragment = render_to_string(
                    "ui/messages.html", {"messages": waiting, "out_of_band": True}, request
                )
                response.content += fragment.encode(response.charset)
        return response

    def _takes(self, response: HttpResponse) -> bool:
        is_page = response.get("Content-Type", "").startswith("text/html")
        shown = (
            200 <= response.status_code < 300 and response.status_code != 204
        ) or response.status_code == 422
        return bool(is_page and shown and not any(name in response for name in self.LEAVES))
