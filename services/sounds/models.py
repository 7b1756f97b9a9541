"""Sounds that were uploaded: greetings, announcements, music on hold."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantOwned


class Sound(TenantOwned):
    """A WAV or MP3 file (rules 8.2). It lies in the database, so that every web process and worker has it.

    The content is never changed: another recording is another sound.
    """

    class Format(models.TextChoices):
        WAV = "wav", "WAV"
        MP3 = "mp3", "MP3"

    name = models.CharField(_("name"), max_length=120)
    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=4, choices=Format)
    milliseconds = models.PositiveIntegerField(_("length in milliseconds"))
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the content."))
    content = models.BinaryField(editable=False)
    added_by_name = models.CharField(max_length=150, blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "digest"], name="one_sound_per_content"),
        ]

    def __str__(self) -> str:
        return self.name
