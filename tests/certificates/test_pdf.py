from dataclasses import replace
from datetime import date
from io import BytesIO

import pypdf
import pypdfium2
import pytest
import zxingcpp
from PIL.Image import Image

from lms.certificates.pdf import certificate_pdf
from lms.certificates.proof.signing import link_of
from lms.certificates.rules.facts import Facts
from lms.certificates.rules.kinds import PaperFormat
from lms.paper.text import BOLD, fitted, width
from tests.certificates.papers import LONG, fullest, paper_facts
from tests.certificates.proof.samples import NAMES
from tests.certificates.test_rules import make_facts


def text_of(facts: Facts, format: PaperFormat = PaperFormat.A4) -> str:
    return " ".join(pypdf.PdfReader(BytesIO(certificate_pdf(facts, format))).pages[0].extract_text().split())


def rendered(pdf: bytes) -> Image:
    image: Image = pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72).to_pil()
    return image


@pytest.mark.parametrize("name", [*NAMES, " ".join([LONG] * 3), "A" * 120])
def test_a_name_is_shrunk_then_wrapped_and_never_cut(name: str) -> None:
    lines, size = fitted(name, BOLD, largest=40, smallest=23, limit=600, lines=2)
    assert " ".join(lines) == name
    assert all(width(line, BOLD, size) <= 600.01 for line in lines)


def test_every_fact_stands_on_the_page_in_french() -> None:
    text = text_of(paper_facts("Aïssata KONATÉ"))
    for words in ("Certificat de formateur", "décerné à", "Aïssata KONATÉ", "mécanisme national inventé", "Ségou du 13 au 15 septembre 2022",
                  "Former et transmettre", "Délivré le 21 novembre 2026", "T-2026-KQ7M2-Y", "bailleur inventé", "/v/T-2026-KQ7M2-Y",
                  "Pour le Comité national", "pièce d’identité"):  # fmt: skip
        assert words in text


def test_every_fact_stands_on_the_page_in_english() -> None:
    text = text_of(paper_facts(languages=("en",)))
    for words in ("Trainer certificate", "awarded to", "invented national referral mechanism", "from 13 to 15 September 2022",
                  "Teaching and passing on", "Issued on 21 November 2026", "invented funder", "For the national committee"):  # fmt: skip
        assert words in text
    assert "Délivré" not in text


def test_an_attestation_says_how_many_half_days_somebody_attended() -> None:
    text = text_of(paper_facts(kind="participation"))
    assert "Attestation de participation" in text
    assert "5 demi-journées sur 6" in text
    assert "demi-journées" not in text_of(replace(paper_facts(kind="participation"), planned=0))


@pytest.mark.parametrize("format", PaperFormat)
@pytest.mark.parametrize("kind", ["trainer", "participation"])
def test_two_languages_stand_on_one_page(kind: str, format: PaperFormat) -> None:
    text = text_of(fullest(kind), format)
    for words in ("Délivré", "Issued on 21 November 2026", "Valable jusqu’au 20 novembre 2029", "Valid until 20 November 2029", "Issue no. 2",
                  "décerné à · awarded to" if kind == "trainer" else "délivrée à · awarded to", "invented funder", "bailleur inventé"):  # fmt: skip
        assert words in text


def test_the_first_issue_does_not_count_itself() -> None:
    assert "Délivrance" not in text_of(paper_facts())
    assert "Délivrance nº 3, qui remplace les précédentes" in text_of(paper_facts(issue_number=3))


def test_what_never_expires_does_not_speak_of_it() -> None:
    assert "Valable" not in text_of(paper_facts())
    assert "Valable jusqu’au 20 novembre 2029" in text_of(paper_facts(expires_on=date(2029, 11, 20)))


def test_a_programme_without_signatories_has_those_of_the_design() -> None:
    assert "Pour l’équipe de formation" in text_of(paper_facts(signatories=0))


@pytest.mark.parametrize("format", PaperFormat)
def test_only_a_demonstration_says_so(format: PaperFormat) -> None:
    assert "DÉMONSTRATION" in text_of(paper_facts(is_demonstration=True), format)
    assert "DEMONSTRATION" in text_of(paper_facts(is_demonstration=True, languages=("en",)), format)
    assert "MONSTRATION" not in text_of(paper_facts(), format)


@pytest.mark.parametrize("format", PaperFormat)
def test_what_a_test_key_signed_says_so_beside_the_code_even_on_a_demonstration(format: PaperFormat) -> None:
    assert text_of(paper_facts(is_test=True), format).count("TEST") == 2
    assert text_of(paper_facts(is_test=True, is_demonstration=True), format).count("TEST") == 1
    assert "TEST" not in text_of(paper_facts(), format)


def test_the_code_holds_the_link_with_the_proof() -> None:
    facts = paper_facts()
    (code,) = zxingcpp.read_barcodes(rendered(certificate_pdf(facts)))
    assert code.text == link_of(facts)
    assert code.text.startswith(f"{facts.address}/{facts.code}#MRN1:")


@pytest.mark.parametrize("format", PaperFormat)
def test_a_certificate_from_before_proofs_is_drawn_with_its_code_alone(format: PaperFormat) -> None:
    old = replace(make_facts(), address="https://relais.example.org/v/T-2026-KQ7M2-X", code="ABCDEF")
    (code,) = zxingcpp.read_barcodes(rendered(certificate_pdf(old, format)))
    assert code.text == "https://relais.example.org/v/T-2026-KQ7M2-X/ABCDEF"


def test_what_is_printed_on_the_address_opens_when_touched() -> None:
    facts = paper_facts()
    (link,) = pypdf.PdfReader(BytesIO(certificate_pdf(facts))).pages[0]["/Annots"]
    assert link.get_object()["/A"]["/URI"] == link_of(facts)


def test_the_file_says_nothing_that_is_not_printed() -> None:
    metadata = pypdf.PdfReader(BytesIO(certificate_pdf(paper_facts(languages=("en",))))).metadata
    assert metadata is not None
    assert metadata.title == "Trainer certificate T-2026-KQ7M2-Y"
    assert metadata.subject == "Dissemination of the invented national referral mechanism for victims"
    assert not metadata.author
    assert not metadata.creator
    assert metadata.creation_date is not None
    assert metadata.creation_date.date() == date(2026, 11, 21)


def test_names_change_the_file_and_nothing_else_does() -> None:
    assert certificate_pdf(paper_facts("Ada O")) == certificate_pdf(paper_facts("Ada O"))
    assert certificate_pdf(paper_facts("Ada O")) != certificate_pdf(paper_facts("Ada Q"))
