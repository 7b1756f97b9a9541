"""Files that give numbers to people and take them away: what was read, and what each row would do."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.table_files import TableFile, TableRow


class AssignmentFile(TableFile):
    """A file of people and numbers. `notify`: everybody who gets a number or loses one is told by mail."""

    notify = models.BooleanField(_("tell people by mail"), default=True)
    assign_count = models.PositiveIntegerField(default=0)
    unassign_count = models.PositiveIntegerField(default=0)
    address_count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["tenant", "-id"], name="number_files_by_tenant")]
        ordering = ["-id"]

    @property
    def good_count(self) -> int:
        """Rows that would write something."""
        return self.assign_count + self.unassign_count + self.address_count


class AssignmentRow(TableRow):
    """One row. `plan` names by their keys the person, the number and the address that the verdict is about; `shown`
    has them in words, as they were when the row was judged.
    """

    class Verdict(models.TextChoices):
        ASSIGN = "assign", _("Gets the number")
        UNASSIGN = "unassign", _("Loses the number")
        ADDRESS = "address", _("Gets another emergency address")
        UNCHANGED = "unchanged", _("Unchanged")
        ERROR = "error", _("Error")

    upload = models.ForeignKey(AssignmentFile, on_delete=models.CASCADE, related_name="rows")
    verdict = models.CharField(max_length=10, choices=Verdict)
    plan = models.JSONField(default=dict)
    shown = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "line"], name="one_assignment_row_per_line")]
        indexes = [models.Index(fields=["upload", "verdict", "line"], name="number_rows_by_verdict")]
        ordering = ["line"]

    def __str__(self) -> str:
        return f"{self.upload_id}:{self.line}"
