"""What is said of a proof, in the reader's language: what it means, and what to do."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.certificates.proof.faults import Fault
from lms.certificates.proof.reading import Expiry, Listing
from lms.certificates.rules.kinds import Kind

_DAMAGED = _l("The text is damaged or incomplete. Scan the square code again, or copy its whole text.")
_NOT_OURS = _l("It is not written as this programme writes its certificates. Do not rely on the paper, and tell the programme.")
_NEWER = _l(
    "It is signed by the programme, but it says something that this device does not understand. Update this page with a network and check again."
)

FAULTS: dict[Fault, LazyString] = {
    Fault.NOT_A_PROOF: _l("This text holds no signed certificate. Scan the square code of the paper, or copy its text, which begins with MRN1."),
    Fault.TOO_LONG: _l("This text is longer than any signed certificate. Copy only the text of the square code."),
    Fault.BAD_CHARACTER: _DAMAGED,
    Fault.TRUNCATED: _DAMAGED,
    Fault.BAD_GROUP: _DAMAGED,
    Fault.NOT_CBOR: _DAMAGED,
    Fault.NOT_CANONICAL: _NOT_OURS,
    Fault.WRONG_TAG: _NOT_OURS,
    Fault.NOT_SIGNED_MESSAGE: _NOT_OURS,
    Fault.BAD_HEADER: _NOT_OURS,
    Fault.WRONG_ALGORITHM: _NOT_OURS,
    Fault.UNKNOWN_KEY: _l(
        "It is signed with a key that this device does not know. "
        "Update the keys with a network; if the answer stays the same, do not rely on the paper."
    ),
    Fault.BAD_SIGNATURE: _l(
        "The signature is wrong: what the code says was changed, or the programme never signed it. Do not rely on the paper, and tell the programme."
    ),
    Fault.NOT_CLAIMS: _NEWER,
    Fault.UNKNOWN_CLAIM: _NEWER,
    Fault.MISSING_CLAIM: _NEWER,
    Fault.BAD_CLAIM: _NEWER,
    Fault.UNKNOWN_VERSION: _NEWER,
    Fault.WRONG_ISSUER: _NEWER,
    Fault.KEY_WITHDRAWN: _l(
        "It is signed with a key that the programme has withdrawn, so it proves nothing any more. Ask its holder for the certificate issued anew."
    ),
    Fault.KEY_NOT_VALID_THEN: _l(
        "It is dated on a day on which its key was not in use. "
        "Update the keys with a network; if the answer stays the same, do not rely on the paper."
    ),
    Fault.NOT_YET_ISSUED: _l("It is dated on a day still to come. Check the date of this device; if that is right, do not rely on the paper."),
}

SIGNED = _l("The signature is right: the programme signed what the code says.")
SIGNED_TO_TRY = _l("Signed with a TEST key: it was made to try things out and certifies nothing.")

EXPIRIES: dict[Expiry, LazyString] = {
    Expiry.NEVER: _l("It does not expire."),
    Expiry.VALID: _l("It is valid until {day}."),
    Expiry.EXPIRED: _l("It expired: its last day was {day}. Ask its holder for a newer one."),
}

LISTINGS: dict[Listing, LazyString] = {
    Listing.CLEAR: _l("Not revoked and not replaced, according to the list of {day}."),
    Listing.REVOKED: _l("It was revoked, according to the list of {day}: it no longer certifies anything."),
    Listing.REPLACED: _l("It was replaced by a corrected issue, according to the list of {day}. Ask its holder for the new one."),
    Listing.TOO_OLD: _l("The list on this device, of {day}, is too old to know whether it was revoked. Update it with a network."),
    Listing.UNREADABLE: _l("The list on this device is not signed by the programme, so it says nothing. Update it with a network."),
    Listing.AHEAD: _l("The list is dated {day}, a day still to come, so the date of this device may be wrong. Set it, then check again."),
    Listing.NO_LIST: _l("There is no list on this device, so whether it was revoked is not known. Update it with a network."),
}


def verifier_words() -> dict[str, object]:
    """Return what the page says that checks proofs on the reader's device, in the language of the page."""
    return {
        "faults": {fault.value: str(words) for fault, words in FAULTS.items()},
        "expiries": {expiry.value: str(words) for expiry, words in EXPIRIES.items()},
        "listings": {listing.value: str(words) for listing, words in LISTINGS.items()},
        "outcomes": {
            "genuine": _("This certificate is genuine."),
            "refused": _("This paper is not confirmed."),
            "revoked": _("This certificate has been revoked."),
            "replaced": _("This certificate has been replaced."),
            "expired": _("This certificate has expired."),
            "test": _("This is a TEST: it certifies nothing."),
            "unsure": _("The signature is right; whether it was revoked is not known."),
        },
        "kinds": {Kind.TRAINER.value: _("Trainer certificate"), Kind.PARTICIPATION.value: _("Attestation of participation")},
        "signed": str(SIGNED),
        "signedToTry": str(SIGNED_TO_TRY),
        "signature": _("Signature"),
        "expiry": _("Expiry"),
        "list": _("List of revoked certificates"),
        "kind": _("Kind"),
        "serial": _("Serial"),
        "issueNumber": _("Issue"),
        "issuedOn": _("Issued on"),
        "alsoHere": _("Checked on this device too"),
        "differ": _("What the square code says is not what the programme has recorded. Do not rely on the paper, and tell the programme."),
        "notHere": _("This device could not confirm the square code. Its reason follows: it may be the device and not the paper."),
        "elsewhere": _("The link of this square code leads to {host} and not to this page. Trust what is said here, and nothing that opens there."),
        "recorded": _("This is what the programme has recorded."),
        "working": _("Checking on this device…"),
        "noKeys": _("This device has no keys yet, so it can confirm nothing. Open this page once with a network, then check again."),
        "noCamera": _("The camera cannot be opened. Paste the text of the square code instead."),
        "tooOld": _("This browser cannot check signatures by itself. With a network, open the link of the square code: the page then answers."),
        "ready": _("This device can check without a network. Its keys and its list are of {day}; open this page with a network to update them."),
        "onlySerial": _("There is no network, and a serial alone says nothing here. Scan the square code, or open the page again with a network."),
    }
