"""Where the embedded servers keep things, and as which user they run.

Everything lies in one directory per variant: `var/embedded`, or `var/test`. PostgreSQL refuses to run as root, so under
root it runs as an unprivileged user; when that user cannot reach the directory (a clone under /root, say) the server's
files go to a private directory in /var/tmp, remembered in `<directory>/outside`. Modes of folders above are never changed.
"""

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.embedded.errors import EmbeddedError

PROJECT = Path(__file__).resolve().parent.parent.parent
VAR = PROJECT / "var"

# A socket's path may have 107 bytes on Linux and 103 elsewhere, and PostgreSQL adds "/.s.PGSQL.5432.lock" to ours.
LONGEST_SOCKET_DIRECTORY = 80


@dataclass(frozen=True)
class Instance:
    """One pair of servers: its directory, and whether its data may be lost with the machine."""

    directory: Path
    durable: bool = True

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the pair's lock, so that two processes never start or stop the same server at once."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with open(self.directory / "lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def remembered(self, name: str) -> str:
        """What `remember(name, ...)` stored, or an empty string."""
        path = self.directory / name
        return path.read_text(encoding="utf-8").strip() if path.exists() else ""

    def remember(self, name: str, value: str) -> None:
        """Store a small value in a file that only we can read, replacing it at once or not at all."""
        fresh = self.directory / f"{name}.new"
        with open(
            os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(value)
        fresh.rename(self.directory / name)


@dataclass(frozen=True)
class Owner:
    """The user that PostgreSQL runs as; `uid` is None when that is ourselves."""

    uid: int | None = None
    gid: int | None = None

    def run_options(self) -> dict[str, Any]:
        """The options of `subprocess.run` that make the child this user, with an environment of nothing but a path."""
        environment = {"PATH": os.defpath, "LC_ALL": "C"}
        if self.uid is None:
            return {"cwd": "/", "env": environment}
        return {"cwd": "/", "env": environment, "user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        """Make `path` theirs and closed to everybody else."""
        path.chmod(0o700)
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def owns(self, path: Path) -> bool:
        """Is `path` a real directory, theirs, and closed to others? What a stranger prepared is not."""
        expected = os.getuid() if self.uid is None else self.uid
        try:
            status = path.lstat()
        except FileNotFoundError:
            return False
        return (
            path.is_dir()
            and not path.is_symlink()
            and status.st_uid == expected
            and not status.st_mode & 0o077
        )


def instance_for(variant: str | None = None) -> Instance:
    """The pair of servers of `variant` ("" or "test"); without one, what `SWITCHBOARD_EMBEDDED` says."""
    chosen = os.environ.get("SWITCHBOARD_EMBEDDED", "") if variant is None else variant
    if chosen not in ("", "test"):
        raise EmbeddedError("SWITCHBOARD_EMBEDDED is empty or test.")
    return Instance(VAR / "test", durable=False) if chosen else Instance(VAR / "embedded")


def choose_owner() -> Owner:
    """Ourselves, or an unprivileged user when we are root. Raises EmbeddedError when there is none."""
    if os.geteuid() != 0:
        return Owner()
    for name in ("nobody", "postgres", "daemon"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Owner(entry.pw_uid, entry.pw_gid)
    raise EmbeddedError(
        "PostgreSQL refuses to run as root and there is no user `nobody` to run it as: "
        "start Switchboard as an ordinary user, or set DATABASE_URL."
    )


def reaches(owner: Owner, path: Path, *, test: str) -> bool:
    """Can `owner` do `test` (-x, -r, -w as of test(1)) with `path`? Tried, because modes alone do not say."""
    try:
        done = subprocess.run(
            ["/bin/sh", "-c", f'test {test} "$0"', str(path)], check=False, **owner.run_options()
        )
    except PermissionError as error:
        raise EmbeddedError(
            "PostgreSQL refuses to run as root, and this system does not let root run it as another user: "
            "start Switchboard as an ordinary user, or set DATABASE_URL."
        ) from error
    return done.returncode == 0


def server_home(instance: Instance, owner: Owner) -> Path:
    """A directory for PostgreSQL's files that `owner` reaches and nobody else does; made at first use, then remembered."""
    if (known := instance.remembered("outside")) and owner.owns(Path(known)):
        return Path(known)
    inside = instance.directory / "postgres"
    inside.mkdir(exist_ok=True)
    owner.give(inside)
    if reaches(owner, inside, test="-w"):
        return inside
    inside.rmdir()
    outside = _private_directory(instance, owner)
    instance.remember("outside", str(outside))
    return outside


def socket_directory(instance: Instance, home: Path, owner: Owner) -> Path:
    """A directory for the socket, open to its owner alone: inside `home`, or in the temporary folder when that is long."""
    near = home / "run"
    if len(os.fsencode(near)) <= LONGEST_SOCKET_DIRECTORY:
        near.mkdir(exist_ok=True)
        owner.give(near)
        return near
    known = instance.remembered("sockets")
    if known and owner.owns(Path(known)):
        return Path(known)
    far = Path(tempfile.mkdtemp(prefix="switchboard-", dir="/tmp"))
    owner.give(far)
    instance.remember("sockets", str(far))
    return far


def _private_directory(instance: Instance, owner: Owner) -> Path:
    """A directory outside the project, named after it, so that it is found again when var/ was copied or lost."""
    digest = hashlib.sha256(os.fsencode(instance.directory)).hexdigest()[:16]
    parent = Path("/var/tmp") if Path("/var/tmp").is_dir() else Path(tempfile.gettempdir())
    path = parent / f"switchboard-{digest}"
    if owner.owns(path):
        return path
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        path = Path(tempfile.mkdtemp(prefix=f"switchboard-{digest}-", dir=parent))
    owner.give(path)
    return path


def remove_everything() -> list[Path]:
    """Delete var/ and the directories outside it that its servers used; the paths that were deleted."""
    outside = [
        Path(known)
        for directory in (VAR / "embedded", VAR / "test")
        for name in ("outside", "sockets")
        if (known := Instance(directory).remembered(name))
    ]
    found = [path for path in (*outside, VAR) if path.is_dir() and not path.is_symlink()]
    for path in found:
        shutil.rmtree(path)
    return found
