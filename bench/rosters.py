"""What a list of ten thousand people costs to read and to sort, and to be searched for pairs: CPU seconds, times the floor, and the peak of memory.

The floor is python-calamine merely reading the cells of the same file, in the same process. Memory is that of a process which does nothing else.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from lms.people.name_words import FAMILY_NAMES, GIVEN_NAMES
from lms.rosters.evidence import Known
from lms.rosters.pairs import probable_pairs
from lms.rosters.reading import read_roster
from lms.rosters.rows import Row
from lms.rosters.sorting import SortedList, sort_rows

PEOPLE = 10_000
ROUNDS = 3
MOST_SECONDS = 5.0
MOST_MEGABYTES = 300
HEADERS = ("N°", "Nom", "Prénoms", "Sexe", "Fonction", "Structure", "Cercle", "Téléphone", "E-mail", "Année de naissance")
POSTS = (("Juge des enfants", "Tribunal pour enfants"), ("Gendarme", "Gendarmerie nationale"), ("Assistante sociale", "Développement social"))


def main() -> None:
    """Measure both lists, each in a process of its own, or the one named on the command line in this process."""
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as folder:
        for name, has_contacts in (("with numbers and addresses", True), ("names, functions and organisations only", False)):
            path = Path(folder) / "list.xlsx"
            path.write_bytes(workbook(has_contacts=has_contacts))
            sys.stdout.write(f"{PEOPLE} people against {PEOPLE} known, {name}\n")
            sys.stdout.flush()
            subprocess.run([sys.executable, "-m", "bench.rosters", str(path)], check=True)


def measure(path: Path) -> None:
    """Print what reading and sorting a list cost, against the same people known already."""
    data = path.read_bytes()
    reading = read_roster(data).reading
    known = [_known(row) for row in reading.rows]
    floor, _cells = _best(lambda: _cells_of(data))
    read, _roster = _best(lambda: read_roster(data))
    sort, outcome = _best(lambda: sort_rows(reading, known))
    pairs, _found = _best(lambda: probable_pairs(known))
    assert len(outcome.known) + len(outcome.doubtful) == len(reading.rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for name, seconds in (("read", read), ("sort", sort), ("both", read + sort), ("pairs", pairs)):
        sys.stdout.write(f"  {name:<6}{seconds:>6.2f} s CPU {seconds / floor:>7.1f} x floor\n")
    within = "within" if read + sort < MOST_SECONDS and peak < MOST_MEGABYTES else "OVER"
    sys.stdout.write(f"  peak {peak:>6.0f} MB  ({within} {MOST_SECONDS:.0f} s and {MOST_MEGABYTES} MB); {_summary(outcome)}\n")


def workbook(*, has_contacts: bool) -> bytes:
    """Return a list of invented people as XLSX, the same every time."""
    chance = random.Random(2022)
    family, given = sorted(FAMILY_NAMES), sorted(GIVEN_NAMES)
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Liste")
        sheet.write_row(0, 0, HEADERS)
        for number in range(1, PEOPLE + 1):
            function, organisation = chance.choice(POSTS)
            contacts = (70_000_000 + number, f"personne{number}@example.org") if has_contacts else ("", "")
            names = chance.choice(family).upper(), f"{chance.choice(given).title()} {chance.choice(given).title()}"
            sheet.write_row(number, 0, (number, *names, "FM"[number % 2], function, organisation, "Kati", *contacts, chance.choice((1970, 1985, ""))))
    return file.getvalue()


def _known(row: Row) -> Known:
    return Known(str(row.number), row.name.family, row.name.given, row.sex, row.phones, row.emails, row.function, row.organisation, row.place,
                 row.birth_year)  # fmt: skip


def _cells_of(data: bytes) -> object:
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()


def _summary(outcome: SortedList) -> str:
    return f"{len(outcome.new)} new, {len(outcome.known)} known, {len(outcome.doubtful)} doubtful"


def _best(run: Callable[[], object]) -> tuple[float, object]:
    taken = []
    result: object = None
    for _round in range(ROUNDS):
        started = time.process_time()
        result = run()
        taken.append(time.process_time() - started)
    return min(taken), result


if __name__ == "__main__":
    main()
