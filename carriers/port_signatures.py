"""Signed messages: an HMAC over the time and the bytes, good for five minutes."""

import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Final

from django.conf import settings

SIGNATURE: Final = "X-Carrier-Signature"
TIMESTAMP: Final = "X-Carrier-Timestamp"
TOLERANCE_SECONDS: Final = 300


def signed(body: bytes, *, at: float | None = None) -> dict[str, str]:
    """The headers that make a message genuine; `at` is a Unix time, now when it is left out."""
    moment = str(int(time.time() if at is None else at))
    return {TIMESTAMP: moment, SIGNATURE: _signature(moment, body)}


def is_signed(body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether the headers belong to these bytes and are of now. Without a secret nothing is."""
    moment, signature = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
    if not settings.PORT_WEBHOOK_SECRET or not (moment.isascii() and moment.isdigit() and len(moment) <= 12):
        return False
    if abs(time.time() - int(moment)) > TOLERANCE_SECONDS:
        return False
    return hmac.compare_digest(signature.encode(), _signature(moment, body).encode())


def _signature(moment: str, body: bytes) -> str:
    key = settings.PORT_WEBHOOK_SECRET.encode()
    return "v1=" + hmac.new(key, moment.encode() + b"." + body, hashlib.sha256).hexdigest()
