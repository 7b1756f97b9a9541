"""A sound as bytes over HTTP: whole, in part for players that seek, or not at all when the browser has it already."""

import re
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename

from services.sounds.models import Sound

TYPES: Final = {Sound.Format.WAV: "audio/wav", Sound.Format.MP3: "audio/mpeg"}
ONE_RANGE: Final = re.compile(r"bytes=(\d{0,9})-(\d{0,9})", re.ASCII)


def answer(request: HttpRequest, sound: Sound, *, as_attachment: bool = False) -> HttpResponseBase:
    """The sound with status 200, the part that `Range` asks for with 206, 416 when there is no such part, or 304.

    Several parts at once are not served: such a request gets the whole, as HTTP allows.
    """
    etag = f'"{sound.digest}"'
    response = get_conditional_response(request, etag=etag) or _content(request, sound, etag)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"  # kept by the browser, but asked about each time
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Disposition"] = content_disposition_header(as_attachment, file_name(sound)) or "inline"
    return response


def file_name(sound: Sound) -> str:
    """The sound's name as a file's, with the ending of what it really is."""
    stem = get_valid_filename(f"{sound.name[:100]} ").strip("._-") or "sound"
    return f"{stem}.{sound.format}"


def _content(request: HttpRequest, sound: Sound, etag: str) -> HttpResponse:
    content, kind = bytes(sound.content), TYPES[Sound.Format(sound.format)]
    wanted = request.headers.get("Range", "") if request.headers.get("If-Range", etag) == etag else ""
    match = ONE_RANGE.fullmatch(wanted.replace(" ", ""))
    if match is None or match.groups() == ("", ""):
        return HttpResponse(content, content_type=kind)
    first, last = _bounds(match[1], match[2], len(content))
    if first > last:
        return HttpResponse(
            status=416, content_type=kind, headers={"Content-Range": f"bytes */{len(content)}"}
        )
    return HttpResponse(
        content[first : last + 1],
        status=206,
        content_type=kind,
        headers={"Content-Range": f"bytes {first}-{last}/{len(content)}"},
    )


def _bounds(start: str, end: str, size: int) -> tuple[int, int]:
    """First and last byte; the first lies behind the last when there is no such part."""
    if not start:
        return (max(0, size - int(end)), size - 1) if int(end) else (size, 0)
    return int(start), min(int(end), size - 1) if end else size - 1
