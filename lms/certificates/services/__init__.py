"""Issuing certificates, correcting and revoking them, and handing them out."""

from lms.certificates.services.correcting import (
    ChangedMeanwhile,
    NothingCorrected,
    correct_certificate,
    draft_correction,
    revoke_certificate,
)
from lms.certificates.services.freezing import NoPublicAddress, NoWorkshop, has_address_to_print
from lms.certificates.services.issuing import (
    Draft,
    MergedMeanwhile,
    NotValidAnyMore,
    Refusal,
    RequirementsNotMet,
    certificate_of,
    draft_certificate,
    drafts_of,
    issue_certificate,
    issue_drafts,
)
from lms.certificates.services.papers import FORMATS, AlteredPaper, address_of, paper_of

__all__ = [
    "FORMATS",
    "AlteredPaper",
    "ChangedMeanwhile",
    "Draft",
    "MergedMeanwhile",
    "NoPublicAddress",
    "NoWorkshop",
    "NotValidAnyMore",
    "NothingCorrected",
    "Refusal",
    "RequirementsNotMet",
    "address_of",
    "certificate_of",
    "correct_certificate",
    "draft_certificate",
    "draft_correction",
    "drafts_of",
    "has_address_to_print",
    "issue_certificate",
    "issue_drafts",
    "paper_of",
    "revoke_certificate",
]
