"""What becomes of certificates, in words, for those who issue, correct and revoke them."""

from flask_babel import lazy_gettext as _l

from lms.certificates.rules.kinds import CorrectionReason, Kind, PaperFormat, RevocationReason, State

KIND_NAMES = {Kind.PARTICIPATION: _l("Certificates of participation"), Kind.TRAINER: _l("Trainer certificates")}
SHORT_KIND_NAMES = {Kind.PARTICIPATION: _l("Participation"), Kind.TRAINER: _l("Trainer")}
STATE_NAMES = {State.ISSUED: _l("Valid"), State.REPLACED: _l("Replaced"), State.REVOKED: _l("Revoked")}
STATE_TAGS = {State.ISSUED: "done", State.REPLACED: "neutral", State.REVOKED: "refused"}
FORMAT_NAMES = {PaperFormat.A4: _l("Certificate to print (A4)"), PaperFormat.CARD: _l("Card for the telephone")}
LANGUAGE_CHOICE_NAMES = {"fr": _l("French"), "en": _l("English"), "fr-en": _l("French and English")}
CORRECTION_REASON_NAMES = {
    CorrectionReason.NAME: _l("The name is not that of the identity document"),
    CorrectionReason.DATE: _l("A date is wrong"),
    CorrectionReason.OTHER_FACTS: _l("Something else on the certificate is wrong"),
    CorrectionReason.LANGUAGES: _l("The paper is wanted in other languages"),
    CorrectionReason.RENEWED: _l("It is renewed: it has expired, or is to be signed anew"),
    CorrectionReason.REINSTATED: _l("It should not have been revoked"),
}
REVOCATION_REASON_NAMES = {
    RevocationReason.ERROR: _l("It was issued by mistake"),
    RevocationReason.REQUIREMENTS: _l("The requirements were not met"),
    RevocationReason.DUPLICATE: _l("The person has another one of the same kind"),
    RevocationReason.FRAUD: _l("It was obtained by deceit"),
    RevocationReason.CONDUCT: _l("Its holder may no longer act for the programme"),
    RevocationReason.OTHER: _l("Another reason"),
}
CORRECTION_WORDS_MISSING = _l("Write what was wrong, or what is wanted: whoever asks later must be able to understand it.")
REVOCATION_WORDS_MISSING = _l("Write why the certificate is revoked: whoever asks later must be able to understand it.")
