"""What a file holds is told by its content: sounds are read to their end, and everything else is named and refused."""

import contextlib
import io
import wave
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.sounds.reading import read, read_upload
from services.sounds.recordings import MAX_BYTES
from services.sounds.wav import EXTENSIBLE, EXTENSIBLE_TAIL
from tests.sounds.made import MP3_FRAME, MP3_HEADER, MP3_MS, fmt, id3, mp3, upload, wav, wav_of
from ui.refusals import Refusal


def refusal_of(data: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        read(data)
    return caught.value.sentence


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("page.html", "<script>alert(1)</script>")
    return file.getvalue()


@pytest.mark.parametrize("bits", [8, 16, 32])
@pytest.mark.parametrize("channels", [1, 2])
def test_wav_of_linear_pcm_is_read_with_its_exact_length(bits: int, channels: int) -> None:
    found = read(wav(2.5, bits=bits, channels=channels))
    assert (found.format, found.milliseconds) == ("wav", 2500)
    with wave.open(io.BytesIO(found.content)) as again:
        assert (again.getnchannels(), again.getsampwidth(), again.getnframes()) == (
            channels,
            bits // 8,
            20_000,
        )


def test_the_extensible_header_that_editors_write_for_32_bits_is_read() -> None:
    extra = b"\x16\x00\x20\x00\x04\x00\x00\x00\x01\x00" + EXTENSIBLE_TAIL
    found = read(wav_of((b"fmt ", fmt(EXTENSIBLE, bits=32, extra=extra)), (b"data", bytes(32_000))))
    assert found.milliseconds == 1000


def test_only_the_sound_is_kept_of_a_file_that_carries_more() -> None:
    plain = wav()
    chunks = ((b"LIST", b"<script>"), (b"fmt ", fmt()), (b"data", bytes(16_000)), (b"id3 ", b"PK\x05\x06"))
    assert read(wav_of(*chunks)).content == read(plain).content == plain
    around = id3() + mp3() + b"TAG" + b"<script>".ljust(125)
    assert read(around).content == read(mp3()).content == mp3()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (wav_of((b"fmt ", fmt(bits=24)), (b"data", bytes(24_000))), "24 bits a sample"),
        (wav_of((b"fmt ", fmt(3, bits=32)), (b"data", bytes(32_000))), "floating point"),
        (wav_of((b"fmt ", fmt(6, bits=8)), (b"data", bytes(8_000))), "A-law"),
        (wav_of((b"fmt ", fmt(7, bits=8)), (b"data", bytes(8_000))), "µ-law"),
        (wav_of((b"fmt ", fmt(0x1234)), (b"data", bytes(8_000))), "an unusual coding"),
        (wav_of((b"fmt ", fmt(channels=6)), (b"data", bytes(9_600))), "6 channels"),
        (wav_of((b"fmt ", fmt(rate=1)), (b"data", bytes(9_600))), "contradicts itself"),
        (wav_of((b"fmt ", fmt()), (b"data", b"")), "holds no sound"),
        (wav_of((b"fmt ", fmt())), "a part of it is missing"),
        (wav_of((b"data", bytes(10))), "a part of it is missing"),
        (wav_of((b"fmt ", b"\1\0"), (b"data", bytes(10))), "ends before its sound does"),
        (wav()[:-2], "ends before its sound does"),
        (wav()[:40], "ends before its sound does"),
        (wav()[:12], "ends before its sound does"),
        (wav() + zipped(), "goes on with something else"),
    ],
)
def test_a_wav_file_that_cannot_be_played_says_why(data: bytes, words: str) -> None:
    assert words in refusal_of(data)


@pytest.mark.parametrize(
    ("header", "frame", "milliseconds"),
    [
        (MP3_HEADER, 417, 26),  # MPEG 1, 44.1 kHz, 128 kbit/s
        (b"\xff\xf3\x44\xc4", 96, 24),  # MPEG 2, 24 kHz, 32 kbit/s
        (b"\xff\xe3\x18\xc4", 72, 72),  # MPEG 2.5, 8 kHz, 8 kbit/s
    ],
)
def test_mp3_of_every_version_has_its_exact_length(header: bytes, frame: int, milliseconds: int) -> None:
    one = header + bytes(frame - 4)
    found = read(one * 50)
    assert found.format == "mp3"
    assert found.milliseconds // 50 == milliseconds


def test_tags_before_and_behind_and_padding_are_no_sound() -> None:
    ape = b"APETAGEX" + b"\xd0\x07\0\0" + (32 + 8).to_bytes(4, "little") + bytes(16)
    lyrics = b"LYRICSBEGININD0000200" + b"000021" + b"LYRICS200"
    behind = lyrics + b"8 bytes." + ape + b"TAG".ljust(128, b"\0")
    assert read(id3() + bytes(64) + mp3() + behind).content == mp3()
    assert read(mp3() + bytes(500)).content == mp3()


