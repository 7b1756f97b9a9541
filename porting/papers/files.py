"""What may be kept as a paper: known by its content, bounded, readable, and nothing besides what it looks like."""

import io
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from ui.refusals import Refusal

LARGEST: Final = 10 * 1024 * 1024  # bytes
SECONDS: Final = 30
"""Of the wall clock for one look into a file; the process itself may use less of a processor."""

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
ENDINGS: Final = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
BEGINNINGS: Final = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
ENDS: Final = {PDF: b"%%EOF", JPEG: b"\xff\xd9", PNG: b"IEND\xaeB`\x82"}
MARKUP: Final = re.compile(rb"<\s*(!doctype|html|script|svg|body|iframe|\?php)", re.IGNORECASE)
HEAD: Final = 4096  # bytes in which browsers look for markup; twice what they read

SENTENCES: Final[dict[str, StrPromise]] = {
    "empty": _("The file is empty. Choose it again."),
    "size": _("The file is larger than 10 MB. Scan it in grey at 300 dots per inch, or send fewer pages."),
    "type": _("This is neither a PDF nor a JPEG or PNG picture. Print it to a PDF, and upload that."),
    "markup": _("The file holds a web page or a drawing with scripts. Print it to a PDF, and upload that."),
    "archive": _("The file holds an archive. Upload the paper itself, as a PDF, JPEG or PNG."),
    "before": _("There is something before the PDF in this file. Print it to a new PDF, and upload that."),
    "after": _("There is something behind the end of the paper in this file. Print it to a new PDF."),
    "encrypted": _("The PDF is protected by a password. Save it without one, and upload that."),
    "pages": _("The PDF has more than 50 pages. Upload those that show the account, name and numbers."),
    "active": _("The PDF holds a script, a form that sends itself or another file. Print it to a new PDF."),
    "large": _("The file unpacks to far more than a paper needs. Print it to a new PDF, or scan it again."),
    "small": _("The picture is less than 100 pixels wide or high: nobody could read it. Scan it again."),
    "moving": _("The picture moves. Upload a still one."),
    "unreadable": _("The file is damaged: it cannot be read. Print it to a new PDF, or scan it again."),
}
"""Why a file is not taken, by the code that `reading` answers with."""


@dataclass(frozen=True)
class PaperFile:
    """A file that was read to its end."""

    content: bytes
    content_type: str
    pages: int


def _no(code: str) -> Refusal:
    return Refusal(str(SENTENCES[code]), field="file")


def read(content: bytes) -> PaperFile:
    """The file, if it may be kept; refuses it with a sentence otherwise.

    Its type is what its first bytes say. Whatever stands before the paper or behind it, markup at its head and archives
    anywhere are refused, so that a file is one thing to every program; then it is read by a process with limits.
    """
    kind = _kind_of(content)
    if not _ends_well(content, kind):
        raise _no("after")
    answer = json.loads(_ask("check", content) or '{"refused": "unreadable"}')
    if "refused" in answer:
        raise _no(answer["refused"])
    return PaperFile(content, kind, answer["pages"])


def read_upload(file: UploadedFile) -> PaperFile:
    """The same for a file that comes with a request; one that is too large is not read at all."""
    if (file.size or 0) > LARGEST:
        raise _no("size")
    return read(file.read())


def picture_of(content: bytes, page: int) -> bytes:
    """A page (from 1) as a PNG picture; empty when it cannot be drawn within the limits."""
    return _ask("page", content, str(page))


def _kind_of(content: bytes) -> str:
    if not content:
        raise _no("empty")
    if len(content) > LARGEST:
        raise _no("size")
    kind = next((kind for start, kind in BEGINNINGS.items() if content.startswith(start)), "")
    if MARKUP.search(content[:HEAD]):
        raise _no("markup")
    if content.startswith(b"PK") or zipfile.is_zipfile(io.BytesIO(content)):
        raise _no("archive")
    if not kind:
        raise _no("before" if b"%PDF-" in content[:HEAD] else "type")
    return kind


def _ends_well(content: bytes, kind: str) -> bool:
    """Nothing but white space behind the paper, which some scanners write; a picture ends where its format says so."""
    end = content.rstrip(b"\0\t\n\f\r ")
    if not end.endswith(ENDS[kind]):
        return False
    return kind != PNG or end.find(ENDS[PNG]) == len(end) - len(ENDS[PNG])


def _ask(question: str, content: bytes, *more: str) -> bytes:
    """What the reading process answers; nothing when it ran out of time or memory."""
    command = [sys.executable, "-m", "porting.papers.reading", question, *more]
    try:
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=SECONDS,
            cwd=settings.BASE_DIR,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""
