"""What the sandbox does with an order, step by step, and how a customer or an operator chooses it.

An account number that contains TEST-MOVE, TEST-PART and so on chooses a script; TEST-LSR_PENDING chooses a rejection.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from carriers.port_models import Script

CODES: Final = (
    "ACCOUNT_NUMBER_MISMATCH",
    "AUTH_PERSON_MISMATCH",
    "BTN_ATN_MISMATCH",
    "ENTITY_NAME_MISMATCH",
    "FOC_EXPIRED",
    "FOC_REJECTED",
    "LOCATION_MISMATCH",
    "LSR_PENDING",
    "MAIN_BTN_PORTING",
    "OSP_IRRESPONSIVE",
    "OTHER",
    "PASSCODE_PIN_INVALID",
    "PHONE_NUMBER_HAS_SPECIAL_FEATURE",
    "PHONE_NUMBER_MISMATCH",
    "PHONE_NUMBER_NOT_PORTABLE",
    "PORT_TYPE_INCORRECT",
    "PORTING_ORDER_SPLIT_REQUIRED",
    "POSTAL_CODE_MISMATCH",
    "RATE_CENTER_NOT_PORTABLE",
    "SV_CONFLICT",
    "SV_UNKNOWN_FAILURE",
)
"""The 21 codes by which carriers reject (porting-and-carriers B1)."""

Step = tuple[str, str, Any]
"""When (ISO, on the sandbox's calendar), what, and with what."""

_CHOSEN = re.compile(r"TEST[-_ ]([A-Z_]+)")
ONE_DAY: Final = timedelta(days=1)


def chosen_by(account_number: str) -> tuple[str, str]:
    """The script and the code that an account number asks for; the normal way when it asks for none."""
    found = _CHOSEN.search(account_number.upper())
    word = found[1].strip("_") if found else ""
    if word in CODES:
        return Script.REJECT, word
    name = word.lower()
    return (name, "") if name in Script.values else (Script.NORMAL, "")


def date_for(now: datetime, wanted: datetime | None) -> datetime:
    """The date that the sandbox confirms: the wanted one, unless it is too near."""
    soonest = now + timedelta(days=4)
    return max(wanted, soonest) if wanted else now + timedelta(days=10)


def plan(script: str, code: str, now: datetime, wanted: datetime | None) -> list[Step]:
    """All steps of a script from `now` on, in order."""
    date = date_for(now, wanted)
    steps = _begin(now) + _SCRIPTS.get(script, _normal)(code, now, date)
    return [(at.isoformat(), act, argument) for at, act, argument in steps]


def after_date(now: datetime, date: datetime) -> list[Step]:
    """Another date is confirmed after a day, and the numbers move on it."""
    steps = [(now + ONE_DAY, "date", date.isoformat()), *_move_numbers(date)]
    return [(at.isoformat(), act, argument) for at, act, argument in steps]


def after_correction(now: datetime, wanted: datetime | None) -> list[Step]:
    """What was corrected goes well."""
    return plan(Script.NORMAL, "", now, wanted)


_Timed = list[tuple[datetime, str, Any]]


def _begin(now: datetime) -> _Timed:
    return [(now + ONE_DAY / 4, "words", "in-process"), (now + ONE_DAY, "words", "submitted")]


def _move_numbers(date: datetime) -> _Timed:
    return [(date, "activate", None), (date + timedelta(minutes=15), "complete", None)]


def _normal(_code: str, now: datetime, date: datetime) -> _Timed:
    return [(now + 3 * ONE_DAY, "date", date.isoformat()), *_move_numbers(date)]


def _reject(code: str, now: datetime, _date: datetime) -> _Timed:
    return [(now + 2 * ONE_DAY, "reject", code or "OTHER")]


def _anyway(_code: str, now: datetime, date: datetime) -> _Timed:
    return [(now + 2 * ONE_DAY, "reject", "LOCATION_MISMATCH"), (date, "complete", None)]


def _moving(_code: str, now: datetime, date: datetime) -> _Timed:
    later, last = date + 2 * ONE_DAY, date + 5 * ONE_DAY
    return [
        (now + 3 * ONE_DAY, "date", date.isoformat()),
        (now + 4 * ONE_DAY, "date", later.isoformat()),
        (later - ONE_DAY / 2, "date", last.isoformat()),  # when our side has locked the order already
        *_move_numbers(last),
    ]


def _part(_code: str, now: datetime, date: datetime) -> _Timed:
    return [
        (now + 3 * ONE_DAY, "date", date.isoformat()),
        (date, "activate", None),
        (date + timedelta(minutes=15), "part", "SV_CONFLICT"),
        (date + 3 * ONE_DAY, "complete", None),
    ]


def _lose(code: str, now: datetime, date: datetime) -> _Timed:
    return _part(code, now, date)[:-1]


def _wrong(_code: str, now: datetime, date: datetime) -> _Timed:
    return [
        (now + 2 * ONE_DAY, "words", "QUANTUM_ENTANGLED"),
        (now + 2.5 * ONE_DAY, "reject", "FROBNICATED"),
        (now + 3 * ONE_DAY, "words", "Port Submitted"),
        (now + 3.5 * ONE_DAY, "date", date.isoformat()),
        (date, "words", "ACTIVATION in PROGRESS"),
        (date + timedelta(minutes=15), "complete", None),
    ]


_SCRIPTS: Final[dict[str, Callable[[str, datetime, datetime], _Timed]]] = {
    Script.REJECT: _reject,
    Script.ANYWAY: _anyway,
    Script.MOVE: _moving,
    Script.PART: _part,
    Script.LOSE: _lose,
    Script.WRONG: _wrong,
}
