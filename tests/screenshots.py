"""`make screenshots`: pictures of the product, made by driving it, into `docs/images/` (or the folder that is named).

A demonstration of its own is seeded into a database of its own, served on a free port and dropped at the end. Arguments:
the folder, and the names of pictures. `FULL=1` takes every page, whole, in both widths and themes.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from playwright.sync_api import Browser, Page, sync_playwright

from config import chromium, embedded
from wizard.demonstration import PASSWORD

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "switchboard_screenshots"
WIDTHS = {"1440": 1440, "390": 390}
ROSA, DIEGO, NORA = "rosa@halden.example", "diego@andina.example", "nora@orchard.example"
GRACE = "grace@cedar.example"
DESK, OPERATOR = "desk@switchboard.example", "operator@switchboard.example"

# Name of the picture: who looks, at which address, and which links are then clicked, one after another.
PAGES: dict[str, tuple[str, ...]] = {
    "task-list": (ROSA, "/t/halden/"),
    "task-list-new": (NORA, "/t/orchard/"),
    "task-list-direct-routing": (DIEGO, "/t/andina/"),
    "overview": (GRACE, "/t/cedar/"),
    "task-list-finished": (GRACE, "/t/cedar/steps/"),
    "step-1": (ROSA, "/t/halden/countries/"),
    "compare": (ROSA, "/t/halden/countries/compare/?country=US&country=FR&country=DE&country=PE"),
    "countries": (ROSA, "/t/halden/countries/all/"),
    "step-2": (ROSA, "/t/halden/licences/"),
    "licence-files": (ROSA, "/t/halden/licences/files/"),
    "licence-file": (ROSA, "/t/halden/licences/files/", "audio-conferencing-spring.csv"),
    "people": (ROSA, "/t/halden/people/"),
    "step-3": (ROSA, "/t/halden/numbers/people/"),
    "numbers": (ROSA, "/t/halden/numbers/"),
    "number-files": (ROSA, "/t/halden/numbers/assign/files/"),
    "reservations": (ROSA, "/t/halden/numbers/reservations/"),
    "reservation": (ROSA, "/t/halden/numbers/reservations/", "RV-1001"),
    "ports": (ROSA, "/t/halden/ports/"),
    "port-new": (ROSA, "/t/halden/ports/new/"),
    "port-order": (ROSA, "/t/halden/ports/", "Showroom"),
    "port-desk": (DESK, "/desk/ports/view/open/"),
    "port-review": (DESK, "/desk/ports/", "PO-1002"),
    "port-returned": (DESK, "/desk/ports/view/customer/", "PO-1003"),
    "jobs": (ROSA, "/t/halden/jobs/"),
    "reserve": (ROSA, "/t/halden/numbers/reservations/new/?text=8 Seattle; 4 Portland; 2 toll-free US"),
    "step-4": (ROSA, "/t/halden/service-numbers/"),
    "step-5": (ROSA, "/t/halden/calling-plans/"),
    "calling-plan-people": (ROSA, "/t/halden/calling-plans/people/"),
    "sounds": (ROSA, "/t/halden/sounds/"),
    "step-7": (ROSA, "/t/halden/queues/"),
    "call-queue": (GRACE, "/t/cedar/queues/", "Appointments"),
    "call-queue-form": (GRACE, "/t/cedar/queues/", "Appointments", "Edit"),
    "step-8": (ROSA, "/t/halden/attendants/"),
    "attendant": (GRACE, "/t/cedar/attendants/", "Main line"),
    "attendant-hours": (GRACE, "/t/cedar/attendants/", "Main line", "Edit the business hours"),
    "attendant-flow": (GRACE, "/t/cedar/attendants/", "Main line", "Edit what callers hear"),
    "groups": (ROSA, "/t/halden/groups/"),
    "step-9": (ROSA, "/t/halden/service-numbers/answers/"),
    "answers": (GRACE, "/t/cedar/service-numbers/answers/"),
    "step-6": (ROSA, "/t/halden/conferencing/"),
    "organisers": (ROSA, "/t/halden/conferencing/organisers/"),
    "step-10": (ROSA, "/t/halden/credits/"),
    "credit-ledger": (ROSA, "/t/halden/credits/ledger/"),
    "credit-estimate": (ROSA, "/t/halden/credits/estimate/"),
    "credit-automatic": (ROSA, "/t/halden/credits/automatic/"),
    "organisation": (ROSA, "/t/halden/organisation/"),
    "sites": (ROSA, "/t/halden/sites/"),
    "history": (ROSA, "/t/halden/history/"),
    "request": (ROSA, "/t/halden/requests/1/"),
    "request-new": (ROSA, "/t/halden/requests/new/?country=DE"),
    "desk": (DESK, "/desk/waiting/"),
    "desk-request": (DESK, "/desk/requests/1/"),
    "operator": (OPERATOR, "/operator/"),
    "gallery": (ROSA, "/gallery/"),
    "sign-in": ("", "/account/login/"),
}

# The pictures of the documentation: one screen each.
DOCUMENTED = (
    "task-list",
    "compare",
    "people",
    *(f"step-{number}" for number in range(1, 11)),
    "attendant",
    "overview",
    "licence-files",
    "reserve",
    "jobs",
    "port-desk",
    "port-review",
    "port-order",
    "desk-request",
)


@contextmanager
def database() -> Iterator[str]:
    """A database of its own on the embedded server; its address."""
    address = embedded.database_url()
    parts = urlsplit(address)
    with _server(address) as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    try:
        yield urlunsplit(parts._replace(path=f"/{DATABASE}"))
    finally:
        with _server(address) as cursor:
            cursor.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


@contextmanager
def _server(address: str) -> Iterator["psycopg2.extensions.cursor"]:
    connection = psycopg2.connect(address)
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    """The console on a free port; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str) -> None:
    for _try in range(200):
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own server
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise SystemExit(f"{address} does not answer.")


