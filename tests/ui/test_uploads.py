"""Uploads that are far too large take no room on the disk, and are told by the size that was sent."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from ui import uploads


@pytest.mark.parametrize(
    ("sent", "least", "most"), [(300_000, 300_000, 300_000), (900_000, 350_000, 480_000)]
)
def test_no_more_than_a_page_can_take_is_kept_of_an_upload(
    sent: int, least: int, most: int, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(uploads, "MOST_KEPT", 350_000)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.csv", b"x" * sent)})
    file = request.FILES["file"]
    assert isinstance(file, TemporaryUploadedFile)
    assert file.size == sent
    assert least <= Path(file.temporary_file_path()).stat().st_size <= most
    file.close()
