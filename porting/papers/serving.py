"""Papers over HTTP: as a file to keep, or page by page as pictures. Nothing of a stranger's runs in a browser of ours."""

from typing import Final, TypeVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from porting.papers.files import picture_of

Response = TypeVar("Response", bound=HttpResponseBase)
SANDBOX: Final = "default-src 'none'; sandbox"


def file(content: bytes, *, content_type: str, name: str) -> HttpResponse:
    """The very bytes that were uploaded, as a download."""
    response = HttpResponse(content, content_type=content_type)
    return _guarded(response, content_disposition_header(True, name) or "attachment")


def picture(request: HttpRequest, content: bytes, *, digest: str, page: int, pages: int) -> HttpResponseBase:
    """A page (from 1) as PNG; the browser keeps it and asks only whether it is still the same."""
    if not 1 <= page <= pages:
        raise Http404
    etag = f'"{digest}-{page}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        png = picture_of(content, page)
        if not png:
            raise Http404
        response = HttpResponse(png, content_type="image/png")
    response["ETag"] = etag
    return _guarded(response, "inline")


def _guarded(response: Response, disposition: str) -> Response:
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-cache"
    return response
