"""The verbs of sounds: add, rename, remove."""

import hashlib
from pathlib import PurePosixPath
from typing import Final

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from audit import log
from services.sounds.models import Sound
from services.sounds.recordings import Recording
from services.sounds.uses import uses_of
from tenants.models import Tenant, User
from tenants.scoping import lock_tenant
from ui.refusals import Refusal

MOST: Final = 500
"""Sounds of one organisation (our inference): at 5 MB each, what a database still keeps well."""


def without_content() -> QuerySet[Sound]:
    """Sounds as lists and choices need them; the content stays where it is."""
    return Sound.objects.defer("content")


@transaction.atomic
def add(
    tenant: Tenant, recording: Recording, *, file_name: str, name: str = "", by: User
) -> tuple[Sound, bool]:
    """Keep a recording; returns the sound and whether it is new. The same content twice is the same sound.

    Without a `name` it is called as the file; a number is added to a name that another sound has. Raises Refusal when
    there are 500 already, and on `name` when the given name is taken.
    """
    lock_tenant(tenant)
    digest = hashlib.sha256(recording.content).hexdigest()
    if known := without_content().filter(digest=digest).first():
        return known, False
    if without_content().count() >= MOST:
        raise Refusal(
            _("There are %(most)s sounds already, which is the most. Remove some that nothing plays.")
            % {"most": MOST},
            url=f"{reverse('sounds:list', args=[tenant.slug])}?used=no",
            link=_("Show sounds that nothing plays"),
        )
    if name:
        _check_free(name)
    sound = Sound.objects.create(
        tenant=tenant,
        name=name or _free_name(file_name),
        file_name=file_name[:200],
        format=recording.format,
        milliseconds=recording.milliseconds,
        size=len(recording.content),
        digest=digest,
        content=recording.content,
        added_by_name=str(by)[:150],
    )
    after = {"file": sound.file_name, "seconds": round(sound.milliseconds / 1000, 1), "bytes": sound.size}
    log.record("sound.added", by=by, tenant=tenant, obj=sound, after=after)
    return sound, True


def _free_name(file_name: str) -> str:
    """The file's name without its ending, with a number behind it when another sound is called so."""
    stem = PurePosixPath(file_name.replace("\\", "/")).stem.replace("_", " ").strip()[:100] or _("Sound")
    same = without_content().filter(name__istartswith=stem)
    taken = {name.casefold() for name in same.values_list("name", flat=True)}
    names = (stem if number == 1 else f"{stem} {number}" for number in range(1, MOST + 2))
    return next(name for name in names if name.casefold() not in taken)


def _check_free(name: str, *, but: Sound | None = None) -> None:
    others = without_content().filter(name__iexact=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise Refusal(_("Another sound is called %(name)s.") % {"name": name}, field="name")


@transaction.atomic
def rename(sound: Sound, name: str, *, by: User) -> bool:
    """Call it otherwise; False when that is its name already. Raises Refusal on `name` when another has it."""
    lock_tenant(sound.tenant)
    current = without_content().get(pk=sound.pk)
    if current.name == name:
        return False
    _check_free(name, but=current)
    before, current.name = current.name, name
    current.save(update_fields=["name"])
    log.record(
        "sound.renamed",
        by=by,
        tenant=sound.tenant,
        obj=current,
        before={"name": before},
        after={"name": name},
    )
    return True


@transaction.atomic
def remove(sound: Sound, *, by: User) -> None:
    """Delete a sound that nothing plays, for good. Raises Refusal with what plays it."""
    page = reverse("sounds:detail", args=[sound.tenant.slug, sound.pk])
    if places := uses_of([sound])[sound.pk]:
        words = "; ".join(use.words for use in places[:3]) + (" …" if len(places) > 3 else "")
        raise Refusal(
            _("%(name)s is still heard: %(places)s. Choose another sound there first.")
            % {"name": sound.name, "places": words},
            url=page,
            link=_("See where it is heard"),
        )
    before = {"file": sound.file_name, "format": sound.format, "bytes": sound.size}
    log.record("sound.removed", by=by, tenant=sound.tenant, obj=sound, before=before)
    try:
        with transaction.atomic():
            without_content().filter(pk=sound.pk).delete()
    except ProtectedError as error:
        raise Refusal(_("%(name)s is still heard somewhere, so it stays.") % {"name": sound.name}) from error
