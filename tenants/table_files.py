"""A table that somebody uploads and looks over before a worker applies it: what all such files have in common.

An app adds its own fields, the verdicts of its rows and the verbs that judge and apply them.
"""

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import log
from tenants.scoping import TenantOwned, lock_tenant
from ui.refusals import Refusal


class TableFile(TenantOwned):
    """What was read, and how far the worker is. The rows are kept, so that what is applied is what was shown."""

    class Status(models.TextChoices):
        READ = "read", gettext_lazy("Read, not applied")
        CONFIRMED = "confirmed", gettext_lazy("Being applied")
        DONE = "done", gettext_lazy("Applied")
        CANCELLED = "cancelled", gettext_lazy("Put aside")

    file_name = models.CharField(max_length=200)
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=1)
    headings = models.JSONField(
        default=list, help_text=gettext_lazy("The headings as the file has them, in its order.")
    )
    fields = models.JSONField(
        default=list, help_text=gettext_lazy("For each heading the field it fills, or an empty text.")
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.READ)
    row_count = models.PositiveIntegerField(default=0)
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
        abstract = True

    def __str__(self) -> str:
        return self.file_name

    @property
    def good_count(self) -> int:
        """Rows that would write something."""
        raise NotImplementedError


class TableRow(TenantOwned):
    """One row: its cells as they were, what is wrong with it, and whether it has been dealt with."""

    line = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    errors = models.JSONField(default=list)
    done = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def cell(self, at: int) -> str:
        """The cell in this column; empty where the row is shorter."""
        return str(self.cells[at]) if at < len(self.cells) else ""


def begin(upload: TableFile) -> bool:
    """Mark the file as being applied, under the tenant's lock; False when it was before.

    Raises Refusal for a file that was put aside, and for one of which no row would write anything.
    """
    lock_tenant(upload.tenant)
    upload.refresh_from_db()
    if upload.status == TableFile.Status.CANCELLED:
        raise Refusal(_("This file was put aside. Upload it again."))
    if upload.status != TableFile.Status.READ:
        return False
    if not upload.good_count:
        raise Refusal(_("No row of this file would change anything."))
    upload.status, upload.confirmed_at = TableFile.Status.CONFIRMED, timezone.now()
    upload.save(update_fields=["status", "confirmed_at"])
    return True


@transaction.atomic
def put_aside(upload: TableFile, action: str, *, by: log.Actor) -> None:
    """Do not apply this file; `action` names it in the record. Raises Refusal once it has been confirmed."""
    rows = type(upload)._default_manager.filter(pk=upload.pk, status=TableFile.Status.READ)
    if not rows.update(status=TableFile.Status.CANCELLED):
        raise Refusal(_("This file is already being applied, or was put aside before."))
    log.record(action, by=by, obj=upload, tenant=upload.tenant)


def finish(upload: TableFile) -> bool:
    """Mark a file whose rows are all dealt with as applied; False when it was before."""
    rows = type(upload)._default_manager.filter(pk=upload.pk, status=TableFile.Status.CONFIRMED)
    ended = rows.update(status=TableFile.Status.DONE, finished_at=timezone.now())
    upload.refresh_from_db()
    return bool(ended)
