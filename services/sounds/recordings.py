"""What an uploaded file really holds: told by its content, never by its name or the content type that came with it."""

import codecs
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from ui.refusals import Refusal

MAX_BYTES: Final = 5 * 1024 * 1024  # rules 8.2
LONGEST_MS: Final = 20 * 60 * 1000
"""Twenty minutes (our inference): longer is no greeting, and hardly music on hold."""


@dataclass(frozen=True)
class Recording:
    """A sound that was read to its end.

    `content` is the sound alone: titles, pictures and whatever else the file carried are left out, so that nothing
    but sound is ever served.
    """

    format: str
    milliseconds: int
    content: bytes


OTHERS: Final = (
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "WMA"),
    (0, b"PK\x03\x04", "ZIP"),
    (0, b"PK\x05\x06", "ZIP"),
    (0, b"OggS", "Ogg"),
    (0, b"fLaC", "FLAC"),
    (4, b"ftyp", "MP4 or M4A"),
    (0, b"FORM", "AIFF"),
    (0, b"#!AMR", "AMR"),
    (0, b".snd", "AU"),
    (0, b"caff", "CAF"),
    (0, b"MThd", "MIDI"),
    (0, b"\x1aE\xdf\xa3", "WebM or Matroska"),
    (0, b"RF64", "RF64"),
    (0, b"RIFX", "RIFX"),
    (8, b"AVI ", "AVI"),
    (8, b"WEBP", "WebP"),
    (0, b"%PDF", "PDF"),
    (0, b"\x89PNG", "PNG"),
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"GIF8", "GIF"),
    (0, b"\x7fELF", "ELF"),
    (0, b"MZ", "EXE"),
)
"""Where a signature stands, the signature, and what people call such a file."""


def too_big(size: int) -> Refusal:
    """The refusal of a file of `size` bytes."""
    return Refusal(
        _(
            "The file has %(size).1f MB; a sound may have 5 MB. Save it as MP3, or shorten it, and upload it again."
        )
        % {"size": size / 1024 / 1024}
    )


def too_long(milliseconds: int) -> Refusal:
    """The refusal of a sound that goes on for too long."""
    return Refusal(
        _("The sound is %(minutes)s minutes long; 20 minutes is the most. Shorten it and upload it again.")
        % {"minutes": -(-milliseconds // 60_000)}
    )


def cut_short() -> Refusal:
    """The refusal of a file that ends before its sound does."""
    return Refusal(
        _(
            "The file ends before its sound does: it may not have been copied whole. Save it again and upload that."
        )
    )


def nothing_to_hear() -> Refusal:
    """The refusal of a proper file without a moment of sound."""
    return Refusal(_("The file holds no sound. Record it again and upload that."))


def kind_of(data: bytes) -> str:
    """What people call such a file; "" when it cannot be told."""
    for at, signature, name in OTHERS:
        if data.startswith(signature, at):
            return name
    start = data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<script")):
        return "HTML"
    if start.startswith((b"<?xml", b"<svg")):
        return "XML"
    return _("text") if _is_text(data[:4096]) else ""


def _is_text(start: bytes) -> bool:
    encoding = "utf-16" if start.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        words = codecs.getincrementaldecoder(encoding)().decode(start)  # the last sign may be cut
    except UnicodeDecodeError:
        return False
    return bool(words) and all(sign.isprintable() or sign in "\r\n\t\ufeff" for sign in words)
