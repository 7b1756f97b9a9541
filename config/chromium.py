"""The browser of the tests and the screenshots: `python -m config.chromium` makes sure that there is one."""

import glob
import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# What keeps the browser quiet, quick and able to run as root in a container.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    """The path of a Chromium: `CHROMIUM`, one on the path, or one that Playwright installed."""
    if chosen := os.environ.get("CHROMIUM"):
        return chosen
    for name in NAMES:
        if found := shutil.which(name):
            return found
    cache = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or str(Path.home() / ".cache" / "ms-playwright")
    installed = sorted(glob.glob(f"{cache}/chromium-*/chrome-linux*/chrome"))
    return installed[-1] if installed else None


def ensure() -> str | None:
    """Find Chromium, or install it: through Playwright, or as root through the system's packages."""
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        attempts += [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]]
    for command in attempts:
        if found := find():
            return found
        subprocess.run(command, check=False)
    return find()


def main() -> int:
    """Say where the browser is; 1 with a sentence when there is none."""
    found = ensure()
    if found is None:
        print("There is no Chromium: install one, or set CHROMIUM to its path.", file=sys.stderr)
        return 1
    print(f"Browser: {found}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
