"""`python -m config.serve` (`make run`): the whole console on one machine, until Ctrl-C.

Starts the embedded servers that are not named in the environment, prepares the database, and runs the web server, a
worker and beat with the commands of `config.entrypoint`. `PORT` (default 8000) and `HOST` say where.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

from config import embedded
from config.embedded.places import PROJECT, VAR
from config.entrypoint import MANAGE, commands, environment_for
from config.processes import Child, say, stop_all

# Seconds: until the first answer, for an orderly end, between two looks at the children.
PATIENCE = 60
GRACE = 15
TICK = 0.2
# Seconds between two looks at the embedded servers.
ROUND = 2.0


class Stopped(Exception):
    """Somebody asked us to stop, by a key or a signal."""


def main() -> int:
    """Run until stopped; 0 after an orderly end, 1 with a sentence when it cannot run."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _raise_stopped)
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    if sentence := port_problem(host, port):
        print(sentence, file=sys.stderr)
        return 1
    before: dict[str, bool] = {}
    children: list[Child] = []
    try:
        before = embedded.status()
        return run(host, port, children)
    except Stopped:
        return 0
    except embedded.EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        # A second key press must not leave anything behind.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        finish(children, before)


def run(host: str, port: str, children: list[Child]) -> int:
    """Prepare, start, announce and watch. Adds what it starts to `children`, which the caller ends."""
    say("serve", "Starting the database and the queue.")
    addresses = embedded.ensure_running()
    environment = environment_for(
        {
            "SWITCHBOARD_MODE": "demonstration",
            "SITE_URL": f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}",
            **os.environ,
            "DATABASE_URL": addresses.database_url,
            "REDIS_URL": addresses.redis_url,
            "HOST": host,
            "PORT": port,
            "BEAT_SCHEDULE": str(VAR / "celerybeat-schedule"),
            "PYTHONUNBUFFERED": "1",
        }
    )
    accounts = prepare(environment)
    if accounts is None:
        return 1
    for name in ("web", "worker", "beat"):
        child = Child(name, commands(name, environment)[-1], environment, str(PROJECT))
        children.append(child)
        child.start()
    return watch(children, host, port, accounts)


def prepare(environment: dict[str, str]) -> str | None:
    """Bring database and static files up to date; what the demonstration says about accounts, or None on failure."""
    steps = [*commands("migrate", environment), [*MANAGE, "collectstatic", "--no-input", "--verbosity", "0"]]
    demonstration = environment["SWITCHBOARD_MODE"] == "demonstration"
    if demonstration:
        steps.append([*MANAGE, "seed_demonstration"])
    said = ""
    for command in steps:
        say("serve", f"{' '.join(command[3:])} ...")
        done = subprocess.run(
            command,
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        said = done.stdout
        if done.returncode:
            say("serve", f"{' '.join(command[3:])} failed, so nothing is served:\n{said}")
            return None
    return said if demonstration else ""


def watch(children: list[Child], host: str, port: str, accounts: str) -> int:
    """Keep the children alive; announce the address once it answers. Returns 1 when going on makes no sense."""
    announced, deadline = False, time.monotonic() + PATIENCE
    next_round = time.monotonic() + ROUND
    while True:
        if time.monotonic() > next_round:
            revive()
            next_round = time.monotonic() + ROUND
        for child in children:
            if sentence := child.watch():
                say("serve", sentence)
                return 1
        if not announced and answers(host, port):
            announced = True
            announce(host, port, accounts)
        if not announced and time.monotonic() > deadline:
            say("serve", f"The web server does not answer within {PATIENCE} s; its lines above say why.")
            return 1
        time.sleep(TICK)


def revive() -> None:
    """Start an embedded server again that has died: what waits in the database goes on, Redis may come back empty."""
    given = {"postgres": embedded.given("DATABASE_URL"), "redis": embedded.given("REDIS_URL")}
    status = embedded.status()
    if dead := [name for name, alive in status.items() if not alive and not given[name]]:
        say("serve", f"{' and '.join(dead)} had stopped and is started again.")
        embedded.ensure_running()


def announce(host: str, port: str, accounts: str) -> None:
    """Say where it is and who can sign in."""
    for line in accounts.rstrip().split("\n"):
        say("serve", line)
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    say("serve", f"Switchboard is ready at http://{shown}:{port}/   Ctrl-C stops it.")


def answers(host: str, port: str) -> bool:
    """Does /healthz say that the console works?"""
    target = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    connection = http.client.HTTPConnection(target, int(port), timeout=5)
    try:
        # In production a name that is not allowed is refused, so we ask under one that is.
        allowed = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".")
        headers = {"Host": allowed} if allowed not in ("", "*") else {}
        connection.request("GET", "/healthz", headers=headers)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def port_problem(host: str, port: str) -> str:
    """Why we cannot listen there, as a sentence; empty when we can."""
    if not port.isdigit() or not 0 < int(port) < 65536:
        return f"PORT is a number from 1 to 65535, not {port!r}."
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        # As gunicorn does: a port whose last connections still linger is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            return f"Cannot listen on port {port} ({error.strerror}): choose another one, as in `make run PORT=8001`."
    return ""


def finish(children: list[Child], before: dict[str, bool]) -> None:
    """End the children, then the embedded servers, unless they ran before us."""
    if children:
        say("serve", "Stopping.")
        stop_all(children, GRACE)
    if before and not any(before.values()):
        embedded.stop()
    say("serve", "Stopped.")


def _raise_stopped(number: int, frame: FrameType | None) -> None:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main())
