"""`python -m config.entrypoint web|worker|beat|migrate`: what runs in the container, one process per role.

`config.serve` runs the same commands on one machine, so what is tried locally is what is deployed.
"""

import os
import sys
from collections.abc import Mapping

from config.embedded import EmbeddedError, given

MANAGE = [sys.executable, "-m", "django"]
CELERY = [sys.executable, "-m", "celery", "--app", "config.celery"]

# Addresses that may come from a mounted secret; Django's own secrets are read from their files by the settings.
ADDRESSES = ("DATABASE_URL", "REDIS_URL")

# Production does not start with the demonstration's accounts, key or money: these checks are errors.
CHECK = [*MANAGE, "check", "--deploy", "--database", "default", "--fail-level", "ERROR"]

# Beat remembers its last runs in a file; a lost one only means that each sweep runs at once.
SCHEDULE = "/tmp/celerybeat-schedule"


def commands(role: str, environment: Mapping[str, str] = os.environ) -> list[list[str]]:
    """The commands of a role in their order; the last one is the one that stays. Raises KeyError for an unknown role."""
    concurrency = environment.get("WORKER_CONCURRENCY", "2")
    schedule = environment.get("BEAT_SCHEDULE", SCHEDULE)
    table = {
        "web": [
            [
                sys.executable,
                "-m",
                "gunicorn",
                "--config",
                "python:config.gunicorn",
                "config.wsgi:application",
            ]
        ],
        "worker": [[*CELERY, "worker", "--loglevel", "INFO", "--concurrency", concurrency]],
        "beat": [[*CELERY, "beat", "--loglevel", "INFO", "--schedule", schedule, "--pidfile", ""]],
        "migrate": [
            [*MANAGE, "migrate", "--no-input"],
            [*MANAGE, "createcachetable"],
            [*MANAGE, "load_reference_data"],
            [*MANAGE, "load_products"],
        ],
    }
    in_production = environment.get("SWITCHBOARD_MODE") == "production"
    return [*([CHECK] if in_production and role != "migrate" else []), *table[role]]


ROLES = ("web", "worker", "beat", "migrate")


def environment_for(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The children's environment: addresses that came as files are read, and the settings module is named."""
    read = {name: value for name in ADDRESSES if (value := given(name, environment))}
    return {"DJANGO_SETTINGS_MODULE": "config.settings", **environment, **read}


def main(arguments: list[str]) -> int:
    """Become the role's process. Returns only when a preparing command fails (its code) or the role is unknown (2)."""
    if len(arguments) != 1 or arguments[0] not in ROLES:
        print(f"Usage: python -m config.entrypoint {'|'.join(ROLES)}", file=sys.stderr)
        return 2
    try:
        environment = environment_for()
    except (OSError, EmbeddedError) as error:
        print(error, file=sys.stderr)
        return 1
    *first, last = commands(arguments[0], environment)
    for command in first:
        code = os.spawnvpe(os.P_WAIT, command[0], command, environment)
        if code:
            return code
    # Replacing ourselves hands signals to the server itself, so that a container stops gracefully.
    return os.execvpe(last[0], last, environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
