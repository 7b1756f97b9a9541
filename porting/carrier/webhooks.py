"""The door by which carriers bring their messages: signed, small, of now, and not too many at once."""

import json
from collections.abc import Mapping
from typing import Any, Final

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from carriers.porting_base import port_carrier
from porting.carrier import events

LARGEST: Final = 1_000_000  # bytes: an order of 20,000 numbers is told in less


def receive(body: bytes, headers: Mapping[str, str]) -> int:
    """Keep a message; answers with an HTTP status. A message that is here already is taken like a new one.

    413: too large. 401: not signed by the carrier, or not of now. 400: not a JSON object.
    """
    if len(body) > LARGEST:
        return 413
    if not port_carrier().is_genuine(body, headers):
        return 401
    try:
        payload: Any = json.loads(body)
        plain = json.dumps(payload, ensure_ascii=False, allow_nan=False)
        plain.encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError):
        return 400
    if not isinstance(payload, dict) or "\\u0000" in plain:
        return 400  # the database keeps no null characters
    events.keep(payload)
    return 202


@csrf_exempt
@login_not_required
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """A carrier's message. How many a minute is said in ACCOUNT_RATE_LIMITS, where the library looks for it."""
    if not ratelimit.consume(request, action="port_events"):
        return HttpResponse(status=429)
    try:
        body = request.body
    except RequestDataTooBig:
        return HttpResponse(status=413)
    return HttpResponse(status=receive(body, request.headers))
