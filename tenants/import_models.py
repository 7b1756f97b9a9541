"""What the directory remembers about bulk work: files that were read, row by row, and changes that can be undone."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantOwned
from tenants.table_files import TableFile, TableRow


class PeopleImport(TableFile):
    """A file of people."""

    mark_new = models.BooleanField(_("mark new people for telephony"), default=True)
    new_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["tenant", "-id"], name="people_imports_by_tenant")]
        ordering = ["-id"]

    @property
    def good_count(self) -> int:
        """Rows that would write something."""
        return self.new_count + self.changed_count


class PeopleImportRow(TableRow):
    """One row of a file of people, with the verdict that was shown."""

    class Verdict(models.TextChoices):
        NEW = "new", _("New")
        CHANGED = "changed", _("Changes")
        UNCHANGED = "unchanged", _("Unchanged")
        ERROR = "error", _("Error")

    upload = models.ForeignKey(PeopleImport, on_delete=models.CASCADE, related_name="rows")
    verdict = models.CharField(max_length=10, choices=Verdict)
    changes = models.JSONField(
        default=dict, help_text=_("For each field that changes: what is there, what comes.")
    )

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
