"""Refusals that rise out of a view, and messages that reach a page which HTMX only changes in part."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from ui.refusals import Refusal
from ui.toasts import say

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def is_htmx(request: HttpRequest) -> bool:
    """Whether HTMX asks for a part of a page; a boosted link is a whole page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def home_of(request: HttpRequest) -> str:
    """Where a person is sent when there is no page to go back to: the tenant's home, or the front page."""
    tenant = getattr(request, "tenant", None)
    return f"/t/{tenant.slug}/" if tenant is not None else "/"


def way_back(request: HttpRequest) -> str:
    """The page that the person came from, if it is one of ours; otherwise the home."""
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if not came_from or not safe:
        return home_of(request)
    parts = urlsplit(came_from)
    path = f"/{parts.path.lstrip('/')}"  # two slashes would name another host
    return f"{path}?{parts.query}" if parts.query else path


class RefusalMiddleware:
    """Turns a `Refusal` that no view caught into an answer in words.

    After a POST: a message and the way back. On a GET: a page with status 409. Any other exception passes.
    Stands after the session, message and tenant middleware.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this for an exception of a view; None leaves it to the error page."""
        if not isinstance(exception, Refusal):
            return None
        reads = request.method in ("GET", "HEAD", "OPTIONS")
        if reads and not is_htmx(request):
            return render(
                request, "ui/refused.html", {"refusal": exception, "home": home_of(request)}, status=409
            )
        say(request, exception.sentence, level=messages.ERROR, url=exception.url, link=exception.link)
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
