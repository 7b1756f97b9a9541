"""The verbs of sounds: kept once, named apart, never removed under those who play them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from services.attendants.models import Attendant, Flow
from services.queues.models import Queue
from services.sounds import sounds
from services.sounds.models import Sound
from services.sounds.prompts import Prompt
from services.sounds.reading import read
from services.sounds.uses import is_used, uses_of
from services.voice_apps import destinations
from services.voice_apps.destinations import Leads
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_tenant
from tests.races import at_once
from tests.sounds.made import make_sound, mp3, wav
from tests.voice_apps.conftest import make_app
from ui.refusals import Refusal


def test_the_same_content_twice_is_one_sound_whatever_the_file_is_called(tenant: Tenant, admin: User) -> None:
    with tenant_scope(tenant):
        first, is_new = sounds.add(tenant, read(wav()), file_name="hello.wav", by=admin)
        again, again_is_new = sounds.add(tenant, read(wav()), file_name="other.wav", name="Other", by=admin)
        assert (first, is_new, again_is_new) == (again, True, False)
        assert [(sound.name, sound.milliseconds, sound.added_by_name) for sound in Sound.objects.all()] == [
            ("hello", 1000, str(admin))
        ]
        assert Event.objects.filter(action="sound.added").count() == 1


def test_two_tenants_keep_the_same_content_each_for_itself(tenant: Tenant, admin: User) -> None:
    other = make_tenant("kestrel")
    assert make_sound(tenant, admin).pk != make_sound(other, admin).pk


def test_a_sound_is_called_as_its_file_and_namesakes_get_a_number(tenant: Tenant, admin: User) -> None:
    files = (
        r"C:\voice\Main_greeting.wav",
        "main greeting.WAV",
        "../main greeting.mp3",
        ".wav",
        "",
        "x" * 300,
    )
    with tenant_scope(tenant):
        names = [
            sounds.add(tenant, read(wav(tone=tone)), file_name=name, by=admin)[0].name
            for tone, name in enumerate(files)
        ]
    assert names == ["Main greeting", "main greeting 2", "main greeting 3", ".wav", "Sound", "x" * 100]


def test_a_name_that_another_sound_has_is_refused_in_any_capitals(tenant: Tenant, admin: User) -> None:
    sound = make_sound(tenant, admin, name="Welcome")
    other = make_sound(tenant, admin, name="Closed", tone=1)
    with tenant_scope(tenant):
        with pytest.raises(Refusal, match="Another sound is called WELCOME") as caught:
            sounds.rename(other, "WELCOME", by=admin)
        assert caught.value.field == "name"
        with pytest.raises(Refusal, match="Another sound is called closed"):
            sounds.add(tenant, read(wav(tone=2)), file_name="x.wav", name="closed", by=admin)
        assert sounds.rename(sound, "WELCOME", by=admin)
        assert not sounds.rename(sound, "WELCOME", by=admin)
        event = Event.objects.get(action="sound.renamed")
        assert (event.before, event.after) == ({"name": "Welcome"}, {"name": "WELCOME"})


def test_there_is_an_end_to_sounds_and_it_names_the_figure(
    tenant: Tenant, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sounds, "MOST", 1)
    make_sound(tenant, admin)
    with pytest.raises(Refusal, match="There are 1 sounds already") as caught:
        make_sound(tenant, admin, name="Two", tone=1)
    assert caught.value.url.endswith("/sounds/?used=no")
    make_sound(tenant, admin)  # one that is there already is no new one


def heard_everywhere(tenant: Tenant, sound: Sound) -> None:
    """A queue, an attendant and a key of its menu play the sound."""
    sales, menu = make_app(tenant), make_app(tenant, "Menu", "attendant")
    with tenant_scope(tenant):
        Queue.objects.create(tenant=tenant, app=sales, greeting_sound=sound, music=sound)
        attendant = Attendant.objects.create(tenant=tenant, app=menu, time_zone="UTC")
        Flow.objects.create(
            tenant=tenant, attendant=attendant, moment="closed", greeting_sound=sound, menu_sound=sound
        )
        destinations.write(menu, {"open.3": Leads("announcement", prompt=Prompt(sound=sound))})


HEARD = [
    "Auto attendant Menu: on key 3 during business hours",
    "Call queue Sales: greeting",
    "Call queue Sales: music on hold",
    "Auto attendant Menu: greeting (after hours)",
    "Auto attendant Menu: menu (after hours)",
]


def test_every_place_where_a_sound_is_heard_is_told_and_keeps_it(tenant: Tenant, admin: User) -> None:
    sound, quiet = make_sound(tenant, admin), make_sound(tenant, admin, name="Quiet", tone=1)
    heard_everywhere(tenant, sound)
    with tenant_scope(tenant):
        uses = uses_of([sound, quiet])
        assert sorted(use.words for use in uses[sound.pk]) == sorted(HEARD)
        assert uses[quiet.pk] == []
        assert [one.name for one in Sound.objects.filter(is_used())] == ["Welcome"]
        with pytest.raises(Refusal, match="Welcome is still heard: "):
            sounds.remove(sound, by=admin)
        sounds.remove(quiet, by=admin)
        assert Sound.objects.get() == sound
        assert Event.objects.get(action="sound.removed").object_name == "Quiet"


def test_every_table_that_names_a_sound_tells_in_words_where(tenant: Tenant, admin: User) -> None:
    """A new column that names sounds must be registered with `services.sounds.uses`, and come into this list."""
    relations = {f"{one.related_model.__name__}.{one.field.name}" for one in Sound._meta.related_objects}
    assert relations == {
        "Destination.sound",
        "Queue.greeting_sound",
        "Queue.music",
        "Flow.greeting_sound",
        "Flow.menu_sound",
    }


def test_a_use_of_which_nobody_tells_still_keeps_the_sound(
    tenant: Tenant, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = make_sound(tenant, admin)
    heard_everywhere(tenant, sound)
    monkeypatch.setattr("services.sounds.uses._finders", [])
    with tenant_scope(tenant):
        with pytest.raises(Refusal, match="still heard somewhere"):
            sounds.remove(sound, by=admin)
        assert Sound.objects.get() == sound
        assert not Event.objects.filter(action="sound.removed").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_uses_cost_the_same_for_any_number_of_sounds(tenant: Tenant, admin: User, count: int) -> None:
    found = [make_sound(tenant, admin, name=f"S{tone}", tone=tone) for tone in range(count)]
    heard_everywhere(tenant, found[0])
    with tenant_scope(tenant), CaptureQueriesContext(connection) as queries:
        uses_of(found)
    assert len(queries) == 3


@pytest.mark.django_db(transaction=True)
def test_two_who_upload_the_same_at_once_get_one_sound(
    tenant: Tenant, admin: User, reference_data: None
) -> None:
    def add() -> tuple[int, bool]:
        with tenant_scope(tenant):
            sound, is_new = sounds.add(tenant, read(mp3()), file_name="hello.mp3", by=admin)
        return sound.pk, is_new

    made = at_once(add, add)
    assert len({pk for pk, _is_new in made}) == 1
    assert sorted(is_new for _pk, is_new in made) == [False, True]
