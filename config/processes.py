"""Child processes of `config.serve`: their lines with a name before each, restarts with back-off, and a clean end."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping

COLOURS = {"web": "36", "worker": "33", "beat": "35", "serve": "32"}

# A child that lived this many seconds counts as healthy: its next end starts the back-off anew.
HEALTHY_AFTER = 30
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
# Ends in a row, without a healthy life between, after which the whole stops: something is wrong that time does not mend.
MOST_ENDS = 5

_printing = threading.Lock()


def say(name: str, line: str) -> None:
    """Print one line with the name of who says it, in colour on a terminal. A reader that went away is not an error."""
    prefix = f"{name:>6} │ "
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        prefix = f"\x1b[{COLOURS.get(name, '0')}m{prefix}\x1b[0m"
    with _printing, contextlib.suppress(BrokenPipeError):
        sys.stdout.write(f"{prefix}{line}\n")
        sys.stdout.flush()


class Child:
    """One process in a group of its own, so that a key pressed in the terminal reaches us alone and we end it in order."""

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str], directory: str) -> None:
        self.name = name
        self.command = command
        self.environment = environment
        self.directory = directory
        self.ends = 0
        self.start_at = 0.0
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the process and stream what it says."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=self.directory,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        threading.Thread(target=self._stream, args=[self.process], daemon=True).start()

    def _stream(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                say(self.name, line.rstrip())

    def watch(self) -> str:
        """Notice an end and start again when its pause is over. Returns why everything must stop, or an empty string."""
        if self.process is None:
            if time.monotonic() >= self.start_at:
                self.start()
            return ""
        code = self.process.poll()
        if code is None:
            return ""
        self.kill_group()
        self.process = None
        self.ends = 1 if time.monotonic() - self.started_at > HEALTHY_AFTER else self.ends + 1
        if self.ends >= MOST_ENDS:
            return f"{self.name} ended {self.ends} times in a row (last with code {code}); its last lines above say why."
        pause = min(FIRST_PAUSE * 2 ** (self.ends - 1), LONGEST_PAUSE)
        self.start_at = time.monotonic() + pause
        say("serve", f"{self.name} ended with code {code}; starting it again in {pause:.0f} s.")
        return ""

    def signal_group(self, number: int) -> None:
        """Send a signal to the process and its children, when there are any left."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def terminate(self) -> None:
        """Ask the process to end in order. It tells its own children; a signal to all at once would make them race."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def kill_group(self) -> None:
        """End what is left of the group, at once."""
        self.signal_group(signal.SIGKILL)


def stop_all(children: list[Child], grace: float) -> None:
    """End all children: TERM to each, and KILL to what is left after `grace` seconds."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + grace
    for child in children:
        if child.process is None:
            continue
        try:
            child.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say("serve", f"{child.name} did not end within {grace:.0f} s and is killed.")
        child.kill_group()
        child.process.wait()
