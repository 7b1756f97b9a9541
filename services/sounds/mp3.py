"""MP3 files, read frame by frame: so their length is exact, and nothing but sound can hide in one."""

import struct
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from services.sounds.recordings import Recording, cut_short, nothing_to_hear
from ui.refusals import Refusal

LAYER_NAMES: Final = {0: "AAC", 2: "MP2", 3: "MP1"}
LAYER_3: Final = 1
KILOBITS: Final = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""By whether it is MPEG 1; the index stands in a frame's header. 0 is "free", which nothing plays."""
RATES: Final = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
"""Samples a second, by the two bits of the version: MPEG 1, 2 and 2.5."""
MPEG_1, MONO = 3, 3
MARK_AT: Final = {(True, False): 36, (True, True): 21, (False, False): 21, (False, True): 13}
"""Where the encoder's own words stand in its first frame, by whether that is MPEG 1, and mono."""
TAG_1, APE_FOOTER, LYRICS = 128, 32, 15  # bytes of what may stand at the end


@dataclass(frozen=True)
class Frame:
    """The header of one frame. `size` is in bytes, header included; `samples` are those of one channel."""

    version: int
    rate: int
    size: int
    samples: int
    mono: bool


def is_mp3(data: bytes) -> bool:
    """Does it begin as an MP3 file does: with a frame, or with a tag and then a frame or nothing?"""
    start = _after_tags(data)
    return start >= len(data) or frame_at(data, start) is not None


def layer_name(data: bytes) -> str:
    """What relative of MP3 the file is, as people call it; "" when it is none."""
    start = data[:2]
    is_frame = len(start) == 2 and start[0] == 0xFF and start[1] & 0xF0 == 0xF0
    return LAYER_NAMES.get(start[1] >> 1 & 3, "") if is_frame else ""


def frame_at(data: bytes, at: int) -> Frame | None:
    """The frame of layer III whose header stands at `at`; None when there is none."""
    head = int.from_bytes(data[at : at + 4], "big")
    version, layer, rate_index = head >> 19 & 3, head >> 17 & 3, head >> 10 & 3
    if at + 4 > len(data) or head >> 21 != 0x7FF or layer != LAYER_3 or version not in RATES:
        return None
    first = version == MPEG_1
    index = head >> 12 & 15
    if index in (0, 15) or rate_index == 3:
        return None
    rate, samples = RATES[version][rate_index], 1152 if first else 576
    size = samples // 8 * KILOBITS[first][index] * 1000 // rate + (head >> 9 & 1)
    return Frame(version, rate, size, samples, head >> 6 & 3 == MONO)


def read_mp3(data: bytes) -> Recording:
    """The sound of a file for which `is_mp3` holds. Raises Refusal with what is wrong with it."""
    start, end = _after_tags(data), _before_tags(data)
    first = frame_at(data, start)
    if first is None:
        raise cut_short() if start > len(data) else nothing_to_hear()
    announced = _announced(data, start, first)
    at, count = start, 0
    while at < end:
        frame = frame_at(data, at)
        if frame is None and not data[at:end].strip(b"\0"):
            break
        if frame is None or (frame.version, frame.rate) != (first.version, first.rate):
            raise _strange(at - start, end - start)
        if at + frame.size > end:
            raise cut_short()
        at, count = at + frame.size, count + 1
    if announced is not None:
        count -= 1  # the frame that announces is not heard, though some encoders count it
        if count + 1 < announced:
            raise cut_short()
    if count <= 0:
        raise nothing_to_hear()
    return Recording("mp3", round(count * first.samples * 1000 / first.rate), data[start:at])


def _strange(at: int, length: int) -> Refusal:
    return Refusal(
        _(
            "At %(percent)s per cent of its length the MP3 file goes on with something that is no sound. Save it again as MP3 and upload that."
        )
        % {"percent": at * 100 // max(length, 1)}
    )


def _announced(data: bytes, at: int, frame: Frame) -> int | None:
    """How many frames the encoder says that there are; None when the first frame is sound like any other."""
    mark = at + MARK_AT[frame.version == MPEG_1, frame.mono]
    if data[mark : mark + 4] in (b"Xing", b"Info"):
        flags, frames = struct.unpack(">II", data[mark + 4 : mark + 12].ljust(8, b"\0"))
        return frames if flags & 1 else 0
    if data[at + 36 : at + 40] == b"VBRI":
        return int.from_bytes(data[at + 50 : at + 54], "big")
    return None


def _after_tags(data: bytes) -> int:
    """Where the sound begins: after the titles and pictures that stand in front, and their padding."""
    at = 0
    while data.startswith(b"ID3", at) and len(data) >= at + 10:
        size = 0
        for part in data[at + 6 : at + 10]:
            size = size << 7 | part & 0x7F
        at += 10 + size + (10 if data[at + 5] & 0x10 else 0)
    padding = len(data[at:]) - len(data[at:].lstrip(b"\0")) if at else 0
    return at + padding


def _before_tags(data: bytes) -> int:
    """Where the sound ends: before the titles that stand behind it."""
    end = len(data)
    while True:
        before = _before_one_tag(data, end)
        if before == end:
            return end
        end = before


def _before_one_tag(data: bytes, end: int) -> int:
    if end >= TAG_1 and data.startswith(b"TAG", end - TAG_1):
        return end - TAG_1
    if end >= APE_FOOTER and data.startswith(b"APETAGEX", end - APE_FOOTER):
        size, flags = struct.unpack("<I4xI", data[end - 20 : end - 8])
        return max(0, end - size - (APE_FOOTER if flags >> 31 else 0))
    if end >= LYRICS and data[end - 9 : end] == b"LYRICS200" and data[end - LYRICS : end - 9].isdigit():
        return max(0, end - LYRICS - int(data[end - LYRICS : end - 9]))
    return end
