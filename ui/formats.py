"""Moments and telephone numbers in words; the tags of `templatetags.ui` wrap these."""

from __future__ import annotations

import datetime
import re
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from django.utils import timezone
from django.utils.formats import date_format
from phonenumbers import PhoneNumberFormat

E164_IN_TEXT = re.compile(r"(?<![\w+])\+[1-9]\d{6,14}(?!\w)")
PATTERNS = {"": "D j M Y, H:i", "short": "D j M, H:i", "date": "D j M Y", "time": "H:i"}


def zone_of(zone: Any) -> datetime.tzinfo:
    """The zone of an IANA name or a tzinfo; the current one for anything else."""
    if isinstance(zone, datetime.tzinfo):
        return zone
    try:
        return ZoneInfo(str(zone)) if zone else timezone.get_current_timezone()
    except (ZoneInfoNotFoundError, ValueError):
        return timezone.get_current_timezone()


def zone_name(zone: datetime.tzinfo) -> str:
    """The city of a zone: "Los Angeles" for America/Los_Angeles."""
    name = getattr(zone, "key", "") or str(zone)
    return name.rsplit("/", 1)[-1].replace("_", " ")


def in_zone(moment: datetime.datetime, zone: datetime.tzinfo, style: str = "") -> str:
    """A moment as the clocks of `zone` show it; `style` is a key of `PATTERNS`."""
    return date_format(timezone.localtime(moment, zone), PATTERNS.get(style, PATTERNS[""]))


def with_zone(moment: datetime.datetime, zone: datetime.tzinfo, style: str = "") -> str:
    """The same with the zone named: "3 Dec 2026, 10:00 Seattle"."""
    return f"{in_zone(moment, zone, style)} {zone_name(zone)}"


def beside(moment: datetime.datetime, own: datetime.tzinfo, other: datetime.tzinfo, style: str) -> str:
    """The same moment in a second zone, or "" where both clocks agree; the day is given when it differs."""
    here, there = timezone.localtime(moment, own), timezone.localtime(moment, other)
    if here.utcoffset() == there.utcoffset():
        return ""
    short = "time" if here.date() == there.date() and style != "date" else style or "short"
    return with_zone(moment, other, short)


def parse(e164: Any) -> phonenumbers.PhoneNumber | None:
    """A stored number, or None for what is none."""
    try:
        return phonenumbers.parse(str(e164), None)
    except phonenumbers.NumberParseException:
        return None


def national(e164: Any) -> str:
    """The national format of the number's country; what is no number is handed back as it is."""
    number = parse(e164)
    if number is None:
        return "" if e164 is None else str(e164)
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)


def with_national_numbers(text: str) -> str:
    """The text with each E.164 number in it as people read it: "Kept +13032966002 free" has (303) 296-6002."""
    return E164_IN_TEXT.sub(lambda found: national(found.group()), text)


def international(e164: Any) -> str:
    """The number with its country code, spaced; "" for what is no number."""
    number = parse(e164)
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL) if number else ""
