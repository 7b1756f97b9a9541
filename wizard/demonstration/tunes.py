"""Two small recordings for the demonstration, played by arithmetic: a chime, and music to wait by."""

import io
import math
import struct
import wave
from collections.abc import Iterable, Iterator
from typing import Final

RATE: Final = 8_000  # samples a second, as telephones have them
LOUDNESS: Final = 9_000
CHIME: Final = ((659.3, 0.5), (523.3, 0.5), (392.0, 1.2))
"""Pitches in hertz and how many seconds each lasts."""
WAITING: Final = tuple(
    (pitch, 0.4)
    for chord in ((261.6, 329.6, 392.0, 523.3), (220.0, 261.6, 329.6, 440.0), (174.6, 220.0, 261.6, 349.2))
    for pitch in (*chord, *chord[::-1])
)


def recording(notes: Iterable[tuple[float, float]]) -> bytes:
    """The notes one after the other as a WAV file; each is struck like a bell and dies away."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((1, 2, RATE, 0, "NONE", ""))
        writer.writeframes(b"".join(_samples(notes)))
    return file.getvalue()


def _samples(notes: Iterable[tuple[float, float]]) -> Iterator[bytes]:
    for pitch, seconds in notes:
        for moment in range(int(seconds * RATE)):
            fading = math.exp(-4 * moment / RATE) * min(1, moment / 80)
            yield struct.pack("<h", int(LOUDNESS * fading * math.sin(2 * math.pi * pitch * moment / RATE)))
