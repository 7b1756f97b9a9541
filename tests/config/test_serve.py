"""`make run`: starts, answers, stops without a trace; and its sentences."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest

from config import embedded, processes, serve
from config.embedded.places import PROJECT
from config.processes import Child, stop_all
from tests.config.test_entrypoint import free_port


def test_a_busy_port_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "choose another one" in serve.port_problem("127.0.0.1", str(taken.getsockname()[1]))


@pytest.mark.parametrize("port", ["", "http", "0", "65536"])
def test_a_port_that_is_none_is_said(port: str) -> None:
    assert "PORT is a number" in serve.port_problem("127.0.0.1", port)


def test_a_free_port_is_fine() -> None:
    assert serve.port_problem("127.0.0.1", free_port()) == ""


def test_a_child_that_keeps_dying_stops_everything(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(processes, "FIRST_PAUSE", 0.01)
    child = Child("web", [sys.executable, "-c", "raise SystemExit(3)"], os.environ, str(tmp_path))
    deadline, said = time.monotonic() + 20, ""
    while not said and time.monotonic() < deadline:
        said = child.watch()
        time.sleep(0.01)
    assert "ended 5 times in a row (last with code 3)" in said
    assert capfd.readouterr().out.count("starting it again") == 4


@pytest.mark.parametrize(
    ("address", "started"), [("", ["redis"]), ("redis://elsewhere:6379/0", [])], ids=["embedded", "given"]
)
def test_an_embedded_server_that_died_is_started_again(
    address: str, started: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    calls: list[str] = []
    monkeypatch.setenv("REDIS_URL", address)
    monkeypatch.setattr(embedded, "status", lambda: {"postgres": True, "redis": False})
    monkeypatch.setattr(embedded, "ensure_running", lambda: calls.append("redis"))
    serve.revive()
    assert calls == started
    assert ("redis had stopped" in capfd.readouterr().out) == bool(started)


@pytest.mark.kill
def test_a_child_that_will_not_end_is_killed(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    child = Child("beat", [sys.executable, "-c", stubborn], os.environ, str(tmp_path))
    child.start()
    while "up" not in capfd.readouterr().out:
        time.sleep(0.02)
    stop_all([child], grace=0.2)
    assert child.process is not None
    assert child.process.returncode == -signal.SIGKILL


@pytest.mark.slow
def test_everything_starts_and_stops_cleanly(tmp_path: Path) -> None:
    port, addresses = free_port(), embedded.ensure_running()
    database = f"serve_{os.getpid()}"
    _sql(addresses.database_url, f"CREATE DATABASE {database}")
    url = f"{addresses.database_url.rpartition('/')[0]}/{database}"
    environment = {
        **os.environ,
        "SWITCHBOARD_MODE": "demonstration",
        "PORT": port,
        "DATABASE_URL": url,
        "REDIS_URL": addresses.redis_url.removesuffix("/0") + "/9",
        "STATIC_ROOT": str(tmp_path / "static"),
        "WEB_CONCURRENCY": "1",
        "WORKER_CONCURRENCY": "1",
    }
    log = tmp_path / "log"
    try:
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "config.serve"],
                cwd=PROJECT,
                env=environment,
                stdout=output,
                stderr=output,
            )
        deadline = time.monotonic() + 60
        while "is ready at" not in log.read_text() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        answered = serve.answers("127.0.0.1", port)
        process.send_signal(signal.SIGINT)
        assert process.wait(25) == 0, log.read_text()
        assert answered, log.read_text()
    finally:
        _sql(addresses.database_url, f"DROP DATABASE {database} WITH (FORCE)")
    assert not serve.answers("127.0.0.1", port)
    assert log.read_text().rstrip().endswith("Stopped.")


def _sql(url: str, statement: str) -> None:

    connection = psycopg2.connect(url)
    connection.autocommit = True
    connection.cursor().execute(statement)
    connection.close()
