"""Taking a whole file back, while nothing else is built on it: all of it or nothing."""

from collections.abc import Callable
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import SYSTEM
from jobs.queue import enqueue
from licensing import undo
from licensing.file_models import LicenceFile
from licensing.files.states import move
from tenants.models import PeopleChange, User
from tenants.people import people
from ui.refusals import Refusal

KIND: Final = "licensing.take_back_file"
Status = LicenceFile.Status


@transaction.atomic
def ask(upload: LicenceFile, *, by: User) -> None:
    """Have a worker take the file back. Asked twice, done once."""
    if upload.status in (Status.TAKING_BACK, Status.TAKEN_BACK):
        return
    move(upload, Status.TAKING_BACK, by=by, round=upload.round + 1, problem="")
    enqueue(
        KIND,
        tenant=upload.tenant,
        key=f"file-{upload.pk}-{upload.round}",
        title=_("Take %(name)s back") % {"name": upload.file_name},
        payload={"file": upload.pk},
        by=by,
    )


def take_back(upload: LicenceFile, *, by: User, progress: Callable[[], Any]) -> bool:
    """Take back all changes of the file in one transaction, the last one first; False when something is built on them.

    Why not is written to the file, which then stays applied. Safe to run twice and to be killed.
    """
    if upload.status != Status.TAKING_BACK:
        return upload.status == Status.TAKEN_BACK
    try:
        with transaction.atomic():
            for change in upload.changes.filter(undone_at=None).order_by("-pk"):
                undo.undo(upload.tenant, change, by=by)
                progress()
            for placed in PeopleChange.objects.filter(pk__in=upload.relocations, undone_at=None):
                people.undo(placed, by=by)
            move(upload, Status.TAKEN_BACK, by=SYSTEM)
    except Refusal as refusal:
        move(upload, Status.APPLIED, by=SYSTEM, problem=refusal.sentence[:500], note=refusal.sentence)
        return False
    return True
