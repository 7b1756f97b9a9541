"""The life of a file of licences: one table and one writer. The diagram in docs/reference is generated from the table."""

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import Actor, record
from licensing.file_models import LicenceFile
from ui.refusals import Refusal

Status = LicenceFile.Status

MOVES: Final[dict[tuple[str, str], str]] = {
    (Status.READ, Status.CHECKING): "",
    (Status.CHECKED, Status.CHECKING): "",
    (Status.CHECKING, Status.CHECKED): "licence_file.checked",
    (Status.CHECKING, Status.READ): "licence_file.check_called_off",
    (Status.CHECKED, Status.APPLYING): "licence_file.confirmed",
    (Status.APPLYING, Status.APPLIED): "licence_file.applied",
    (Status.APPLIED, Status.TAKING_BACK): "licence_file.undo_asked",
    (Status.TAKING_BACK, Status.TAKEN_BACK): "licence_file.taken_back",
    (Status.TAKING_BACK, Status.APPLIED): "licence_file.undo_refused",
    (Status.READ, Status.PUT_ASIDE): "licence_file.put_aside",
    (Status.CHECKED, Status.PUT_ASIDE): "licence_file.put_aside",
}
"""What the record calls each move; nothing for those that only ask for a check. A cancelled work is as far as it came."""


@transaction.atomic
def move(upload: LicenceFile, to: Status, *, by: Actor, note: str = "", **changes: Any) -> None:
    """Move a file on with its record, if it still is where the caller saw it; `changes` are further columns.

    Refuses a move that the table does not have, and one that somebody else was quicker at.
    """
    was = Status(upload.status)
    if (was, to) not in MOVES:
        raise Refusal(
            _("A file that is “%(was)s” cannot become “%(to)s”.")
            % {"was": str(was.label).lower(), "to": str(to.label).lower()}
        )
    if not LicenceFile.objects.filter(pk=upload.pk, status=was).update(status=to, **changes):
        raise Refusal(_("This file has just changed. Look at it again before you go on."))
    upload.refresh_from_db()
    if action := MOVES[was, to]:
        record(action, by=by, tenant=upload.tenant, obj=upload, after=dict(upload.counts), note=note[:500])
