"""PINs of organisers: drawn at random, shown once, kept as a keyed hash (rules 6.4).

A PIN of five digits has a hundred thousand values, so no slow hash protects it from whoever has the database. The hash
is therefore keyed with the installation's secret, which is not in the database, and salted, so that equal PINs look
different.
"""

import secrets
from itertools import pairwise

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

PURPOSE = "services.bridges.pins"


def new_pin(length: int) -> str:
    """A random PIN of so many digits; never one digit over and over, nor a run like 12345 or 9876."""
    while _is_weak(pin := "".join(secrets.choice("0123456789") for _ in range(length))):
        continue
    return pin


def _is_weak(pin: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return len(steps) == 1 and steps <= {0, 1, 9}


def hashed(pin: str) -> str:
    """What is stored of a PIN: the salt and the keyed hash."""
    salt = secrets.token_hex(8)
    return f"{salt}${_digest(pin, salt, settings.SECRET_KEY)}"


def fits(pin: str, stored: str) -> bool:
    """Whether a caller who typed `pin` is the organiser; PINs survive a change of the secret that keeps the old one."""
    salt, _dollar, digest = stored.partition("$")
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return any(constant_time_compare(_digest(pin, salt, key), digest) for key in keys)


def _digest(pin: str, salt: str, key: str) -> str:
    return salted_hmac(f"{PURPOSE}.{salt}", pin, secret=key, algorithm="sha256").hexdigest()