def announcing(frames: int, mark: bytes = b"Xing") -> bytes:
    """A first frame that says how many follow."""
    inside = mark + b"\0\0\0\1" + frames.to_bytes(4, "big")
    return MP3_HEADER + bytes(17) + inside + bytes(413 - 17 - len(inside))


def test_the_frame_in_which_an_encoder_tells_of_itself_is_not_heard() -> None:
    assert read(announcing(40) + mp3(40)).milliseconds == round(40 * MP3_MS)
    assert read(announcing(40, b"Info") + mp3(40)).milliseconds == round(40 * MP3_MS)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (mp3()[:-1], "ends before its sound does"),
        (announcing(40) + mp3(20), "ends before its sound does"),
        (id3(300)[:200], "ends before its sound does"),
        (id3(), "holds no sound"),
        (announcing(0), "holds no sound"),
        (mp3(10) + b"<html>" + mp3(10), "At 49 per cent"),
        (mp3() + zipped(), "something that is no sound"),
        (mp3(10) + (b"\xff\xf3\x48\xc4" + bytes(92)) * 10, "something that is no sound"),
    ],
)
def test_an_mp3_file_that_is_not_sound_from_end_to_end_is_refused(data: bytes, words: str) -> None:
    assert words in refusal_of(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + bytes(100), "kind WMA"),
        (b"<!DOCTYPE html><html><script>", "kind HTML"),
        (b"\xef\xbb\xbf\n <HTML>", "kind HTML"),
        (b"<svg onload=alert(1)>", "kind XML"),
        (zipped(), "kind ZIP"),
        (b"OggS" + bytes(100), "kind Ogg"),
        (b"fLaC" + bytes(100), "kind FLAC"),
        (bytes(4) + b"ftypM4A " + bytes(100), "kind MP4"),
        (b"FORM\0\0\0\0AIFF", "kind AIFF"),
        (b"RIFF\0\0\0\0AVI ", "kind AVI"),
        (b"%PDF-1.7", "kind PDF"),
        (b"\x89PNG\r\n\x1a\n", "kind PNG"),
        ("Grüß Gott".encode(), "kind text"),
        ("Hello".encode("utf-16"), "kind text"),
        (b"\xff\xf1\x50\x80" + bytes(100), "kind AAC"),
        (b"\xff\xfd\x90\xc4" + bytes(100), "kind MP2"),
        (b"\x00\x01\x02", "neither an MP3 nor a WAV file"),
        (id3() + b"OggS", "neither an MP3 nor a WAV file"),
        (b"\xff\xfb\x00\xc4" + bytes(500), "neither an MP3 nor a WAV file"),  # free format
    ],
)
def test_anything_else_is_named_and_refused(data: bytes, words: str) -> None:
    assert words in refusal_of(data)


def test_a_file_beyond_5_mb_is_refused_before_it_is_read() -> None:
    big = upload(bytes(6 * 1024 * 1024))
    with pytest.raises(Refusal, match=r"has 6\.0 MB; a sound may have 5 MB"):
        read_upload(big)
    assert big.tell() == 0
    with pytest.raises(Refusal, match="5 MB"):
        read(bytes(MAX_BYTES + 1))


def test_a_sound_beyond_20_minutes_is_refused() -> None:
    slow = b"\xff\xe3\x18\xc4" + bytes(68)  # 8 kbit/s, 72 ms
    assert read(slow * 16_600).milliseconds == 1_195_200
    with pytest.raises(Refusal, match="21 minutes long; 20 minutes is the most"):
        read(slow * 17_000)


@given(st.binary(max_size=300))
def test_no_bytes_at_all_break_the_reading(data: bytes) -> None:
    for start in (b"", b"RIFF\x30\0\0\0WAVE", b"RIFF\x30\0\0\0WAVEfmt ", b"ID3", MP3_HEADER, MP3_FRAME):
        with contextlib.suppress(Refusal):
            assert read(start + data).milliseconds >= 0


@given(st.data())
def test_a_file_that_was_cut_anywhere_is_never_taken_for_whole(data: st.DataObject) -> None:
    for whole in (wav(0.05), announcing(3) + mp3(3)):
        cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
        try:
            found = read(cut)
        except Refusal:
            continue
        assert len(found.content) < len(whole)
        assert found.milliseconds >= 2 * MP3_MS - 1  # an encoder may count its own frame
