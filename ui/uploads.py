"""Uploads that are far too large: they are counted and not kept."""

from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

MOST_KEPT: Final = 128 * 1024 * 1024
"""Bytes of an upload that reach the disk. Every page that takes files allows less, and refuses by `file.size`."""


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Keeps the beginning of an upload in a temporary file, and how large all of it was in the file's size."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece that begins at byte `start`, unless enough is kept already."""
        if start < MOST_KEPT:
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The file, with the size that was sent."""
        file = super().file_complete(file_size)
        if file is not None:
            file.size = file_size
        return file
