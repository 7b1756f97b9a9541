"""The embedded servers: started once, found again, started anew after a crash, refused in production."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import pytest
import redis

from config import embedded
from config.embedded.places import PROJECT, Instance, Owner

pytestmark = pytest.mark.slow


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Instance]:
    """A pair of servers of our own, in a folder that other users cannot enter."""
    for name in ("DATABASE_URL", "DATABASE_URL_FILE", "REDIS_URL", "REDIS_URL_FILE"):
        monkeypatch.delenv(name, raising=False)
    place = Instance(tmp_path / "embedded", durable=False)
    yield place
    embedded.stop(place)
    outside = place.remembered("outside")
    if outside:
        subprocess.run(["rm", "-rf", outside], check=True)


def query(url: str, sql: str) -> str:
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return str(cursor.fetchone()[0])
    finally:
        connection.close()


def test_starting_twice_gives_the_same_servers(instance: Instance) -> None:
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(embedded.ensure_running, [instance, instance])
    assert first == second
    assert embedded.status(instance) == {"postgres": True, "redis": True}
    assert query(first.database_url, "SHOW server_encoding") == "UTF8"
    assert query(first.database_url, "SHOW listen_addresses") == ""
    assert redis.Redis.from_url(first.redis_url).ping()
    assert sorted(embedded.stop(instance)) == ["postgres", "redis"]
    assert embedded.status(instance) == {"postgres": False, "redis": False}
    assert embedded.stop(instance) == []


def test_a_killed_server_comes_back_where_it_was(instance: Instance) -> None:
    before = embedded.ensure_running(instance)
    home = Path(instance.remembered("outside") or instance.directory / "postgres")
    os.kill(int((home / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    client = redis.Redis.from_url(before.redis_url)
    os.kill(int(client.info("server")["process_id"]), signal.SIGKILL)
    client.close()
    time.sleep(0.1)
    assert embedded.ensure_running(instance) == before
    assert query(before.database_url, "SELECT 1") == "1"


def test_redis_wants_a_password(instance: Instance) -> None:
    url = embedded.redis_url(instance)
    bare = "redis://" + url.partition("@")[2]
    client = redis.Redis.from_url(bare)
    with pytest.raises(redis.AuthenticationError):
        client.ping()
    client.close()


def test_files_of_others_are_not_trusted(tmp_path: Path) -> None:
    owner = Owner()
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "closed").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "closed")
    assert owner.owns(tmp_path / "closed")
    assert not owner.owns(tmp_path / "open")
    assert not owner.owns(tmp_path / "link")
    assert not owner.owns(tmp_path / "missing")


def test_the_environment_wins(instance: Instance, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("redis://elsewhere/3\n", encoding="utf-8")
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/db")
    monkeypatch.setenv("REDIS_URL_FILE", str(tmp_path / "secret"))
    assert embedded.ensure_running(instance) == embedded.Addresses(
        "postgres://elsewhere/db", "redis://elsewhere/3"
    )
    assert not instance.directory.exists()


def test_production_names_its_servers(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCHBOARD_MODE", "production")
    with pytest.raises(embedded.EmbeddedError, match="set DATABASE_URL"):
        embedded.database_url(instance)


def test_the_last_one_stops_the_servers(instance: Instance) -> None:
    first, second = embedded.share(instance), embedded.share(instance)
    embedded.redis_url(instance)
    embedded.leave(first, instance)
    assert embedded.status(instance)["redis"]
    embedded.leave(second, instance)
    assert not embedded.status(instance)["redis"]


def test_an_unknown_command_is_said() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "config.embedded", "dance"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "start|stop|status|env" in done.stderr
