"""Which browser the journeys drive: the machine's own Chromium or Chrome, else Playwright's, else Debian's, installed."""

import os
import shutil
import sys
from pathlib import Path

from tests import debian

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "NO BROWSER: the journeys are not run. Install Chromium (on Debian: apt-get install chromium), then run the tests again."
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def find() -> str | None:
    """Return the path of a browser on this machine, or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    return next((str(path) for path in sorted(cache.glob("chromium-*/chrome-linux*/chrome"))), None)


def install() -> str | None:
    """Install Debian's Chromium when we may, and return its path, or None."""
    debian.install("chromium")
    return find()


def must_have_one() -> bool:
    """Tell whether a missing browser is a failure rather than a warning."""
    return os.environ.get("CI") == "true"


if __name__ == "__main__":
    if not (find() or install()):
        sys.stderr.write(MISSING + "\n")
        sys.exit(1 if must_have_one() else 0)