def signed_in(browser: Browser, address: str, email: str, width: int, theme: str) -> Page:
    """A page of somebody who has signed in, in a width and a theme."""
    page = browser.new_context(
        viewport={"width": width, "height": 1000}, color_scheme="dark" if theme == "dark" else "light"
    ).new_page()
    if email:
        page.goto(f"{address}/account/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_load_state()
    return page


def take(address: str, folder: Path, words: list[str]) -> None:
    """All pictures whose names contain one of the words."""
    everything = os.environ.get("FULL") == "1"
    shots = (
        [(w, t) for w in WIDTHS for t in ("light", "dark")]
        if everything
        else [("1440", "light"), ("390", "dark")]
    )
    wanted = words or ([] if everything else list(DOCUMENTED))
    chosen = {
        name: page for name, page in PAGES.items() if not wanted or any(word == name for word in wanted)
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        for width, theme in shots:
            pages: dict[str, Page] = {}
            for name, (email, path, *links) in chosen.items():
                page = pages.get(email) or signed_in(browser, address, email, WIDTHS[width], theme)
                pages[email] = page
                answer = page.goto(f"{address}{path}")
                for link in links:
                    page.get_by_role("main").get_by_role("link", name=link).first.click()
                    page.wait_for_load_state()
                page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=everything)
                print(f"{name}-{width}-{theme}.png {answer.status if answer else ''}")  # noqa: T201
        browser.close()


def main(arguments: list[str]) -> int:
    """Seed, serve, take, drop."""
    folder = Path(arguments[0]) if arguments else ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    with database() as address:
        environment = {**os.environ, "DATABASE_URL": address, "SWITCHBOARD_MODE": "demonstration"}
        for command in (
            ["migrate", "-v0"],
            ["createcachetable"],
            ["load_reference_data"],
            ["load_products"],
            ["seed_demonstration"],
        ):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
        heartbeat = "from jobs.heartbeat import beat; beat()"
        subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c", heartbeat],
            cwd=ROOT,
            env=environment,
            check=True,
        )
        with served(environment) as console:
            take(console, folder, arguments[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
