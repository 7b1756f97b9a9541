"""`python -m config.embedded start|stop|status|env|reset`: the embedded servers by hand."""

import sys

from config.embedded import EmbeddedError, ensure_running, status, stop
from config.embedded.places import instance_for, remove_everything


def main(arguments: list[str]) -> int:
    """Run one command; the exit code is 0, or 1 when a server cannot be started, or 2 when the command is unknown."""
    commands = {
        "start": start,
        "stop": stop_all,
        "status": show_status,
        "env": show_environment,
        "reset": reset,
    }
    if len(arguments) != 1 or arguments[0] not in commands:
        print(f"Usage: python -m config.embedded {'|'.join(commands)}", file=sys.stderr)
        return 2
    try:
        commands[arguments[0]]()
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def start() -> None:
    """Start what does not run."""
    ensure_running()
    show_status()


def stop_all() -> None:
    """Stop what runs."""
    stopped = stop()
    print(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")


def show_status() -> None:
    """One line per server."""
    for name, running in status().items():
        print(f"{name}: {'running' if running else 'not running'}")


def show_environment() -> None:
    """The addresses as shell assignments, for `eval "$(python -m config.embedded env)"`. Starts the servers."""
    found = ensure_running()
    print(f"export DATABASE_URL='{found.database_url}'\nexport REDIS_URL='{found.redis_url}'")


def reset() -> None:
    """Stop both pairs of servers and delete var/ and what lies outside it on its behalf, saying what goes."""
    for variant in ("", "test"):
        place = instance_for(variant)
        if place.directory.exists():
            stop(place)
    for path in remove_everything():
        print(f"Deleted {path}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
