"""The container's commands: what compose asks for exists, and the web role really serves."""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from config import embedded, entrypoint, healthcheck, serve
from config.embedded.places import PROJECT


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_compose_runs_every_role_and_no_other() -> None:
    text = (PROJECT / "docker-compose.yml").read_text(encoding="utf-8")
    roles = re.findall(r'^  (\w+):\n    <<: \*app\n    command: \["(\w+)"\]$', text, flags=re.MULTILINE)
    assert all(service == role for service, role in roles)
    assert {role for _, role in roles} == set(entrypoint.ROLES)
    for role in entrypoint.ROLES:
        assert entrypoint.commands(role, {})


def test_the_image_starts_the_entrypoint() -> None:
    text = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    assert 'ENTRYPOINT ["python", "-m", "config.entrypoint"]' in text
    assert "USER switchboard" in text


def test_an_unknown_role_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert entrypoint.main(["dance"]) == 2
    assert "web|worker|beat|migrate" in capsys.readouterr().err


def test_addresses_come_out_of_secrets(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgres://a/b\n", encoding="utf-8")
    read = entrypoint.environment_for({"DATABASE_URL_FILE": str(tmp_path / "url"), "REDIS_URL": "redis://c"})
    assert read["DATABASE_URL"] == "postgres://a/b"
    assert read["REDIS_URL"] == "redis://c"


def test_a_missing_secret_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL_FILE", "/nowhere/at/all")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert entrypoint.main(["web"]) == 1
    assert "/nowhere/at/all" in capsys.readouterr().err


@pytest.mark.slow
def test_the_web_role_serves(monkeypatch: pytest.MonkeyPatch, django_db_setup: None) -> None:
    database = f"{embedded.database_url().rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    port = free_port()
    monkeypatch.setenv("PORT", port)
    monkeypatch.setenv("ALLOWED_HOSTS", ".switchboard.example")
    process = subprocess.Popen(
        [sys.executable, "-m", "config.entrypoint", "web"],
        cwd=PROJECT,
        env={**os.environ, "WEB_CONCURRENCY": "1", "DATABASE_URL": database},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 30
        while healthcheck.main() and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.1)
        assert healthcheck.main() == 0
    finally:
        process.terminate()
        assert process.wait(15) == 0
    assert not serve.answers("127.0.0.1", port)
