"""`python -m config.healthcheck`: does the web process in this container answer? The exit code says it."""

import os
import sys

from config.serve import answers


def main() -> int:
    """0 when /healthz answers 200, else 1."""
    return 0 if answers("127.0.0.1", os.environ.get("PORT", "8000")) else 1


if __name__ == "__main__":
    sys.exit(main())
