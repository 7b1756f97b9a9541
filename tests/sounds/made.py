"""Sounds made for tests: WAV and MP3 files, whole and broken."""

import io
import struct
import wave

from django.core.files.uploadedfile import SimpleUploadedFile

from services.sounds import sounds
from services.sounds.models import Sound
from services.sounds.reading import read
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope

MP3_HEADER = b"\xff\xfb\x90\xc4"  # MPEG 1, layer III, 128 kbit/s, 44.1 kHz, mono, no padding
MP3_FRAME = MP3_HEADER + bytes(413)
MP3_MS = 1152 * 1000 / 44_100


def wav(seconds: float = 1.0, *, rate: int = 8000, bits: int = 16, channels: int = 1, tone: int = 0) -> bytes:
    """A WAV file as the standard library writes it; another `tone` is another sound."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((channels, bits // 8, rate, 0, "NONE", ""))
        writer.writeframes(bytes([tone]) * (int(seconds * rate) * channels * bits // 8))
    return file.getvalue()


def wav_of(*chunks: tuple[bytes, bytes]) -> bytes:
    """A WAV file of these chunks, whatever they say."""
    body = b"".join(
        name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) & 1) for name, data in chunks
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def fmt(coding: int = 1, channels: int = 1, rate: int = 8000, bits: int = 16, extra: bytes = b"") -> bytes:
    """The chunk that says how the samples lie."""
    width = channels * bits // 8
    return struct.pack("<HHIIHH", coding, channels, rate, rate * width, width, bits) + extra


def mp3(frames: int = 40, *, tone: int = 0) -> bytes:
    """An MP3 file of so many frames; another `tone` is another sound."""
    return (MP3_HEADER + bytes([tone]) * 413) * frames


def id3(size: int = 300) -> bytes:
    """A tag as it stands before an MP3's sound."""
    return b"ID3\x04\x00\x00" + bytes([0, 0, size >> 7, size & 127]) + b"x" * size


def upload(data: bytes, name: str = "greeting.wav", content_type: str = "audio/wav") -> SimpleUploadedFile:
    """The file as a browser sends it."""
    return SimpleUploadedFile(name, data, content_type)


def make_sound(
    tenant: Tenant, by: User, *, name: str = "Welcome", tone: int = 0, seconds: float = 1
) -> Sound:
    """A sound of the tenant's."""
    with tenant_scope(tenant):
        recording = read(wav(seconds, tone=tone))
        return sounds.add(tenant, recording, file_name="welcome.wav", name=name, by=by)[0]
