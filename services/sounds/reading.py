"""One way into a recording: an uploaded file, or its bytes."""

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from services.sounds.mp3 import is_mp3, layer_name, read_mp3
from services.sounds.recordings import LONGEST_MS, MAX_BYTES, Recording, kind_of, too_big, too_long
from services.sounds.wav import is_wav, read_wav
from ui.refusals import Refusal


def read_upload(file: UploadedFile) -> Recording:
    """The sound of an uploaded file, which is not read at all when it is too big. Raises Refusal as `read` does."""
    if (file.size or 0) > MAX_BYTES:
        raise too_big(file.size or 0)
    return read(file.read())


def read(data: bytes) -> Recording:
    """The sound that `data` holds (rules 8.2: MP3, or WAV of linear PCM; at most 5 MB).

    Raises Refusal with a sentence for everything else: it says what the file is, and what to do.
    """
    if len(data) > MAX_BYTES:
        raise too_big(len(data))
    if not data:
        raise Refusal(_("The file is empty."))
    recording = _read(data)
    if recording.milliseconds > LONGEST_MS:
        raise too_long(recording.milliseconds)
    return recording


def _read(data: bytes) -> Recording:
    if is_wav(data):
        return read_wav(data)
    if is_mp3(data):
        return read_mp3(data)
    if what := kind_of(data) or layer_name(data):
        raise Refusal(
            _("This is a file of the kind %(what)s. Save the sound as MP3 or WAV and upload that.")
            % {"what": what}
        )
    raise Refusal(
        _("This is neither an MP3 nor a WAV file, whatever its name says. Save the sound as MP3 or WAV.")
    )
