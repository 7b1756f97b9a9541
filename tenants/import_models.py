"""What the directory remembers about bulk work: files that were read, row by row, and changes that can be undone."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantOwned


class PeopleImport(TenantOwned):
    """A file of people: what was read, what each row would do, and how far the worker is.

    The rows are kept here, so that what is applied is what was shown.
    """

    class Status(models.TextChoices):
        READ = "read", _("Read, not applied")
        CONFIRMED = "confirmed", _("Being applied")
        DONE = "done", _("Applied")
        CANCELLED = "cancelled", _("Put aside")

    file_name = models.CharField(max_length=200)
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=1)
    headings = models.JSONField(default=list, help_text=_("The headings as the file has them, in its order."))
    fields = models.JSONField(
        default=list, help_text=_("For each heading the field it fills, or an empty text.")
    )
    mark_new = models.BooleanField(_("mark new people for telephony"), default=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.READ)
    row_count = models.PositiveIntegerField(default=0)
    new_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    error_count = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_by_name = models.CharField(max_length=150)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "-id"], name="people_imports_by_tenant")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def good_count(self) -> int:
        """Rows that would write something."""
        return self.new_count + self.changed_count


class PeopleImportRow(TenantOwned):
    """One row of a file: its cells as they were, the verdict that was shown, and whether it has been dealt with."""

    class Verdict(models.TextChoices):
        NEW = "new", _("New")
        CHANGED = "changed", _("Changes")
        UNCHANGED = "unchanged", _("Unchanged")
        ERROR = "error", _("Error")

    upload = models.ForeignKey(PeopleImport, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    verdict = models.CharField(max_length=10, choices=Verdict)
    errors = models.JSONField(default=list)
    changes = models.JSONField(
        default=dict, help_text=_("For each field that changes: what is there, what comes.")
    )
    done = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "line"], name="one_row_per_line")]
        indexes = [models.Index(fields=["upload", "verdict", "line"], name="import_rows_by_verdict")]
        ordering = ["line"]

    def __str__(self) -> str:
        return f"{self.upload_id}:{self.line}"


class PeopleChange(TenantOwned):
    """One field set for many people at once, with what was there before, so that it can be undone once."""

    field = models.CharField(max_length=40)
    before = models.JSONField(
        default=dict, help_text=_("The old value of each person's field, by the person's id.")
    )
    after = models.JSONField(null=True)
    made_by_name = models.CharField(max_length=150)
    made_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.field} ({len(self.before)})"
