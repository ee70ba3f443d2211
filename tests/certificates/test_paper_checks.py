"""What programs that know nothing of ours say of the files of certificates."""

import hashlib
import io
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import cbor2
import outloud
import pdfua
import pikepdf
import pytest
import zxingcpp
from PIL import Image

from lms.certificates.pdf import certificate_pdf
from lms.certificates.pdf.parts import code_of
from lms.certificates.proof.signing import link_of
from lms.certificates.rules.facts import Facts, facts_as_json
from lms.certificates.rules.kinds import PaperFormat
from tests import debian
from tests.certificates.papers import ACCENTED, LONG, fullest, key, paper_facts
from tests.certificates.proof.samples import NAMES

POINTS = 72 / 25.4
SIZES = {PaperFormat.A4: (297.0, 210.0), PaperFormat.CARD: (85.6, 107.96)}
LANGUAGES = (("fr",), ("en",), ("fr", "en"))
_UNSEEN = re.compile(r"[\s\u200e\u200f\u202a-\u202e]")
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


@dataclass(frozen=True)
class Paper:
    """A certificate that has been drawn."""

    facts: Facts
    format: PaperFormat
    path: str
    content: bytes


def _cases() -> Iterator[tuple[str, Facts, PaperFormat]]:
    """Yield each difficult name on each kind of paper, the languages in turn, and papers as full as there can be."""
    for rank, name in enumerate(NAMES):
        for shift, kind in enumerate(("trainer", "participation")):
            for form in PaperFormat:
                languages = LANGUAGES[(rank + shift + (form is PaperFormat.CARD)) % 3]
                yield f"{rank}-{kind}-{form}-{'-'.join(languages)}", paper_facts(name, kind=kind, languages=languages), form
    for kind in ("trainer", "participation"):
        for form in PaperFormat:
            yield f"fullest-{kind}-{form}", fullest(kind), form


CASES = {name: (facts, form) for name, facts, form in _cases()}


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Paper]:
    """Draw all of them, once."""
    folder = tmp_path_factory.mktemp("papers")
    drawn = {}
    for name, (facts, form) in CASES.items():
        path = folder / f"{name}.pdf"
        path.write_bytes(certificate_pdf(facts, form))
        drawn[name] = Paper(facts, form, str(path), path.read_bytes())
    return drawn


@pytest.fixture(params=CASES)
def paper(request: pytest.FixtureRequest, papers: dict[str, Paper]) -> Paper:
    """One after the other."""
    return papers[request.param]


def squeezed(text: str) -> str:
    """Leave out spaces and marks of direction: readers place them differently after combining accents and between directions."""
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text))


def rendered(paper: Paper, dots_per_inch: int) -> Image.Image:
    """Return the page as a picture, as poppler draws it."""
    stem = f"{paper.path}-{dots_per_inch}"
    if not Path(f"{stem}.png").exists():
        debian.run("pdftoppm", "-r", str(dots_per_inch), "-png", "-singlefile", paper.path, stem)
    return Image.open(f"{stem}.png").convert("RGB")


