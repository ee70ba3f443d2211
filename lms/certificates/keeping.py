"""Whether the keys that belong to a database stand beside it: they are not in its copies, so a restored one may lack them."""

from collections.abc import Iterator, Sequence

from flask import current_app
from sqlalchemy import select

from lms.certificates.models import Certificate
from lms.certificates.proof import base45, cose
from lms.certificates.proof.claims import PREFIX
from lms.certificates.proof.keys import KeyFault, read_ring
from lms.certificates.rules.facts import facts_from_json, fits_seal
from lms.db import db

_ENOUGH = 5
"""Certificates looked at, the newest: one alone may have been altered."""


def missing_keys() -> list[str]:
    """Return a sentence, in English, for each key that this database needs and this machine lacks; none when all is well. One query."""
    newest = db.session.scalars(select(Certificate).order_by(Certificate.issued_at.desc(), Certificate.id).limit(_ENOUGH)).all()
    return [*_sealing(newest), *_signing(newest)]


def _sealing(certificates: Sequence[Certificate]) -> Iterator[str]:
    key = current_app.extensions["certificate_key"]
    if certificates and not any(fits_seal(one.facts, one.facts_sha256, key) for one in certificates):
        settings = current_app.config["RELAIS_SETTINGS"]
        place = "RELAIS_CERTIFICATE_KEY" if settings.given_certificate_key else settings.data_dir / "certificate-key"
        yield (f"The certificates of this database were sealed with another key than that of {place}: every one reads as altered. "
               "Stop Relais, put the copy of certificate-key back there, and issue none before.")  # fmt: skip


def _signing(certificates: Sequence[Certificate]) -> Iterator[str]:
    folder = current_app.config["RELAIS_SETTINGS"].signing_keys
    try:
        ring = read_ring(folder)
    except KeyFault as fault:
        yield str(fault)
        return
    for kid in sorted({kid for one in certificates for kid in _kids(one)}):
        if ring.get(kid) is None:
            yield (f"The key {kid.hex()}, which signed certificates of this database, is not in {folder}: their square codes are not confirmed. "
                   f"Put the copy of {kid.hex()}.json back there.")  # fmt: skip


def _kids(certificate: Certificate) -> Iterator[bytes]:
    """Yield the short name of the key that signed a certificate; nothing for one that has no proof, or none that can be read."""
    try:
        proof = facts_from_json(certificate.facts).proof
        if proof:
            yield cose.open_message(base45.decode(proof.removeprefix(PREFIX))).kid
    except (AttributeError, ValueError):  # altered: whoever opens it is told
        return
