"""Four pages of the product, each against a floor: `make bench`.

The floor is a page of the same size, with one SELECT and one template, on the same server with the same database settings. Both are
asked in turns in one run, and what is compared is the time on a processor per request (own and kernel time of the server's
processes, divided by the requests). Answers are not compressed on either side: compression would cost both the same and make
every ratio look better. A form is compared with a page of the size of the one it was sent from, though its answer is a redirect.
"""

import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count, cycle
from pathlib import Path

from bench.data import PEOPLE, WORKSHOP, add_trainers, prepare
from bench.servers import Browser, Server, csrf_token, running
from lms import clock
from lms.config import load_settings
from lms.demo.services import PASSWORD
from lms.identifiers import new_id

AIM = 2.5
REQUESTS = 30
FLOOR_REQUESTS = 60
"""Twice as many, because the system counts time on a processor in hundredths of a second and the floor takes less of it."""
ROUNDS = 8
SECONDS = 40

LESSON = "/fr/modules/legal-framework/three-elements"
QUIZ = "/fr/quizzes/legal-framework"
COVERAGE = "/fr/coverage"


@dataclass
class Case:
    """A page or a form to measure, and what was measured."""

    name: str
    size: int
    """Bytes of the page, or of the page that the form is on."""
    ask: Callable[[], object]
    real: list[float] = field(default_factory=list)
    """Seconds on a processor per request, one figure per round."""
    floor: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """What all rounds took, page against floor."""
        return sum(self.real) / sum(self.floor)

    @property
    def ratios(self) -> list[float]:
        """The same for each round."""
        return [real / floor for real, floor in zip(self.real, self.floor, strict=True)]


def main() -> None:
    """Prepare, measure, print."""
    if not Path("/proc/self/stat").exists():
        raise SystemExit("The benchmark reads /proc, so it needs Linux.")
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as folder:
        environ = {"RELAIS_DATA_DIR": folder, "RELAIS_DEMO": "1", "SECRET_KEY": "for the benchmark", "DATABASE_URL": "", "RELAIS_HOST": "127.0.0.1"}
        tokens = add_trainers(prepare(load_settings(environ), half_days=REQUESTS * (ROUNDS + 1)), REQUESTS)
        with (
            running(["-m", "flask", "--app", "wsgi", "serve"], environ, "/healthz") as product,
            running(["-m", "bench.floor"], environ, "/page/10000") as floor,
        ):
            cases = [lesson(product), quiz(product, tokens), attendance(product), coverage(product)]
            measure(cases, product, floor)
    show(cases)


def measure(cases: list[Case], product: Server, floor: Server) -> None:
    """Ask for everything in turns, until there are rounds enough or the time is over. The first round warms up and is not kept."""
    bare = Browser(floor.port)
    started = time.monotonic()
    for number in range(ROUNDS + 1):
        for case in cases:
            real = _per_request(product, case.ask, REQUESTS)
            least = _per_request(floor, partial(bare.get, f"/page/{case.size}"), FLOOR_REQUESTS)
            if number:
                case.real.append(real)
                case.floor.append(least)
        if number >= 3 and time.monotonic() - started > SECONDS:
            return


def show(cases: list[Case]) -> None:
    """Print the table."""
    print(f"{'':<34}{'page':>9}{'CPU per request':>18}{'floor':>11}{'ratio':>8}   lowest to highest round")
    for case in cases:
        real, floor = statistics.mean(case.real) * 1000, statistics.mean(case.floor) * 1000
        spread = f"{min(case.ratios):.2f} to {max(case.ratios):.2f}"
        print(f"{case.name:<34}{case.size / 1000:>6.1f} kB{real:>15.2f} ms{floor:>8.2f} ms{case.ratio:>8.2f}   {spread}")
    print(f"\nThe aim is {AIM} or less. {len(cases[0].real)} rounds, each with {REQUESTS} requests of the page and {FLOOR_REQUESTS} of the floor.")


def lesson(server: Server) -> Case:
    """A lesson, as a trainer reads it."""
    browser = _signed_in(server, "formatrice@demo.example")
    return Case("Lesson, read", len(browser.get(LESSON)), lambda: browser.get(LESSON))


def quiz(server: Server, tokens: list[str]) -> Case:
    """The answers of open attempts saved: the first choice of each question, then the last, in turns, so that each form states facts.

    Everybody saves once a round, as often as in an attempt: what is read grows with what was answered before.
    """
    saves = []
    for token in tokens:
        browser, address, page = begin(server.port, token)
        first, last = choices_of(page), dict(_choices(page.decode()))
        saves.append((browser, address, csrf_token(page), cycle([first, last])))
    turns = cycle(saves)

    def save() -> None:
        browser, address, csrf, answers = next(turns)
        browser.post(address, {**next(answers), "action": "save", **_fresh(csrf)})

    return Case(f"Answers to {len(first)} questions, saved", len(page), save)


def begin(port: int, token: str) -> tuple[Browser, str, bytes]:
    """Begin an attempt as whoever has this session; return the browser, the address of the attempt and its page."""
    browser, attempt = Browser(port, cookies={"relais": token}), str(new_id(clock.now()))
    page = browser.get(QUIZ, keep_cookies=True)
    browser.post(QUIZ, {"csrf_token": csrf_token(page), "event_id": attempt, "view": "all"})
    address = f"/fr/attempts/{attempt}"
    return browser, address, browser.get(address, keep_cookies=True)


def attendance(server: Server) -> Case:
    """Forty marks in one form, each time for a half-day that has none yet."""
    browser = _signed_in(server, "organisation@demo.example")
    page = browser.get(_half_day(1), keep_cookies=True)
    room = choices_of(page)
    assert len(room) == PEOPLE
    token, half_days = csrf_token(page), map(_half_day, count(1))
    return Case(f"Attendance of {PEOPLE}, marked", len(page), lambda: browser.post(next(half_days), {**room, **_fresh(token)}))


def coverage(server: Server) -> Case:
    """The coverage of the country, as a monitor sees it."""
    browser = _signed_in(server, "suivi@demo.example")
    return Case("Coverage, read", len(browser.get(COVERAGE)), lambda: browser.get(COVERAGE))


def _per_request(server: Server, ask: Callable[[], object], requests: int) -> float:
    before = server.cpu_seconds()
    for _ in range(requests):
        ask()
    return (server.cpu_seconds() - before) / requests


def _signed_in(server: Server, identifier: str) -> Browser:
    browser = Browser(server.port)
    browser.sign_in(identifier, PASSWORD)
    return browser


def choices_of(page: bytes) -> dict[str, str]:
    """Return the first choice of each question or person: {name of the field: value}."""
    choices: dict[str, str] = {}
    for name, value in _choices(page.decode()):
        choices.setdefault(name, value)
    return choices


def _choices(page: str) -> Iterator[tuple[str, str]]:
    for tag in re.findall(r"<input[^>]*>", page):
        if re.search(r'type="(radio|checkbox)"', tag):
            given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            yield given["name"], given["value"]


def _fresh(token: str) -> dict[str, str]:
    return {"csrf_token": token, "event_id": str(new_id(clock.now()))}


def _half_day(position: int) -> str:
    return f"/fr/workshops/{WORKSHOP}/half-days/{position}"


if __name__ == "__main__":
    sys.exit(main())
