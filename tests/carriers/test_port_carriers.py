"""What every carrier that moves numbers must do, run against the sandbox; its scripts are proved in tests/porting."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from carriers import sandbox_clock, sandbox_messages
from carriers.base import CarrierError
from carriers.models import SandboxPort, SandboxPortEvent
from carriers.port_scripts import CODES, date_for, plan
from carriers.port_signatures import signed
from carriers.porting_base import FactsRefused, NotReadable, PortCarrier, PortFacts, port_carrier

NUMBERS = ("+12065553000", "+12065553001", "+12065553002")
FACTS = PortFacts(
    reference="PO-1001",
    version=1,
    country="US",
    kind="user",
    numbers=NUMBERS,
    provider="Pacific Bell Mutual",
    account_number="7741 2093 55",
    account_pin="",
    billing_number="+12065552000",
    scope="partial",
    remaining="keep",
    new_billing_number="",
    organisation="Fenwick and Daughters Ltd",
    address={"street": "Harbor Street"},
    authorised_name="Paula North",
    wanted_at=None,
)


@pytest.fixture
def mover(db: None) -> PortCarrier:
    """The carrier under test."""
    return port_carrier()


def test_an_order_handed_in_twice_is_one_order(mover: PortCarrier) -> None:
    first = mover.submit(FACTS)
    assert mover.submit(FACTS) == first
    assert sorted(e164 for part in first for e164 in part.numbers) == list(NUMBERS)


def test_references_are_a_list_also_when_there_are_several(mover: PortCarrier) -> None:
    parts = mover.submit(replace(FACTS, account_number="TEST-SPLIT"))
    assert len({part.reference for part in parts}) == 2
    assert mover.submit(FACTS) == parts


def test_a_poll_can_be_read_and_says_the_same_until_something_happens(mover: PortCarrier) -> None:
    (part,) = mover.submit(FACTS)
    first, again = mover.read(mover.poll(part.reference)), mover.read(mover.poll(part.reference))
    assert first == again
    assert (first.reference, first.ours, set(first.numbers)) == (part.reference, "PO-1001", set(NUMBERS))
    sandbox_clock.skip(1)
    sandbox_messages.tick()
    later = mover.read(mover.poll(part.reference))
    assert later.event_id != first.event_id
    assert later.happened_at > first.happened_at


@pytest.mark.parametrize("act", ["poll", "cancel", "date", "supplement"])
def test_an_order_that_it_does_not_have_is_refused_for_good(act: str, mover: PortCarrier) -> None:
    acts: dict[str, Any] = {
        "poll": lambda: mover.poll("SP-none"),
        "cancel": lambda: mover.cancel("SP-none"),
        "date": lambda: mover.request_date("SP-none", timezone.now()),
        "supplement": lambda: mover.supplement("SP-none", FACTS),
    }
    with pytest.raises(CarrierError) as error:
        acts[act]()
    assert not error.value.retryable


def test_an_order_without_numbers_is_refused_with_a_code(mover: PortCarrier) -> None:
    with pytest.raises(FactsRefused) as error:
        mover.submit(replace(FACTS, numbers=()))
    assert error.value.reasons == ("OTHER",)


def test_a_cancellation_asked_twice_is_one(mover: PortCarrier) -> None:
    (part,) = mover.submit(FACTS)
    mover.cancel(part.reference)
    before = mover.poll(part.reference)
    mover.cancel(part.reference)
    assert mover.poll(part.reference) == before


def test_nothing_is_changed_in_the_last_day(mover: PortCarrier) -> None:
    (part,) = mover.submit(FACTS)
    sandbox_clock.skip(9.5)
    sandbox_messages.tick()
    for act in (
        lambda: mover.cancel(part.reference),
        lambda: mover.request_date(part.reference, timezone.now()),
    ):
        with pytest.raises(FactsRefused, match="24 hours"):
            act()


def test_a_correction_of_the_same_version_is_made_once(mover: PortCarrier) -> None:
    (part,) = mover.submit(replace(FACTS, account_number="TEST-LSR_PENDING"))
    sandbox_clock.skip(3)
    sandbox_messages.tick()
    corrected = replace(FACTS, version=2, numbers=NUMBERS[:2])
    mover.supplement(part.reference, corrected)
    before = mover.poll(part.reference)
    mover.supplement(part.reference, corrected)
    assert mover.poll(part.reference) == before
    assert set(mover.read(before).numbers) == set(NUMBERS[:2])


def test_its_calendar_never_goes_back(mover: PortCarrier) -> None:
    since = timezone.now() - timedelta(minutes=5)
    first = mover.now(since)
    sandbox_clock.skip(2)
    assert mover.now(since) >= first + timedelta(days=2)
    assert mover.now(timezone.now()) - timezone.now() < timedelta(seconds=1)


def test_only_its_own_signature_is_genuine(mover: PortCarrier) -> None:
    assert mover.is_genuine(b"{}", signed(b"{}"))
    assert not mover.is_genuine(b"{}", {})
    assert not mover.is_genuine(b"[]", signed(b"{}"))


@given(
    st.dictionaries(
        st.sampled_from(["id", "reference", "status", "updated_at", "numbers", "details", "foc"]),
        st.none() | st.integers() | st.text() | st.lists(st.text()),
    )
)
def test_whatever_is_said_is_read_or_refused(payload: dict[str, Any]) -> None:
    with suppress(NotReadable):
        port_carrier().read(payload)


@given(
    st.sampled_from([*CODES, ""]),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.none() | st.integers(-10, 40),
)
def test_every_plan_is_in_order_and_confirms_no_date_that_is_too_near(
    code: str, now: datetime, days: int | None
) -> None:
    wanted = None if days is None else now + timedelta(days=days)
    for script in ("normal", "reject", "anyway", "move", "part", "lose", "wrong", "late"):
        moments = [datetime.fromisoformat(at) for at, _act, _argument in plan(script, code, now, wanted)]
        assert moments == sorted(moments)
        assert moments[0] > now
    assert date_for(now, wanted) >= now + timedelta(days=4)


def test_a_message_that_is_not_taken_is_sent_again(
    mover: PortCarrier, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answers = iter([503, 202])
    got: list[bytes] = []
    monkeypatch.setattr(
        sandbox_messages, "_receivers", [lambda body, headers: got.append(body) or next(answers)]
    )
    mover.submit(FACTS)
    sandbox_clock.skip(0.5)
    sandbox_messages.tick()
    assert SandboxPortEvent.objects.get().times == 1
    sandbox_messages.tick()
    assert SandboxPortEvent.objects.get().times == 0
    assert got[0] == got[1]
    assert "was not taken: [503]" in caplog.text
    assert SandboxPort.objects.get().words == "in-process"
