"""Whether an attendant is open now is read by the clocks of its own zone, also in the night on which they change."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from services.attendants import attendants
from services.attendants.queries import now_words
from services.schedules.typed import ranges_of
from services.schedules.weekly import Week
from services.voice_apps.models import VoiceApp
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.attendants.conftest import make_attendant, read

NIGHT = Week.of([*[()] * 6, ranges_of("2:30-4, 20-24")])


def at(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    moment = datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def said(tenant: Tenant, app: VoiceApp) -> str:
    with tenant_scope(tenant):
        return now_words(read(app))


def test_one_moment_is_another_hour_in_each_zone(
    tenant: Tenant, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    week = Week.of([ranges_of("9-17")] * 5 + [()] * 2)
    apps = {}
    for zone in ("America/Los_Angeles", "Europe/Paris", "Asia/Tokyo"):
        apps[zone] = make_attendant(tenant, admin, zone, time_zone=zone)
        with tenant_scope(tenant):
            attendants.set_hours(apps[zone], week, by=admin)
    at(monkeypatch, "2026-11-27T15:30")  # a Friday
    assert [said(tenant, app) for app in apps.values()] == [
        "closed until 09:00",
        "open until 17:00",
        "closed until Monday 09:00",
    ]


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-03-29T00:59", "closed until 03:00"),  # 01:59 in Paris; 02:30 does not come, 03:00 does
        ("2026-03-29T01:00", "open until 04:00"),  # 03:00 summer time
        ("2026-10-25T00:15", "closed until 02:30"),  # 02:15 summer time, before the clocks go back
        ("2026-10-25T00:45", "open until 02:00"),  # 02:45; at 03:00 the clock shows 02:00 again
        ("2026-10-25T01:15", "closed until 02:30"),  # 02:15 for the second time
        ("2026-10-25T01:45", "open until 04:00"),
    ],
)
def test_the_clocks_change_in_paris(
    tenant: Tenant, admin: User, monkeypatch: pytest.MonkeyPatch, moment: str, words: str
) -> None:
    app = make_attendant(tenant, admin, time_zone="Europe/Paris")
    with tenant_scope(tenant):
        attendants.set_hours(app, NIGHT, by=admin)
    at(monkeypatch, moment)
    assert said(tenant, app) == words


def test_the_page_names_the_zone(tenant: Tenant, admin: User, browser_of_admin: Client) -> None:
    app = make_attendant(tenant, admin, time_zone="America/Argentina/Buenos_Aires")
    page = browser_of_admin.get(f"/t/halden/attendants/{app.pk}/").content.decode()
    assert "Open day and night, Buenos Aires time." in page
    assert "America/Argentina/Buenos Aires" in page
