"""WAV files of linear PCM with 8, 16 or 32 bits (rules 8.2), read chunk by chunk.

The standard library's reader knows neither the extensible header, which most editors write for 32 bits, nor a file
that was cut short; so the few chunks are read here.
"""

import struct
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.sounds.recordings import Recording, cut_short, nothing_to_hear
from ui.refusals import Refusal

PCM: Final = 1
EXTENSIBLE: Final = 0xFFFE
EXTENSIBLE_TAIL: Final = bytes.fromhex("000000001000800000aa00389b71")
"""What follows the coding's number in the extensible header's identifier."""
CODINGS: Final = {
    2: "ADPCM",
    3: gettext_lazy("floating point"),
    6: "A-law",
    7: "µ-law",
    0x11: "IMA ADPCM",
    0x31: "GSM 6.10",
    0x50: "MPEG",
    0x55: "MP3",
}
BITS: Final = (8, 16, 32)
CHANNELS: Final = (1, 2)
SLOWEST, FASTEST = 4_000, 192_000  # samples a second


@dataclass(frozen=True)
class Shape:
    """How the samples lie in the file."""

    channels: int
    rate: int
    bits: int

    @property
    def width(self) -> int:
        """Bytes of one moment: a sample of every channel."""
        return self.channels * self.bits // 8


def is_wav(data: bytes) -> bool:
    """Does it begin as a WAV file does?"""
    return data.startswith(b"RIFF") and data[8:12] == b"WAVE"


def read_wav(data: bytes) -> Recording:
    """The sound of a file for which `is_wav` holds. Raises Refusal with what is wrong with it."""
    chunks = _chunks(data)
    if b"fmt " not in chunks or b"data" not in chunks:
        raise Refusal(_("The WAV file is damaged: a part of it is missing. Save it again and upload that."))
    shape = _shape(chunks[b"fmt "])
    moments = len(chunks[b"data"]) // shape.width
    if not moments:
        raise nothing_to_hear()
    samples = chunks[b"data"][: moments * shape.width]
    return Recording("wav", round(moments * 1000 / shape.rate), _file(shape, samples))


def _chunks(data: bytes) -> dict[bytes, bytes]:
    """The parts of the file by name; the first of a name counts."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise cut_short()
    if len(data) - end > 1:  # some programs pad the file
        raise Refusal(
            _(
                "After its sound the file goes on with something else (%(count)s bytes). Save it again as WAV and upload that."
            )
            % {"count": len(data) - end}
        )
    found: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= end:
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + size > end:
            raise cut_short()
        found.setdefault(name, data[at + 8 : at + 8 + size])
        at += 8 + size + (size & 1)
    return found


def _shape(header: bytes) -> Shape:
    if len(header) < 16:
        raise cut_short()
    coding, channels, rate, _speed, width, bits = struct.unpack_from("<HHIIHH", header)
    if coding == EXTENSIBLE and header[26:40] == EXTENSIBLE_TAIL:
        coding = int.from_bytes(header[24:26], "little")
    if coding != PCM:
        what = CODINGS.get(coding) or _("an unusual coding")
        raise Refusal(
            _("This WAV file is coded as %(what)s. Save it as linear PCM with 16 bits, or as MP3.")
            % {"what": what}
        )
    if bits not in BITS:
        raise Refusal(
            _("This WAV file has %(bits)s bits a sample; 8, 16 and 32 are taken. Save it with 16 bits.")
            % {"bits": bits}
        )
    if channels not in CHANNELS:
        raise Refusal(
            _("This WAV file has %(count)s channels; mono and stereo are taken. Save it as mono.")
            % {"count": channels}
        )
    shape = Shape(channels, rate, bits)
    if not SLOWEST <= rate <= FASTEST or width != shape.width:
        raise Refusal(_("The WAV file is damaged: its header contradicts itself. Save it again."))
    return shape


def _file(shape: Shape, samples: bytes) -> bytes:
    """A plain WAV file of these samples."""
    padding = b"\0" * (len(samples) & 1)
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        36 + len(samples) + len(padding),
        b"WAVE",
        b"fmt ",
        16,
        PCM,
        shape.channels,
        shape.rate,
        shape.rate * shape.width,
        shape.width,
        shape.bits,
        b"data",
        len(samples),
    )
    return header + samples + padding
