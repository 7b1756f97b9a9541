"""PostgreSQL and Redis without installing them: servers out of installed wheels, kept under `var/`.

`database_url()` and `redis_url()` are what the settings ask. The environment wins: when `DATABASE_URL` or `REDIS_URL`
(or `DATABASE_URL_FILE`, `REDIS_URL_FILE`: a file that holds it) is set, that server is used and nothing is started.
Otherwise the embedded one is started, or found running. Safe to call from many processes at once.

`SWITCHBOARD_EMBEDDED=test` chooses a second pair of servers under `var/test`, quick and not durable, for test runs.
"""

import fcntl
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

from config.embedded import postgres, redis
from config.embedded.errors import EmbeddedError
from config.embedded.places import Instance, instance_for

__all__ = [
    "Addresses",
    "EmbeddedError",
    "addresses",
    "database_url",
    "ensure_running",
    "given",
    "leave",
    "redis_url",
    "share",
    "status",
    "stop",
]


@dataclass(frozen=True)
class Addresses:
    """Where the two servers answer, as URLs."""

    database_url: str
    redis_url: str


def given(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """The value of `name` in the environment, or the content of the file that `<name>_FILE` names, or an empty string."""
    if value := environment.get(name, ""):
        return value
    if path := environment.get(f"{name}_FILE", ""):
        with open(path, encoding="utf-8") as file:
            return file.read().strip()
    return ""


def database_url(instance: Instance | None = None) -> str:
    """The URL of the database: the environment's, or the embedded PostgreSQL's, which is started when it does not run.

    Raises EmbeddedError, with what to do about it, when nothing can be started.
    """
    if url := given("DATABASE_URL"):
        return url
    _refuse_in_production("DATABASE_URL")
    place = instance or instance_for()
    with place.lock():
        return postgres.ensure_running(place)


def redis_url(instance: Instance | None = None) -> str:
    """The URL of Redis: the environment's, or the embedded server's, which is started when it does not run."""
    if url := given("REDIS_URL"):
        return url
    _refuse_in_production("REDIS_URL")
    place = instance or instance_for()
    with place.lock():
        return redis.ensure_running(place)


def ensure_running(instance: Instance | None = None) -> Addresses:
    """Both addresses, with everything started that the environment does not name. Idempotent across processes."""
    return Addresses(database_url(instance), redis_url(instance))


addresses = ensure_running


def status(instance: Instance | None = None) -> dict[str, bool]:
    """Which embedded servers answer now. Starts nothing."""
    place = instance or instance_for()
    return {"postgres": postgres.is_running(place), "redis": redis.is_running(place)}


def stop(instance: Instance | None = None) -> list[str]:
    """Stop the embedded servers that run; the names of those that did. Data stays."""
    place = instance or instance_for()
    with place.lock():
        return [server.NAME for server in (redis, postgres) if server.stop(place)]


def share(instance: Instance | None = None) -> TextIO:
    """Say that this process uses the servers, until the file returned is closed, by `leave` or by the process's end."""
    place = instance or instance_for()
    place.directory.mkdir(parents=True, exist_ok=True)
    users = open(place.directory / "users", "w", encoding="utf-8")  # noqa: SIM115 - stays open on purpose
    fcntl.flock(users, fcntl.LOCK_SH)
    return users


def leave(users: TextIO, instance: Instance | None = None) -> None:
    """Stop using the servers; the last one who leaves stops them."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    else:
        stop(instance)
    finally:
        users.close()


def _refuse_in_production(name: str) -> None:
    """An embedded server has no backups and one machine: production names its servers."""
    if os.environ.get("SWITCHBOARD_MODE") == "production":
        raise EmbeddedError(
            f"Production does not start embedded servers: set {name}, or {name}_FILE to a file with it."
        )
