"""Sounds that were uploaded: greetings, announcements, music on hold."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.scoping import TenantOwned


class Sound(TenantOwned):
    """A WAV or MP3 file (rules 8.2). It lies in the database, so that every web process and worker has it.

    The content is never changed: another recording is another sound.
    """

    class Format(models.TextChoices):
        WAV = "wav", "WAV"
        MP3 = "mp3", "MP3"

    name = models.CharField(gettext_lazy("name"), max_length=120)
    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=4, choices=Format)
    milliseconds = models.PositiveIntegerField(gettext_lazy("length in milliseconds"))
    size = models.PositiveIntegerField(gettext_lazy("size in bytes"))
    digest = models.CharField(max_length=64, help_text=gettext_lazy("SHA-256 of the content."))
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

    @property
    def length(self) -> str:
        """How long it takes to hear it: "2.4 s", "48 s", "3:05 min"."""
        seconds = self.milliseconds / 1000
        if seconds < 10:
            return _("%(seconds).1f s") % {"seconds": seconds}
        if round(seconds) < 60:
            return _("%(seconds)d s") % {"seconds": round(seconds)}
        minutes, rest = divmod(round(seconds), 60)
        return _("%(minutes)d:%(rest)02d min") % {"minutes": minutes, "rest": rest}
