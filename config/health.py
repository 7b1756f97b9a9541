"""/healthz: is this installation able to work?"""

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from jobs.heartbeat import seconds_silent


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the database answers; Redis and the workers are told, since pages work without them.

    `?strict` makes them count as well, for a monitor that is to ring when anything is down.
    """
    checks = {"database": _database(), "redis": _redis()}
    silent = seconds_silent() if checks["database"] else None
    checks["workers"] = silent is not None and silent <= settings.WORKER_SILENCE_SECONDS
    healthy = all(checks.values()) if "strict" in request.GET else checks["database"]
    return JsonResponse(
        {
            "healthy": healthy,
            **checks,
            "seconds_since_worker_heartbeat": None if silent is None else round(silent),
        },
        status=200 if healthy else 503,
    )


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    except DatabaseError:
        return False


def _redis() -> bool:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
