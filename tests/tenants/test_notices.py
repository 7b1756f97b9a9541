"""What apps register for the overview comes together in order: by weight, and by time."""

from datetime import UTC, datetime

import pytest

from tenants import notices
from tenants.models import Tenant
from tenants.notices import Deadline, Notice, Weight


def notice(weight: Weight, title: str) -> Notice:
    return Notice(weight, title, "Because.", "/", "Look")


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has registered anything."""
    monkeypatch.setattr(notices, "_notices", [])
    monkeypatch.setattr(notices, "_deadlines", [])


def test_what_is_broken_comes_first_and_equals_keep_their_order(alone: None) -> None:
    notices.register_notices(lambda _tenant: [notice(Weight.ADVICE, "a"), notice(Weight.BROKEN, "b")])
    notices.register_notices(lambda _tenant: iter([notice(Weight.YOURS, "c"), notice(Weight.BROKEN, "a")]))
    assert [one.title for one in notices.notices(Tenant())] == ["b", "a", "c", "a"]


def test_what_ends_first_comes_first(alone: None) -> None:
    late, soon = datetime(2027, 1, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    notices.register_deadlines(lambda _tenant: [Deadline(late, "b", "/"), Deadline(late, "a", "/")])
    notices.register_deadlines(lambda tenant: [Deadline(soon, tenant.name, "/")])
    assert [one.what for one in notices.deadlines(Tenant(name="Halden"))] == ["Halden", "a", "b"]
