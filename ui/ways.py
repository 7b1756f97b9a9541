"""The way on after a form: a page of ours that `next` names, so that whoever came to mend something goes back."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def way_on(request: HttpRequest) -> str:
    """The page of ours that `next` names in the form or the address, or "" for none and for any other site's."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted.isprintable() else ""


def with_way_on(url: str, way: str) -> str:
    """`url` with `next` in it; as it is when there is no way on."""
    if not way:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'next': way})}"
