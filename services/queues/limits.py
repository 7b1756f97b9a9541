"""The figures of a call queue (rules 8.2), each with its unit."""

from typing import Final

PEOPLE: Final = 20  # agents who are named one by one
THROUGH_GROUPS: Final = 200  # people who are called through groups; the rest are cut by name, without a word
GOOD_ALERT: Final = 20  # seconds below which agents miss calls
STEP: Final = 15  # seconds: waits are kept in whole steps
RANGES: Final = {
    "service_level_seconds": (0, 2_400),  # shorter than the wait as well
    "alert_seconds": (15, 180),  # that an agent's telephone rings
    "overflow_threshold": (0, 200),  # calls that may wait; 0 sends each on at once
    "timeout_seconds": (0, 2_700),  # that a call may wait; 0 sends it on after the greeting
}
"""The least and the most of each figure."""


def rounded(seconds: int) -> int:
    """A wait as it is kept: down to whole steps of 15 seconds; 47 becomes 45 (rules 8.2, 15)."""
    return seconds - seconds % STEP
