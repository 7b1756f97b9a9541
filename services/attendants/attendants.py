"""The verbs of auto attendants: add, change a part, copy, remove (rules 9)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import log
from services.attendants import objections, record
from services.attendants.models import Attendant, Flow
from services.attendants.setups import OPERATOR_SLOT, General, Moment, Script, Setup, fingerprint, setup_of
from services.schedules.weekly import Week
from services.schedules.words import in_words
from services.voice_apps import accounts, destinations, impacts, names, reach
from services.voice_apps.destinations import Leads
from services.voice_apps.models import VoiceApp
from tenants.models import Tenant
from tenants.scoping import lock_tenant
from ui.refusals import Refusal

KIND: Final = VoiceApp.Kind.ATTENDANT
Part = General | Script | Week | None


class ChangedMeanwhile(Refusal):
    """The same part was saved by somebody else since its form was opened; `setup` is the attendant as it is now."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(
            _(
                "This has been changed since you opened the page, and nothing is saved yet. "
                "Compare the two; if you save again, yours replaces it."
            )
        )
        self.setup = setup


@transaction.atomic
def add(tenant: Tenant, general: General, *, by: log.Actor) -> VoiceApp:
    """A new attendant: open day and night, with nothing decided about its calls yet (rules 0.3, C9)."""
    lock_tenant(tenant)
    objections.refuse_first(objections.to_general(general))
    app = VoiceApp(tenant=tenant, kind=KIND, name=general.name, language=general.language)
    with names.refusing_taken_name(app):
        app.save(force_insert=True)
    row = Attendant.objects.create(tenant=tenant, app=app, time_zone=general.time_zone)
    for moment in Moment:
        Flow.objects.create(tenant=tenant, attendant=row, moment=moment)
    _lead(app, {OPERATOR_SLOT: general.operator})
    log.record("attendant.added", by=by, tenant=tenant, obj=app, after=record.general(general))
    return app


@transaction.atomic
def change_general(app: VoiceApp, general: General, *, by: log.Actor, seen: str = "") -> bool:
    """Write name, language, time zone and operator; False when nothing differs. `seen` as for `set_script`."""
    setup = _opened(app, lambda one: one.general, general, seen)
    if setup is None:
        return False
    objections.refuse_first(objections.to_general(general, setup))
    app.name, app.language = general.name, general.language
    with names.refusing_taken_name(app):
        app.save(update_fields=["name", "language"])
    accounts.follow_name(app, by=by)
    Attendant.objects.filter(pk=app.pk).update(time_zone=general.time_zone)
    _lead(app, {OPERATOR_SLOT: general.operator})
    _changed(app, record.general(setup.general), record.general(general), by=by)
    return True


@transaction.atomic
def set_hours(app: VoiceApp, week: Week, *, by: log.Actor, seen: str = "") -> bool:
    """Write the business hours; False when nothing differs. `seen` as for `set_script`."""
    setup = _opened(app, lambda one: one.week, week, seen)
    if setup is None:
        return False
    if week.is_never:
        raise Refusal(_("It would never be open. Give at least one day its hours."), field="mon")
    Attendant.objects.filter(pk=app.pk).update(hours=week.as_json())
    before = in_words(setup.week) if setup.week is not None else str(setup.stored_hours)[:80]
    _changed(app, {"business_hours": before}, {"business_hours": in_words(week)}, by=by)
    return True


@transaction.atomic
def set_script(app: VoiceApp, moment: str, script: Script, *, by: log.Actor, seen: str = "") -> bool:
    """Write what callers meet at a moment; False when nothing differs.

    `seen` is the `fingerprint` of what the person saw when he began; when that has changed since, the verb raises
    `ChangedMeanwhile` and writes nothing. "" overwrites whatever there is.
    """
    moment, script = Moment(moment), script.tidy()
    setup = _opened(app, lambda one: one.scripts[moment], script, seen)
    if setup is None:
        return False
    objections.refuse_first(objections.to_script(setup, moment, script))
    _write_script(app, moment, script)
    _changed(app, record.script(moment, setup.scripts[moment]), record.script(moment, script), by=by)
    return True


def _opened(app: VoiceApp, part_of: Callable[[Setup], Part], new: Part, seen: str) -> Setup | None:
    """The attendant as it is, locked until the transaction ends; None when its part is as `new` already.

    The tenant is locked too: two changes at once could close a circle between them.
    """
    lock_tenant(app.tenant)
    VoiceApp.objects.select_for_update(of=("self",)).get(pk=app.pk)
    app.refresh_from_db(fields=["name", "language", "version"])
    setup = setup_of(app)
    before = fingerprint(part_of(setup))
    if before == fingerprint(new):
        return None
    if seen and seen != before:
        raise ChangedMeanwhile(setup)
    return setup


def _lead(app: VoiceApp, leads: Mapping[str, Leads | None]) -> None:
    reach.check(leads)
    destinations.write(app, leads)


def _write_script(app: VoiceApp, moment: str, script: Script) -> None:
    columns: dict[str, Any] = {
        "tenant": app.tenant,
        "greeting_text": script.greeting.text,
        "greeting_sound": script.greeting.sound,
        "menu_text": script.menu.text,
        "menu_sound": script.menu.sound,
        "directory": script.directory,
        "force_listen": script.force_listen,
    }
    Flow.objects.update_or_create(attendant_id=app.pk, moment=moment, defaults=columns)
    _lead(app, script.slots(moment))


def _changed(app: VoiceApp, before: Mapping[str, str], after: Mapping[str, str], *, by: log.Actor) -> None:
    VoiceApp.objects.filter(pk=app.pk).update(version=F("version") + 1, changed_at=timezone.now())
    was, now = record.different(before, after)
    log.record("attendant.changed", by=by, tenant=app.tenant, obj=app, before=was, after=now)


@transaction.atomic
def copy(app: VoiceApp, *, by: log.Actor) -> VoiceApp:
    """Another attendant with the same hours, greetings, menus and operator, under a name of its own and without numbers."""
    lock_tenant(app.tenant)
    setup, row = setup_of(app), Attendant.objects.get(pk=app.pk)
    made = VoiceApp(tenant=app.tenant, kind=KIND, name=names.free_copy_name(app), language=app.language)
    made.save(force_insert=True)
    Attendant.objects.create(tenant=app.tenant, app=made, time_zone=row.time_zone, hours=row.hours)
    for moment, script in setup.scripts.items():
        _write_script(made, moment, script)
    _lead(made, {OPERATOR_SLOT: setup.general.operator})
    log.record(
        "attendant.added",
        by=by,
        tenant=app.tenant,
        obj=made,
        note=_("a copy of %(name)s") % {"name": app.name},
    )
    return made


@transaction.atomic
def remove(app: VoiceApp, *, by: log.Actor) -> None:
    """Take an attendant away for good. Refuses while something leads callers to it (rules 9.7)."""
    lock_tenant(app.tenant)
    impacts.refuse_while_led_to(app)
    setup = setup_of(app)
    values = record.general(setup.general)
    log.record("attendant.removed", by=by, tenant=app.tenant, obj=app, before=values)
    app.delete()