def decoded_by_both(picture: Image.Image, folder: Path) -> set[str]:
    """Return what both readers find in a picture; they must find one code each."""
    path = folder / "picture.png"
    picture.save(path)
    found = [code.text for code in zxingcpp.read_barcodes(picture)]
    said = debian.run("zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(path)).removesuffix("\n")
    return {*found, said}


def test_the_file_is_sound(paper: Paper) -> None:
    debian.run("qpdf", "--check", paper.path)


def test_the_page_has_its_size_its_tags_its_title_and_its_language(paper: Paper) -> None:
    facts = paper.facts
    info = dict(line.split(":", 1) for line in debian.run("pdfinfo", paper.path).splitlines())
    assert (info["Pages"].strip(), info["Tagged"].strip(), info["JavaScript"].strip()) == ("1", "yes", "no")
    assert info["Title"].strip() == f"{facts.words[facts.languages[0]].title} {facts.serial}"
    with pikepdf.open(paper.path) as file:
        width, height = SIZES[paper.format]
        assert [round(float(side) / POINTS, 1) for side in file.pages[0].MediaBox[2:]] == [round(width, 1), round(height, 1)]
        assert str(file.Root.Lang) == facts.languages[0]
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
        assert str(file.pages[0].Tabs) == "/S"
        assert b"<pdfuaid:part>1</pdfuaid:part>" in file.Root.Metadata.read_bytes()


def test_the_name_is_real_text_where_pages_are_searched_and_where_they_are_read_aloud(paper: Paper) -> None:
    name = squeezed(paper.facts.full_name)
    assert name in squeezed(debian.run("pdftotext", "-layout", paper.path, "-"))
    assert name in squeezed(debian.run("pdfinfo", "-struct-text", paper.path))
    assert "?" not in debian.run("pdftotext", "-raw", paper.path, "-").replace(paper.facts.address, "")


def test_every_font_is_embedded_and_says_its_letters(paper: Paper) -> None:
    fonts = debian.run("pdffonts", paper.path).splitlines()[2:]
    assert fonts
    for line in fonts:
        _type, embedded, subset, unicode_map = line[37:].rsplit(maxsplit=5)[0], *line.split()[-5:-2]
        assert (embedded, subset, unicode_map) == ("yes", "yes", "yes"), line


def test_the_checkers_of_accessibility_find_nothing(paper: Paper) -> None:
    found = outloud.check(paper.path)
    assert (found.error, found.errors, found.warnings) == (None, 0, 0), found.findings
    report = pdfua.validate(paper.path)
    assert not report.findings
    assert not report.skipped


def test_the_code_has_words_in_its_place(paper: Paper) -> None:
    with pikepdf.open(paper.path) as file:
        figures = [element for element in _elements(file.Root.StructTreeRoot.K) if str(element.S) == "/Figure"]
        assert [str(figure.Alt) for figure in figures] == [paper.facts.words[paper.facts.languages[0]].qr.format(serial=paper.facts.serial)]


def test_what_is_read_aloud_follows_the_page_in_its_languages(paper: Paper) -> None:
    with pikepdf.open(paper.path) as file:
        elements = list(_elements(file.Root.StructTreeRoot.K))
        roles = [str(element.S)[1:] for element in elements]
        assert (roles[0], roles.count("H1"), roles.count("Link")) == ("Document", 1, 1)
        others = {str(element.Lang) for element in elements if "/Lang" in element}
        assert others == set(paper.facts.languages[1:])
        order = [int(kid) for element in elements for kid in _kids(element) if isinstance(kid, int)]
        assert order == list(range(len(order)))


@pytest.mark.parametrize("case", [name for name in CASES if "fullest" in name or name.split("-")[0] in "048"])
@pytest.mark.parametrize("dots_per_inch", [100, 150])
def test_both_readers_read_the_code_from_the_page_and_from_bad_copies_of_it(
    papers: dict[str, Paper], case: str, dots_per_inch: int, tmp_path: Path
) -> None:
    paper = papers[case]
    page = rendered(paper, dots_per_inch)
    squashed = io.BytesIO()
    page.save(squashed, "JPEG", quality=30)
    copies = {
        "as it is": page,
        "JPEG": Image.open(squashed).convert("RGB"),
        "crooked": page.rotate(2, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC),
        "grey": page.convert("L"),
    }
    link = link_of(paper.facts)
    for name, copy in copies.items():
        assert decoded_by_both(copy, tmp_path) == {link}, name


@pytest.mark.parametrize("name", NAMES)
def test_what_is_signed_is_what_is_printed(papers: dict[str, Paper], name: str) -> None:
    paper = next(paper for paper in papers.values() if paper.facts.full_name == name and paper.facts.languages[0] == "fr")
    link = link_of(paper.facts)
    claims = _claims(link)
    text = squeezed(debian.run("pdftotext", "-layout", paper.path, "-"))
    _version, _kind, serial, issue, printed = claims[-65537]
    assert squeezed(printed) in text
    assert unicodedata.is_normalized("NFC", printed)
    assert serial in text
    assert issue == 1
    assert datetime.fromtimestamp(claims[6], UTC).date() == paper.facts.issued_on
    assert "21novembre2026" in text


@pytest.mark.parametrize("kind", ["trainer", "participation"])
def test_a_full_certificate_prints_what_is_signed(papers: dict[str, Paper], kind: str) -> None:
    paper = papers[f"fullest-{kind}-a4"]
    text = debian.run("pdftotext", "-layout", paper.path, "-")
    for words in ("20 novembre 2029", "20 November 2029", "Délivrance nº 2", "Issue no. 2", "TEST"):
        assert words in text


def test_the_same_facts_give_the_same_bytes_in_another_process(papers: dict[str, Paper], tmp_path: Path) -> None:
    paper = papers["fullest-trainer-a4"]
    path = tmp_path / "facts.json"
    path.write_text(facts_as_json(paper.facts), encoding="utf-8")
    program = (
        "import sys, hashlib; from pathlib import Path; from lms.certificates.pdf import certificate_pdf;"
        "from lms.certificates.rules.facts import facts_from_json;"
        "print(hashlib.sha256(certificate_pdf(facts_from_json(Path(sys.argv[1]).read_text(encoding='utf-8')))).hexdigest())"
    )
    for seed in ("1", "2"):
        said = subprocess.run([sys.executable, "-c", program, str(path)], env={**os.environ, "PYTHONHASHSEED": seed},
                              capture_output=True, text=True, check=True).stdout.strip()  # fmt: skip
        assert said == hashlib.sha256(paper.content).hexdigest()


def test_the_file_has_an_identity_of_its_own(papers: dict[str, Paper]) -> None:
    identities = set()
    for paper in papers.values():
        with pikepdf.open(paper.path) as file:
            identities.add((bytes(file.trailer.ID[0]), paper.facts.serial, paper.facts.issue_number, paper.format))
    assert len({identity for identity, *_facts in identities}) == len({tuple(facts) for _identity, *facts in identities})


def test_a_file_is_small(paper: Paper) -> None:
    assert len(paper.content) < 60_000


def test_no_word_leaves_the_page_or_touches_another(paper: Paper) -> None:
    width, height = (side * POINTS for side in SIZES[paper.format])
    boxes = list(_word_boxes(replace_mark(paper)))
    least = 2.0 * POINTS
    for left, top, right, bottom, word in boxes:
        assert left >= least, word
        assert right <= width - least, word
        assert top >= least, word
        assert bottom <= height - least, word
    letters = [(left, top + 0.3 * (bottom - top), right, bottom - 0.2 * (bottom - top), word) for left, top, right, bottom, word in boxes]
    for first, second in combinations(letters, 2):  # a box is as high as the highest letter of the font
        across = min(first[2], second[2]) - max(first[0], second[0])
        along = min(first[3], second[3]) - max(first[1], second[1])
        assert across <= 1 or along <= 0, (first, second)


def replace_mark(paper: Paper) -> str:
    """Return the same paper without the word across it, which is meant to lie under the others."""
    if not (paper.facts.is_test or paper.facts.is_demonstration):
        return paper.path
    path = f"{paper.path}-bare.pdf"
    Path(path).write_bytes(certificate_pdf(replace(paper.facts, is_test=False, is_demonstration=False), paper.format))
    return path


@pytest.mark.parametrize("name", NAMES)
def test_a_code_stays_coarse_enough_for_a_photocopy(name: str) -> None:
    assert code_of(link_of(paper_facts(name))).version <= 13


def test_the_longest_name_makes_the_code_give_up_some_safety_for_size() -> None:
    matrix = code_of(link_of(paper_facts(ACCENTED)))
    assert matrix.version <= 13


@pytest.mark.parametrize("name", [ACCENTED, " ".join([LONG] * 2)[:80], "Ɔ́" * 40, "محمد ولد سيدي " * 5, "ⵎⵓⵙⴰ محمد Ŋɔ̀lɔ N’Golo"])
@pytest.mark.parametrize("form", PaperFormat)
def test_no_name_leaves_the_page(name: str, form: PaperFormat, tmp_path: Path) -> None:
    facts = paper_facts(unicodedata.normalize("NFC", name).strip()[:80], languages=("fr", "en"), modules=6)
    path = tmp_path / "paper.pdf"
    path.write_bytes(certificate_pdf(facts, form))
    width, height = (side * POINTS for side in SIZES[form])
    for left, top, right, bottom, word in _word_boxes(str(path)):
        assert 0 < left < right < width, word
        assert 0 < top < bottom < height, word
    assert squeezed(facts.full_name) in squeezed(debian.run("pdftotext", "-raw", str(path), "-"))


def _word_boxes(path: str) -> Iterator[tuple[float, float, float, float, str]]:
    page = debian.run("pdftotext", "-bbox", path, "-")
    for word in ET.fromstring(page.encode()).iter("{http://www.w3.org/1999/xhtml}word"):
        if (word.text or "").strip():
            yield float(word.attrib["xMin"]), float(word.attrib["yMin"]), float(word.attrib["xMax"]), float(word.attrib["yMax"]), word.text or ""


def _elements(element: Any) -> Iterator[Any]:
    """Yield the tree of a file, parents before children."""
    yield element
    for kid in _kids(element):
        if isinstance(kid, pikepdf.Object) and str(kid.get("/Type")) == "/StructElem":
            yield from _elements(kid)


def _kids(element: Any) -> list[Any]:
    kids = element.K
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _claims(link: str) -> dict[int, Any]:
    """Read what a link states, by hand: percent signs, base45 (RFC 9285), COSE, CBOR. The signature is checked with the key's own library."""
    text = re.sub(r"%([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), link.partition("#MRN1:")[2])
    content = bytearray()
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        number = sum(_ALPHABET.index(character) * 45**rank for rank, character in enumerate(group))
        content += number.to_bytes(len(group) - 1, "big")
    protected, _unprotected, payload, signature = cbor2.loads(bytes(content)).value
    key().signer.public_key().verify(signature, cbor2.dumps(["Signature1", protected, b"", payload]))
    claims = cbor2.loads(payload)
    return claims if isinstance(claims, dict) else cbor2.loads(claims.value)
