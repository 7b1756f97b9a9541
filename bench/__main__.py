"""`python -m bench [names]`: run all benchmarks or some, print a table, write var/bench.json."""

import importlib
import os
import pkgutil
import sys

import bench

DATABASE = "switchboard_bench"


def main(names: list[str]) -> int:
    """0, or 2 when there is no such benchmark. A benchmark that raises ends the run."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["SWITCHBOARD_MODE"] = "test"
    import django  # noqa: PLC0415 - after the mode

    from config.celery import set_loaded_code_apart  # noqa: PLC0415

    django.setup()
    for module in pkgutil.iter_modules(bench.__path__):
        if not module.name.startswith("__") and module.name != "report":
            importlib.import_module(f"bench.{module.name}")
    set_loaded_code_apart()  # as a worker does
    if unknown := set(names) - set(bench.BENCHMARKS):
        known = ", ".join(sorted(bench.BENCHMARKS)) or "none"
        print(f"No benchmark named {', '.join(sorted(unknown))}. There are: {known}.", file=sys.stderr)
        return 2
    run(names or sorted(bench.BENCHMARKS))
    return 0


def run(names: list[str]) -> None:
    """Run in a fresh database, which is dropped whatever happens."""
    from django.conf import settings  # noqa: PLC0415 - after the mode
    from django.db import connection  # noqa: PLC0415

    from bench import report  # noqa: PLC0415

    os.makedirs(settings.STATIC_ROOT, exist_ok=True)  # WhiteNoise warns when it is missing
    connection.settings_dict["TEST"]["NAME"] = DATABASE
    original = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        found = []
        for name in names:
            print(f"{name} ...", file=sys.stderr)
            found += list(bench.BENCHMARKS[name]())
    finally:
        connection.creation.destroy_test_db(original, verbosity=0)
    print(report.machine())
    print(report.table(found))
    report.write(found, settings.VAR_DIR / "bench.json")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
