"""Certificates that are none: what a design looks like with names that are difficult to print."""

from dataclasses import replace
from datetime import date, timedelta

from lms.certificates.content import Design
from lms.certificates.rules.facts import Facts, printed_name
from lms.certificates.rules.kinds import Kind
from lms.content_files import polish
from lms.courses.content import library
from lms.i18n import LANGUAGES
from lms.programmes import services as programmes
from lms.programmes.models import Programme

NAMES = (
    "Aïssata Souleymane TRAORÉ dite KONATÉ",
    "N'Golo DIAKITÉ",
    "N’Golo DIAKITÉ",
    "Ŋɔ̀lɔ Kɔnɛ",
    "Fatimata Walet ALHOUSSEINI AG MOHAMED ELMEHDI BEN ABDOULAYE",
    "Ada O",
    " He\u0301le\u0300ne  DEMBÉLÉ ",
    "ⵎⵓⵙⴰ",
    "محمد ولد سيدي",
)
"""Invented: accents, both apostrophes, letters of Bambara, very long, very short, loose accents and blanks, Tifinagh, Arabic script."""
_SERIALS = {Kind.PARTICIPATION: "P-0000-00000-0", Kind.TRAINER: "T-0000-00000-0"}
"""No certificate can have them: 0 is in no serial."""
_PROOF = "MRN1:" + "0" * 225
"""As long as a true one, so that the code has its true size. It is no proof."""
_MARKS = {"fr": "APERÇU", "en": "PREVIEW"}
_ATTENDED, _PLANNED = 5, 6


def preview_facts(design: Design, programme: Programme, name: str, *, languages: tuple[str, ...], address: str, today: date) -> Facts:
    """Return what would be frozen for a name, marked as a preview, with a serial that no certificate has.

    languages: of the paper, the first one large. address: of the pages where certificates are checked, without a serial.
    """
    serial = _SERIALS[design.kind]
    titles = [library().modules[slug] for slug in programmes.modules_of(programme.slug)]
    return Facts(
        kind=design.kind, design=design.slug, requirements_version=design.requirements_version, serial=serial, issued_on=today,
        full_name=printed_name(name), programme={language: polish(programme.name(language), language) for language in LANGUAGES},
        funders={language: polish(programme.funders(language), language) for language in LANGUAGES}, place="Ségou",
        starts_on=today - timedelta(days=4), ends_on=today - timedelta(days=2),
        modules=tuple({language: module.title(language) for language in LANGUAGES} for module in titles),
        words={language: replace(words, demonstration=_MARKS[language]) for language, words in design.words.items()}, is_demonstration=True,
        languages=languages, signatories=programme.signatories, attended=_ATTENDED, planned=_PLANNED, code="0" * 13, proof=_PROOF,
        address=f"{address}/{serial}", is_test=True,
    )  # fmt: skip
