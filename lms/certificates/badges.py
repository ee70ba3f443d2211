"""A certificate as an Open Badge 3.0: a verifiable credential that its holder keeps in a wallet or shows on the web.

Made when somebody asks for it, from the frozen facts alone, and signed with the key of the day. The holder's name stands in it as a
salted hash: whoever is told the name can confirm it, and a badge that is published names nobody.

Sources: Open Badges 3.0 (1EdTech); Verifiable Credentials Data Model 2.0, Data Integrity EdDSA Cryptosuites 1.0 (`eddsa-jcs-2022`) and
Decentralized Identifiers 1.0 (W3C); the `did:web` method.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from flask_babel import LazyString, force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.certificates.content import Design
from lms.certificates.proof.keys import Key
from lms.certificates.rules.facts import Facts
from lms.certificates.rules.kinds import Kind, State

CONTEXTS = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
_ED25519 = b"\xed\x01"
"""What marks an Ed25519 public key among multicodec values."""
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ACHIEVEMENTS = {Kind.TRAINER: "Certificate", Kind.PARTICIPATION: "CertificateOfCompletion"}
_CRITERIA: dict[str, LazyString] = {
    "attendance": _l("Attend the half-days of the workshop."),
    "pre-test": _l("Take the test before the training."),
    "lessons": _l("Complete the lessons of every module."),
    "quiz": _l("Pass the quiz of every module."),
    "post-test": _l("Pass the test after the training."),
    "teach-back": _l("Lead a practice session before an observer."),
    "session": _l("Lead training sessions."),
}


def credential_of(facts: Facts, certificate_id: UUID, design: Design | None, *, address: str) -> dict[str, Any]:
    """Return a certificate as a credential that is not signed yet.

    design: as it is today; its requirements are told when they are still those of the certificate. address: of this server, which issues it.
    """
    language = facts.languages[0]
    issuer = issuer_of(address)
    with force_locale(language):
        title = facts.words[language].title
        name = _("TEST: %(title)s", title=title) if facts.is_test or facts.is_demonstration else title
        criteria = _criteria(facts, design)
        issuer_name = _("Relais: training of trainers")
    body: dict[str, Any] = {
        "@context": CONTEXTS,
        "id": f"urn:uuid:{certificate_id}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": name,
        "issuer": {"id": issuer, "type": ["Profile"], "name": issuer_name, "url": address},
        "validFrom": _instant(facts.issued_on),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [_identity(facts, salt=str(certificate_id))],
            "achievement": {
                "id": f"{issuer}#{facts.design}-{facts.requirements_version}",
                "type": ["Achievement"],
                "achievementType": _ACHIEVEMENTS[Kind(facts.kind)],
                "inLanguage": language,
                "name": name,
                "description": facts.programme[language],
                "criteria": {"narrative": criteria},
            },
        },
        "credentialStatus": {"id": f"{address}/v/badge-status", "type": "1EdTechRevocationList"},
    }
    if facts.expires_on:
        body["validUntil"] = _instant(facts.expires_on + timedelta(days=1))
    return body


def with_proof(credential: dict[str, Any], key: Key, *, address: str, today: date) -> str:
    """Return the credential as JSON with a Data Integrity proof, `eddsa-jcs-2022`: signed as canonical JSON, RFC 8785."""
    proof = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "created": _instant(today), "proofPurpose": "assertionMethod",
             "verificationMethod": method_of(key, address)}  # fmt: skip
    signed = hashlib.sha256(_canonical({"@context": CONTEXTS, **proof})).digest() + hashlib.sha256(_canonical(credential)).digest()
    whole = {**credential, "proof": {"@context": CONTEXTS, **proof, "proofValue": _base58(key.signer.sign(signed))}}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def as_token(credential: dict[str, Any], key: Key, *, address: str) -> str:
    """Return the credential as a JSON Web Token, signed with EdDSA (RFC 8037): the other form that wallets take."""
    header = {"alg": "EdDSA", "typ": "JWT", "kid": method_of(key, address)}
    claims = {**credential, "iss": credential["issuer"]["id"], "jti": credential["id"], "nbf": _seconds(credential["validFrom"])}
    if "validUntil" in credential:
        claims["exp"] = _seconds(credential["validUntil"])
    signed = f"{_base64url(_canonical(header))}.{_base64url(_canonical(claims))}"
    return f"{signed}.{_base64url(key.signer.sign(signed.encode()))}"


def issuer_document(keys: Sequence[Key], *, address: str) -> dict[str, Any]:
    """Return who issues badges and with which keys, past ones too: what the issuer's `did:web` leads to.

    Whoever verifies a badge sees that its key stands here and not what the key is for, so keys that certify nothing stand here only where
    there is no other.
    """
    issuer = issuer_of(address)
    has_real = any(not key.is_test for key in keys)
    methods = [
        {"id": method_of(key, address), "type": "Multikey", "controller": issuer, "publicKeyMultibase": _base58(_ED25519 + key.public)}
        for key in keys
        if not key.is_withdrawn and not (key.is_test and has_real)
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": issuer,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def revocations(ended: Sequence[tuple[UUID, str]], *, address: str) -> dict[str, Any]:
    """Return the badges that are not valid any more, as the 1EdTech Revocation List of Open Badges 3.0.

    ended: id and state of each certificate that was revoked or replaced.
    """
    reasons = {State.REVOKED: "Revoked by the issuer", State.REPLACED: "Replaced by a corrected issue"}
    listed = [{"id": f"urn:uuid:{id}", "revoked": True, "revocationReason": reasons[State(state)]} for id, state in sorted(ended)]
    return {"id": f"{address}/v/badge-status", "issuer": issuer_of(address), "revokedCredential": listed}


def issuer_of(address: str) -> str:
    """Return the `did:web` of a server: `https://relais.example.org` gives `did:web:relais.example.org:v`, read at `/v/did.json`."""
    parts = urlsplit(address)
    return ":".join(["did:web", quote(parts.netloc, safe=""), *filter(None, parts.path.split("/")), "v"])


def method_of(key: Key, address: str) -> str:
    """Return the name of a key in the issuer's document."""
    return f"{issuer_of(address)}#{key.kid.hex()}"


def _identity(facts: Facts, *, salt: str) -> dict[str, Any]:
    """Return the holder as a hash. salt: public, so neither code nor serial: together those open the page that names the holder."""
    hashed = hashlib.sha256(f"{facts.full_name}{salt}".encode()).hexdigest()
    return {"type": "IdentityObject", "identityType": "name", "hashed": True, "identityHash": f"sha256${hashed}", "salt": salt}


def _criteria(facts: Facts, design: Design | None) -> str:
    if design is None or design.requirements_version != facts.requirements_version:
        return str(_("The requirements of this certificate, version %(number)d, were met.", number=facts.requirements_version))
    return "\n".join(f"- {_CRITERIA[requirement.kind]}" for requirement in design.requirements)


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _seconds(instant: str) -> int:
    return int(datetime.combine(date.fromisoformat(instant[:10]), time.min, UTC).timestamp())


def _canonical(value: dict[str, Any]) -> bytes:
    """Return canonical JSON, RFC 8785: what is signed holds no numbers with fractions, and no names beyond ASCII."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _base58(content: bytes) -> str:
    """Return bytes as multibase, base58 as Bitcoin writes it: a `z` in front."""
    number, text = int.from_bytes(content), ""
    while number:
        number, place = divmod(number, 58)
        text = _BASE58[place] + text
    return "z" + "1" * (len(content) - len(content.lstrip(b"\0"))) + text
