"""The pages of sounds: upload, list, hear in parts, rename, remove; and who may do none of it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from services.sounds.models import Sound
from services.sounds.serving import file_name
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.sounds.made import make_sound, mp3, upload, wav
from tests.sounds.test_sounds import heard_everywhere

ClientOf = Callable[[User], Client]


def text(answer: Any) -> str:
    return answer.content.decode()


def home(tenant: Tenant) -> str:
    return f"/t/{tenant.slug}/sounds/"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_sounds(
    tenant: Tenant, admin: User, client_of: ClientOf, count: int
) -> None:
    found = [make_sound(tenant, admin, name=f"S{tone}", tone=tone) for tone in range(count)]
    heard_everywhere(tenant, found[0])
    client = client_of(admin)
    client.get(home(tenant))
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"{home(tenant)}?q=s&used=")
    assert "and 2 more" in text(page)
    assert len(queries) == 14
    assert not any('"content"' in query["sql"] for query in queries)


def test_a_file_becomes_a_sound_that_its_page_plays(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    client = client_of(admin)
    page = client.post(
        f"{home(tenant)}upload/", {"file": upload(mp3(), "<b>Hall & Co</b>.exe"), "name": "Hall"}, follow=True
    )
    with tenant_scope(tenant):
        sound = Sound.objects.get()
    assert page.redirect_chain == [(f"{home(tenant)}{sound.pk}/", 302)]
    assert "Hall is uploaded: 1.0 s." in text(page)
    assert f'src="{home(tenant)}{sound.pk}/content/"' in text(page)
    assert "<b>Hall" not in text(page)
    again = client.post(f"{home(tenant)}upload/", {"file": upload(mp3()), "name": ""}, follow=True)
    assert "This very sound was here already, as Hall" in text(again)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": "X"}, "Choose a file."),
        ({"file": upload(b""), "name": "X"}, "The file is empty."),
        ({"file": upload(b"<html>"), "name": "X"}, "kind HTML"),
        ({"file": upload(wav()[:99]), "name": "X"}, "ends before its sound does"),
        ({"file": upload(bytes(6 * 1024 * 1024)), "name": "X"}, "has 6.0 MB"),
        ({"file": upload(wav()), "name": "x" * 121}, "at most 120 characters"),
        ({"file": upload(wav()), "name": "a\0b"}, "Null characters are not allowed"),
        ({"file": upload(wav(tone=1)), "name": "welcome"}, "Another sound is called welcome"),
    ],
)
def test_a_file_that_is_no_sound_is_refused_at_its_field_and_the_name_stays(
    tenant: Tenant, admin: User, client_of: ClientOf, data: dict[str, Any], words: str
) -> None:
    make_sound(tenant, admin)
    if "file" in data:
        data["file"].seek(0)
    answer = client_of(admin).post(f"{home(tenant)}upload/", data)
    assert answer.status_code == 422
    assert words in text(answer)
    assert text(answer).count(words) >= 2  # at the field and in the summary
    if data["name"].isalpha():
        assert f'value="{data["name"]}"' in text(answer)
    with tenant_scope(tenant):
        assert Sound.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=clos", ["Closed"]),
        ("?q=wav+welcome", ["Closed", "Welcome"]),
        ("?used=yes", ["Welcome"]),
        ("?used=no", ["Closed"]),
        ("?used=maybe&sort=-length", ["Welcome", "Closed"]),
        ("?sort=content&after=x", ["Closed", "Welcome"]),
        ("?q=%00", ["Closed", "Welcome"]),
        ("?q=nothing", []),
    ],
)
def test_search_filter_and_sort_find_what_they_should(
    tenant: Tenant, admin: User, viewer: User, client_of: ClientOf, query: str, found: list[str]
) -> None:
    sound = make_sound(tenant, admin, seconds=2)
    make_sound(tenant, admin, name="Closed", tone=1)
    heard_everywhere(tenant, sound)
    page = text(client_of(viewer).get(f"{home(tenant)}{query}"))
    assert re.findall(r"<bdi>(Welcome|Closed)</bdi>", page) == found
    if not found:
        assert "No sound matches" in page


def test_a_sound_is_heard_as_what_it_is_and_never_as_a_page(
    tenant: Tenant, admin: User, viewer: User, client_of: ClientOf
) -> None:
    sound = make_sound(tenant, admin, name='Ha"ll\r\n; filename=x.exe é')
    client = client_of(viewer)
    answer = client.get(f"{home(tenant)}{sound.pk}/content/")
    assert (answer.status_code, answer.content) == (200, wav())
    assert answer["Content-Type"] == "audio/wav"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Content-Disposition"].startswith("inline; filename")
    assert "\r" not in answer["Content-Disposition"]
    saved = client.get(f"{home(tenant)}{sound.pk}/download/")
    assert saved["Content-Disposition"].startswith("attachment; filename")
    known = client.get(f"{home(tenant)}{sound.pk}/content/", headers={"If-None-Match": answer["ETag"]})
    assert (known.status_code, known.content) == (304, b"")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Welcome", "Welcome.wav"),
        ("../../etc/passwd", "etcpasswd.wav"),
        ("...", "sound.wav"),
        (" a b ", "a_b.wav"),
    ],
)
def test_a_download_has_a_name_that_no_disk_minds(name: str, file: str) -> None:
    assert file_name(Sound(name=name, format="wav")) == file


@pytest.mark.parametrize(
    ("wanted", "status", "part"),
    [
        ("bytes=0-", 206, (0, 16044)),
        ("bytes=0-9", 206, (0, 10)),
        ("bytes=16000-99999", 206, (16000, 16044)),
        ("bytes=-4", 206, (16040, 16044)),
        ("bytes=-999999", 206, (0, 16044)),
        ("bytes=16044-", 416, None),
        ("bytes=9-3", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=0-1,4-5", 200, (0, 16044)),
        ("bytes=-", 200, (0, 16044)),
        ("bytes=x-y", 200, (0, 16044)),
        ("lines=0-9", 200, (0, 16044)),
        ("bytes=" + "9" * 5000 + "-", 200, (0, 16044)),
    ],
)
def test_players_get_the_part_that_they_ask_for(
    tenant: Tenant,
    admin: User,
    client_of: ClientOf,
    wanted: str,
    status: int,
    part: tuple[int, int] | None,
) -> None:
    sound = make_sound(tenant, admin)
    answer = client_of(admin).get(f"{home(tenant)}{sound.pk}/content/", headers={"Range": wanted})
    assert answer.status_code == status
    if status == 416:
        assert answer["Content-Range"] == "bytes */16044"
    elif part:
        assert answer.content == wav()[part[0] : part[1]]
        if status == 206:
            assert answer["Content-Range"] == f"bytes {part[0]}-{part[1] - 1}/16044"


def test_a_part_of_another_content_than_the_player_knows_is_the_whole(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    sound = make_sound(tenant, admin)
    headers = {"Range": "bytes=0-9", "If-Range": '"another"'}
    answer = client_of(admin).get(f"{home(tenant)}{sound.pk}/content/", headers=headers)
    assert (answer.status_code, answer.content) == (200, wav())


def test_a_sound_is_renamed_and_deleted_after_a_question(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    sound = make_sound(tenant, admin)
    client, page = client_of(admin), f"{home(tenant)}{sound.pk}/"
    assert "Saved." in text(client.post(f"{page}rename/", {"name": "Hello"}, follow=True))
    assert "That is its name already" in text(client.post(f"{page}rename/", {"name": "Hello"}, follow=True))
    wrong = client.post(f"{page}rename/", {"name": " "})
    assert wrong.status_code == 422
    assert "“Name” is not filled in." in text(wrong)
    assert "Delete Hello?" in text(client.get(f"{page}remove/"))
    gone = client.post(f"{page}remove/", follow=True)
    assert "Hello is deleted." in text(gone)
    assert client.post(f"{page}remove/").status_code == 404
    assert client.get(f"{page}content/").status_code == 404


def test_a_sound_that_is_heard_is_not_deleted_and_its_page_says_why(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    sound = make_sound(tenant, admin)
    heard_everywhere(tenant, sound)
    client, page = client_of(admin), f"{home(tenant)}{sound.pk}/"
    assert "It is heard in 5 places. Choose other sounds there first." in text(client.get(page))
    assert client.get(f"{page}remove/")["Location"] == f"{page}#heard-title"
    answer = client.post(f"{page}remove/", follow=True)
    assert "Welcome is still heard: " in text(answer)
    with tenant_scope(tenant):
        assert Sound.objects.exists()


def test_a_viewer_hears_and_changes_nothing(
    tenant: Tenant, admin: User, viewer: User, client_of: ClientOf
) -> None:
    sound = make_sound(tenant, admin)
    client, page = client_of(viewer), f"{home(tenant)}{sound.pk}/"
    assert "Only a tenant admin can upload sounds." in text(client.get(home(tenant)))
    assert "Only a tenant admin can rename or delete sounds." in text(client.get(page))
    for address in (f"{home(tenant)}upload/", f"{page}rename/", f"{page}remove/"):
        assert client.post(address, {"name": "X", "file": upload(wav())}).status_code == 403


def test_a_stranger_hears_nothing_by_any_address(
    tenant: Tenant, other_tenant: Tenant, admin: User, stranger: User, client_of: ClientOf
) -> None:
    sound = make_sound(tenant, admin)
    client = client_of(stranger)
    for slug in (tenant.slug, other_tenant.slug):
        for what in ("", "content/", "download/", "remove/"):
            assert client.get(f"/t/{slug}/sounds/{sound.pk}/{what}").status_code == 404
        for what in ("rename/", "remove/"):
            assert client.post(f"/t/{slug}/sounds/{sound.pk}/{what}", {"name": "X"}).status_code == 404
    assert "Welcome" not in text(client.get(f"/t/{other_tenant.slug}/sounds/"))
    with tenant_scope(tenant):
        assert Sound.objects.get().name == "Welcome"
