"""The way on after a form, and back from a door: a page of ours that `next` names.

A link that leads away from what somebody does takes the page along (the tag `door`); the page that it leads to offers
the way back on top (the tag `way_back`) and goes there by itself when what it is for is done (`way_on`).
"""

from typing import Final
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_stubs_ext import StrPromise

LONGEST: Final = 1500  # characters; ways that lead back to ways end here, before servers refuse the address

_names: dict[str, StrPromise | str] = {}


def way_on(request: HttpRequest) -> str:
    """The page of ours that `next` names in the form or the address, or "" for none and for any other site's."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if wanted.isprintable() and _is_ours(request, wanted) else ""


def with_way_on(url: str, way: str) -> str:
    """`url` with `next` in it; as it is when there is no way on, or one that is too long to be carried."""
    if not way or len(way) > LONGEST:
        return url
    path, hash_sign, fragment = url.partition("#")
    return f"{path}{'&' if '?' in path else '?'}{urlencode({'next': way})}{hash_sign}{fragment}"


def here(request: HttpRequest) -> str:
    """The page to come back to: the one that is shown, or the one whose form was sent; "" when it is not known."""
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.get_full_path()
    return came_from(request)


def came_from(request: HttpRequest) -> str:
    """The page of ours on which a link was followed or a form sent; "" when the browser does not say."""
    url = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url or not _is_ours(request, url):
        return ""
    parts = urlsplit(url)
    path = f"/{parts.path.lstrip('/')}"  # two slashes would name another host
    return f"{path}?{parts.query}" if parts.query else path


def register_way_name(view_name: str, words: StrPromise | str) -> None:
    """Say what a page is called behind "Back to": "step 3, User numbers"."""
    _names[view_name] = words


def words_of(way: str) -> str:
    """The words of the link that leads back to `way`."""
    try:
        name = resolve(urlsplit(way).path).view_name
    except Resolver404:
        name = ""
    if name not in _names:
        return _("Back to where you were")
    return _("Back to %(place)s") % {"place": _names[name]}


def _is_ours(request: HttpRequest, url: str) -> bool:
    return url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
