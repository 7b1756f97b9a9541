"""What is taken as a paper: by content, bounded, one thing to every program; and the sentence for everything else."""

import subprocess
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from porting.papers import files
from porting.papers.files import JPEG, PDF, PNG, SENTENCES, picture_of, read, read_upload
from tests.porting import paper_samples as samples
from ui.refusals import Refusal


def refused(content: bytes) -> str:
    """The code of the sentence by which this is refused."""
    with pytest.raises(Refusal) as caught:
        read(content)
    assert caught.value.field == "file"
    return next(code for code, words in SENTENCES.items() if str(words) == caught.value.sentence)


@pytest.mark.parametrize(
    ("content", "kind", "pages"),
    [
        (samples.pdf(3), PDF, 3),
        (samples.pdf(50), PDF, 50),
        (samples.pdf() + b"\r\n\0 ", PDF, 1),
        (samples.image("PNG"), PNG, 1),
        (samples.image("JPEG"), JPEG, 1),
    ],
    ids=["pdf", "fifty-pages", "white-space-behind", "png", "jpeg"],
)
def test_a_paper_is_known_by_its_content(content: bytes, kind: str, pages: int) -> None:
    found = read(content)
    assert (found.content_type, found.pages, found.content) == (kind, pages, content)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"", "empty"),
        (lambda: b"%PDF-" + bytes(files.LARGEST), "size"),
        (lambda: b"hello, I am a bill", "type"),
        (lambda: b"GIF89a" + bytes(99), "type"),
        (lambda: b"II*\0" + bytes(99), "type"),
        (lambda: b"<!DOCTYPE html><html><script>alert(1)</script></html>", "markup"),
        (lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "markup"),
        (lambda: b"%PDF-1.4\n<script>alert(1)</script>\n" + samples.pdf(), "markup"),
        (lambda: b"\xff\xd8\xff<?php evil() ?>" + samples.image("JPEG"), "markup"),
        (samples.archive, "archive"),
        (lambda: samples.pdf() + samples.archive(), "archive"),
        (lambda: samples.image("JPEG") + samples.archive(), "archive"),
        (lambda: b"\n" + samples.pdf(), "before"),
        (lambda: b"MZ" + samples.pdf(), "before"),
        (lambda: samples.pdf() + b"more", "after"),
        (lambda: samples.image("PNG") + b"more", "after"),
        (lambda: samples.image("PNG") + samples.image("PNG"), "after"),
        (samples.encrypted, "encrypted"),
        (lambda: samples.pdf(51), "pages"),
        (lambda: samples.pdf(200), "pages"),
        (samples.with_script, "active"),
        (samples.with_attachment, "active"),
        (lambda: samples.with_action("/Launch"), "active"),
        (lambda: samples.with_action("/JavaScript"), "active"),
        (lambda: samples.with_action("/SubmitForm"), "active"),
        (samples.bomb, "large"),
        (samples.nested_bomb, "large"),
        (lambda: samples.image("PNG", (9000, 9000)), "large"),
        (lambda: samples.image("PNG", (40, 300)), "small"),
        (samples.moving, "moving"),
        (lambda: b"%PDF-1.4\nnothing\n%%EOF", "unreadable"),
        (lambda: samples.image("PNG")[:60] + samples.image("PNG")[-12:], "unreadable"),
    ],
)
def test_what_is_no_paper_is_refused_with_its_sentence(make: Callable[[], bytes], code: str) -> None:
    assert refused(make()) == code


def test_a_file_that_takes_too_long_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def out_of_time(*args: object, **kwargs: object) -> None:
        raise subprocess.TimeoutExpired("paper_reading", 30)

    monkeypatch.setattr(subprocess, "run", out_of_time)
    assert refused(samples.pdf()) == "unreadable"
    assert picture_of(samples.pdf(), 1) == b""


def test_a_file_that_is_too_large_is_not_read_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 10)
    file = SimpleUploadedFile("bill.pdf", samples.pdf())
    with pytest.raises(Refusal, match="10 MB"):
        read_upload(file)
    assert file.tell() == 0


def test_pages_are_drawn_as_pictures_and_no_page_as_none() -> None:
    content = samples.pdf(2)
    assert picture_of(content, 2).startswith(b"\x89PNG")
    assert picture_of(samples.image("JPEG"), 1).startswith(b"\x89PNG")
    assert picture_of(content, 3) == b""
