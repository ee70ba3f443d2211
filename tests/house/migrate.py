"""One of several processes that migrate the same database at the same moment: `python -m tests.house.migrate URL FOLDER GATE`."""

import os
import sys
import time
from pathlib import Path

from lms.app import create_app
from lms.db.schema import upgrade_schema
from tests.conftest import settings_in


def main(url: str, folder: str, gate: str) -> None:
    """Get ready, wait for the gate to open, migrate."""
    app = create_app(settings_in(Path(folder), DATABASE_URL=url))
    with app.app_context():
        (Path(folder) / f"ready-{os.getpid()}").touch()
        while not Path(gate).exists():
            time.sleep(0.001)
        upgrade_schema()


if __name__ == "__main__":
    main(*sys.argv[1:])
