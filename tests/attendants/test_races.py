"""Two admins at the same moment, each with a connection of his own."""

from functools import partial
from typing import Any

import pytest

from audit.models import Event
from services.attendants import attendants
from services.attendants.attendants import ChangedMeanwhile
from services.attendants.setups import Script, fingerprint
from services.sounds.prompts import Prompt
from services.voice_apps.models import VoiceApp
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.attendants.conftest import END, make_attendant, menu, read, to_app
from tests.races import at_once
from ui.refusals import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


def save(tenant: Tenant, app: VoiceApp, script: Script, by: User, seen: str = "") -> bool:
    with tenant_scope(tenant):
        return attendants.set_script(
            VoiceApp.objects.select_related("tenant").get(pk=app.pk), "open", script, by=by, seen=seen
        )


def test_of_two_who_edit_the_same_part_one_is_told_of_the_other(tenant: Tenant, admin: User) -> None:
    app = make_attendant(tenant, admin)
    for turn in range(3):
        with tenant_scope(tenant):
            seen = fingerprint(read(app).scripts["open"])
        ours, theirs = Script(Prompt(f"Ours {turn}"), END), menu(greeting=Prompt(f"Theirs {turn}"))
        results: list[Any] = at_once(
            partial(save, tenant, app, ours, admin, seen), partial(save, tenant, app, theirs, admin, seen)
        )
        assert [type(one) for one in sorted(results, key=str)] in (
            [ChangedMeanwhile, bool],
            [bool, ChangedMeanwhile],
        )
        with tenant_scope(tenant):
            won = ours if results[0] is True else theirs
            assert read(app).scripts["open"] == won
            assert VoiceApp.objects.get(pk=app.pk).version == turn + 2
            assert Event.objects.filter(action="attendant.changed").count() == turn + 1


def test_two_at_once_cannot_close_a_circle_between_them(tenant: Tenant, admin: User) -> None:
    one, other = make_attendant(tenant, admin, "One"), make_attendant(tenant, admin, "Other")
    results = at_once(
        partial(save, tenant, one, Script(leads=to_app(other)), admin),
        partial(save, tenant, other, Script(leads=to_app(one)), admin),
    )
    assert sorted(type(result) is bool for result in results) == [False, True]
    assert any("in a circle" in str(result) for result in results)


def test_an_attendant_is_not_deleted_under_a_call_that_is_just_led_there(tenant: Tenant, admin: User) -> None:
    main, night = make_attendant(tenant, admin), make_attendant(tenant, admin, "Night")

    def remove() -> bool:
        with tenant_scope(tenant):
            attendants.remove(VoiceApp.objects.select_related("tenant").get(pk=night.pk), by=admin)
        return True

    results = at_once(partial(save, tenant, main, menu({"2": to_app(night)}), admin), remove)
    assert [isinstance(result, Refusal) for result in results].count(True) == 1, results
    with tenant_scope(tenant):
        assert VoiceApp.objects.filter(pk=night.pk).exists() == (results[0] is True)
