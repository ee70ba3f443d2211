"""What is said of a certificate on the public page: first the answer, then what it means and what to do."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.certificates.rules.kinds import RevocationReason
from lms.certificates.verification import Finding, Standing, Verification
from lms.i18n import day

_BY_DECISION = _l("The programme decided so; its coordination answers questions.")

PUBLIC_REASONS: dict[str, LazyString] = {
    RevocationReason.ERROR: _l("It was issued by mistake."),
    RevocationReason.REQUIREMENTS: _l("The requirements were not met."),
    RevocationReason.DUPLICATE: _l("Its holder has another certificate of the same kind."),
    # What is alleged of a person whose name stands beside it is not for everybody to read.
    RevocationReason.FRAUD: _BY_DECISION,
    RevocationReason.CONDUCT: _BY_DECISION,
    RevocationReason.OTHER: _BY_DECISION,
}

_ANSWERS: dict[Finding, LazyString] = {
    Finding.MISTYPED: _l("This serial contains a mistake."),
    Finding.UNKNOWN: _l("We have issued no certificate with this serial."),
    Finding.WRONG_CODE: _l("This paper is not confirmed."),
    Finding.ALTERED: _l("This certificate’s record has been altered: it is not confirmed."),
}
_ENDS: dict[Standing, LazyString] = {
    Standing.REVOKED: _l("This certificate has been revoked."),
    Standing.REPLACED: _l("This certificate has been replaced."),
    Standing.EXPIRED: _l("This certificate has expired."),
}
_OF_VALID: dict[Finding, LazyString] = {
    Finding.LISTED: _l("This number exists; the paper itself is not verified. Scan its square code."),
    Finding.WRONG_LETTERS: _l("This number exists; these letters are not those of the name on it."),
    Finding.NAMED: _l("This number was issued to the person named below."),
    Finding.CONFIRMED: _l("This certificate is genuine."),
}


def answer(found: Verification) -> str:
    """Return the one sentence that answers whether the paper is good."""
    if found.finding in _ANSWERS:
        return str(_ANSWERS[found.finding])
    if found.standing in _ENDS:
        return str(_ENDS[found.standing])
    if found.certifies_nothing and found.finding is Finding.CONFIRMED:
        return str(_("This is a TEST: it certifies nothing."))
    return str(_OF_VALID[found.finding])


def look(found: Verification) -> str:
    """Return how the answer looks: `genuine`, `revoked` or `unknown`."""
    if found.standing in (Standing.REVOKED, Standing.REPLACED):
        return "revoked"
    is_genuine = found.finding is Finding.CONFIRMED and found.standing is Standing.VALID and not found.certifies_nothing
    return "genuine" if is_genuine else "unknown"


def meaning(found: Verification) -> list[str]:
    """Return what the answer means and what to do, a paragraph each."""
    match found.finding:
        case Finding.MISTYPED:
            return [_("“%(serial)s” cannot be a serial of ours: one character at least is wrong or missing. Compare it with the paper and enter it "
                      "again.", serial=found.serial)]  # fmt: skip
        case Finding.UNKNOWN:
            return [_("%(serial)s is well written but does not exist. If it stands on the paper exactly like this, do not rely on the paper and "
                      "tell the programme.", serial=found.serial)]  # fmt: skip
        case Finding.WRONG_CODE:
            return [_("The code does not belong to the serial %(serial)s. Scan the square code again; if the answer stays the same, do not rely on "
                      "the paper and tell the programme.", serial=found.serial)]  # fmt: skip
        case Finding.ALTERED:
            return [_("What we hold under this serial is not what was issued. Do not rely on the paper and tell the programme.")]
    return _of_end(found) if found.standing is not Standing.VALID else _of_valid(found)


def _of_end(found: Verification) -> list[str]:
    if found.standing is Standing.EXPIRED:
        said = [_("Its last day was %(day)s. What it says was true until then; ask its holder for a newer one.", day=day(found.expires_on))]
        return [*said, *_of_valid(found)]
    if found.standing is Standing.REPLACED:
        return [_replaced(found)]
    if found.ended_on:
        said = [_("It was issued, then withdrawn by the programme on %(day)s. It no longer certifies anything.", day=day(found.ended_on))]
    else:
        said = [_("It was issued, then withdrawn by the programme. It no longer certifies anything.")]
    if found.ended_reason in PUBLIC_REASONS:
        said.append(_("Reason: %(reason)s", reason=PUBLIC_REASONS[found.ended_reason]))
    if found.next_issue:
        said.append(_("Issue %(number)d was issued since: ask its holder for that one.", number=found.next_issue))
    return said


def _replaced(found: Verification) -> str:
    if not (found.next_issue and found.ended_on):
        return str(_("A corrected certificate was issued in its place. Ask its holder for the new one; this one is no longer valid."))
    words = _("On %(day)s, issue %(next)d took the place of this one, which is issue %(this)d. Ask its holder for the new one; this one is no longer "
              "valid.", day=day(found.ended_on), next=found.next_issue, this=found.issue_number)  # fmt: skip
    return str(words)


def _of_valid(found: Verification) -> list[str]:
    if found.finding is Finding.CONFIRMED:
        return [_("What is written below must stand on the paper exactly so. Then compare the name with an identity document.")]
    if found.finding is Finding.NAMED:
        return [_("If another name stands on the paper, do not rely on it and tell the programme. Then compare the name with an identity document.")]
    return []
