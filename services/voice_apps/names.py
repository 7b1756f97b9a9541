"""Names of voice apps: no two queues, and no two attendants, are called the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from services.voice_apps.models import VoiceApp
from ui.refusals import Refusal

LONGEST: Final = 64  # rules 9.1


@contextmanager
def refusing_taken_name(app: VoiceApp) -> Iterator[None]:
    """Write `app` inside: a name that another app of its kind has, also in other capitals, becomes a refusal on `name`."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "one_voice_app_per_name" not in str(error):
            raise
        kind = str(app.get_kind_display()).lower()
        raise Refusal(
            _("Another %(kind)s is called “%(name)s”. Choose another name.")
            % {"kind": kind, "name": app.name},
            field="name",
        ) from error


def free_copy_name(app: VoiceApp) -> str:
    """A name for a copy that no other app of the kind has: "Main line (copy)", "Main line (copy 2)". One query."""
    taken = {name.lower() for name in VoiceApp.objects.filter(kind=app.kind).values_list("name", flat=True)}
    number = 1
    while True:
        ending = _(" (copy)") if number == 1 else _(" (copy %(n)s)") % {"n": number}
        name = app.name[: LONGEST - len(ending)].rstrip() + ending
        if name.lower() not in taken:
            return name
        number += 1
