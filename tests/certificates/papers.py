"""Certificates to draw, signed with a key of their own. Everybody in them is invented."""

from dataclasses import replace
from datetime import date
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.certificates.content import Design, load_designs
from lms.certificates.proof.keys import Key, Use
from lms.certificates.proof.signing import signed_by
from lms.certificates.rules.facts import Facts
from lms.config import ROOT
from tests.certificates.proof.samples import CODE, DAY, NAMES

LONG = NAMES[4]
ACCENTED = "É" * 80
SERIALS = {"trainer": "T-2026-KQ7M2-Y", "participation": "P-2026-KQ7M2-N"}
MODULES = (
    ("Cadre juridique et mécanisme national d’orientation", "Legal framework and the national referral mechanism"),
    ("Identifier et protéger les victimes", "Identifying and protecting victims"),
    ("Former et transmettre", "Teaching and passing on"),
    ("Travailler avec les enfants et les familles", "Working with children and families"),
    ("Suivre, rapporter, protéger les données", "Following up, reporting, protecting data"),
    ("Coopérer par-delà les frontières", "Working together across borders"),
)
SIGNATORIES = (
    ("Pour le Comité national de coordination de la lutte contre la traite", "For the national committee against trafficking in persons"),
    ("Pour l’Organisation internationale inventée", "For the invented international organisation"),
    ("Pour l’équipe de formation", "For the training team"),
    ("Pour le bailleur inventé", "For the invented funder"),
)


@cache
def designs() -> dict[str, Design]:
    """Return the designs of the product."""
    return load_designs(ROOT / "certificates")


@cache
def key() -> Key:
    """Return the key that signs these certificates, always the same: each run of the tests reads the same codes."""
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    return Key(private.public_key().public_bytes_raw(), Use.PRODUCTION, date(2026, 1, 1), private=private.private_bytes_raw())


def paper_facts(
    name: str = NAMES[0], *, kind: str = "trainer", languages: tuple[str, ...] = ("fr",), modules: int = 3, signatories: int = 2,
    issue_number: int = 1, expires_on: date | None = None, is_demonstration: bool = False, is_test: bool = False,
) -> Facts:  # fmt: skip
    """Return the signed facts of an invented certificate."""
    facts = Facts(
        kind=kind, design=kind, requirements_version=1, serial=SERIALS[kind], issued_on=DAY, full_name=name,
        programme={"fr": "Diffusion du mécanisme national inventé de référencement des victimes",
                   "en": "Dissemination of the invented national referral mechanism for victims"},
        funders={"fr": "Avec l’appui d’un bailleur inventé et d’une organisation inventée, dans le cadre d’un projet d’essai 2022–2027.",
                 "en": "With the support of an invented funder and an invented organisation, within a trial project 2022–2027."},
        place="Ségou", starts_on=date(2022, 9, 13), ends_on=date(2022, 9, 15), words=designs()[kind].words,
        modules=tuple({"fr": french, "en": english} for french, english in MODULES[:modules]),
        signatories=tuple({"fr": french, "en": english} for french, english in SIGNATORIES[:signatories]),
        is_demonstration=is_demonstration, issue_number=issue_number, expires_on=expires_on, languages=languages, attended=5, planned=6,
        address=f"https://relais.example.org/v/{SERIALS[kind]}",
    )  # fmt: skip
    return replace(signed_by(key(), facts, code=CODE), is_test=is_test)


def fullest(kind: str) -> Facts:
    """Return a certificate on which as much stands as there can be."""
    return paper_facts(LONG, kind=kind, languages=("fr", "en"), modules=6, signatories=4, issue_number=2, expires_on=date(2029, 11, 20),
                       is_test=True)  # fmt: skip
