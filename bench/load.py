"""Two hundred and twenty people hand in a quiz within the same ten seconds, on the default database: `make bench`.

Everybody has begun beforehand and has the page open. Each sends one form, with its answers, at a moment of the ten seconds fixed by lot.
What is shown is how long the answers took, whether one was refused, and whether every attempt is there, once, with its answers.
"""

import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from uuid import UUID

from sqlalchemy import func, select

from bench.data import add_trainers, prepare
from bench.run import QUIZ, begin, choices_of
from bench.servers import Browser, csrf_token, running
from lms import clock
from lms.app import create_app
from lms.config import Settings, load_settings
from lms.db import db
from lms.identifiers import new_id
from lms.quizzes.models import AnswerGiven, Attempt

PEOPLE = 220
SECONDS = 10
_SLUG = QUIZ.rsplit("/", 1)[-1]


@dataclass
class Sitting:
    """Somebody with the page of their attempt open."""

    browser: Browser
    address: str
    fields: dict[str, str]


def main() -> int:
    """Prepare, let everybody hand in, count."""
    with tempfile.TemporaryDirectory(prefix="relais-load-") as folder:
        environ = {"RELAIS_DATA_DIR": folder, "RELAIS_DEMO": "1", "SECRET_KEY": "for the benchmark", "DATABASE_URL": "", "RELAIS_HOST": "127.0.0.1"}
        settings = load_settings(environ)
        tokens = add_trainers(prepare(settings, half_days=1), PEOPLE)
        with running(["-m", "flask", "--app", "wsgi", "serve"], environ, "/healthz") as server:
            sittings = [_begin(server.port, token) for token in tokens]
            lot = random.Random(1)
            moments = [lot.uniform(0, SECONDS) for _person in sittings]
            start = time.monotonic()
            with ThreadPoolExecutor(PEOPLE) as pool:
                taken = list(pool.map(lambda pair: _hand_in(pair[0], start + pair[1]), zip(sittings, moments, strict=True)))
        return _report(settings, sittings, taken)


def _begin(port: int, token: str) -> Sitting:
    browser, address, page = begin(port, token)
    fields = {**choices_of(page), "csrf_token": csrf_token(page), "event_id": str(new_id(clock.now())), "action": "submit", "with_blanks": "yes"}
    browser.connection.close()
    return Sitting(browser, address, fields)


def _hand_in(sitting: Sitting, moment: float) -> float | None:
    """Send the form at a moment; return how many seconds the answer took, or None when it was not the redirect of a success."""
    time.sleep(max(0.0, moment - time.monotonic()))
    asked = time.monotonic()
    try:
        sitting.browser.post(sitting.address, sitting.fields)
    except (AssertionError, OSError, HTTPException):
        return None
    return time.monotonic() - asked


def _report(settings: Settings, sittings: list[Sitting], taken: list[float | None]) -> int:
    good = sorted(seconds for seconds in taken if seconds is not None)
    app = create_app(settings)
    with app.app_context():
        mine = select(Attempt.id).where(Attempt.quiz == _SLUG, Attempt.id.in_([UUID(sitting.address.rsplit("/", 1)[-1]) for sitting in sittings]))
        finished = db.session.scalar(select(func.count()).select_from(mine.where(Attempt.submitted_at.is_not(None)).subquery()))
        answers = db.session.scalar(select(func.count()).select_from(AnswerGiven).where(AnswerGiven.attempt_id.in_(mine)))
    refused = len(taken) - len(good)
    sys.stdout.write(f"{len(taken)} people hand in within {SECONDS} s: {refused} refused, {finished} attempts finished, {answers} answers; ")
    sys.stdout.write(f"answers took {good[len(good) // 2]:.2f} s (median), {good[len(good) * 95 // 100]:.2f} s (95 %), {good[-1]:.2f} s (longest)\n")
    return 1 if refused or finished != len(sittings) else 0


if __name__ == "__main__":
    sys.exit(main())
