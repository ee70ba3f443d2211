"""What roles and audited actions are called on pages."""

from flask_babel import lazy_gettext as _l

from lms.accounts.rules import ActorType, Role

ROLE_NAMES = {
    Role.TRAINER: _l("Trainer"),
    Role.ORGANISER: _l("Organiser"),
    Role.MONITOR: _l("Monitor"),
    Role.ADMINISTRATOR: _l("Administrator"),
}

ACTOR_TYPE_NAMES = {
    ActorType.JUSTICE: _l("Justice"),
    ActorType.POLICE: _l("Police"),
    ActorType.GENDARMERIE: _l("Gendarmerie"),
    ActorType.BORDERS: _l("Borders and customs"),
    ActorType.PRISONS: _l("Prisons"),
    ActorType.SOCIAL_SERVICES: _l("Social services"),
    ActorType.CHILD_AND_FAMILY: _l("Women, children and family"),
    ActorType.HEALTH: _l("Health"),
    ActorType.LABOUR_INSPECTION: _l("Labour inspection"),
    ActorType.EDUCATION: _l("Education"),
    ActorType.LOCAL_AUTHORITIES: _l("Local authorities"),
    ActorType.CIVIL_SOCIETY: _l("Civil society"),
    ActorType.SHELTERS: _l("Shelters"),
    ActorType.CUSTOMARY_LEADERS: _l("Customary and religious leaders"),
    ActorType.INTERNATIONAL: _l("International organisations"),
    ActorType.MEDIA: _l("Media"),
    ActorType.OTHER: _l("Other"),
}

ACTION_NAMES = {
    "names.read": _l("Read a list of names"),
    "password.changed": _l("Changed their password"),
    "session.started": _l("Signed in"),
    "sign-in.refused": _l("Sign-in refused"),
    "account.created": _l("Created an account"),
    "account.closed": _l("Closed an account"),
    "password.reset": _l("Set a new password"),
    "certificate.issued": _l("Issued a certificate"),
    "attempts.remarked": _l("Marked attempts anew by a corrected key"),
    "workshop.created": _l("Planned a workshop"),
    "workshop.copied": _l("Copied a workshop"),
    "workshop.changed": _l("Changed the plan of a workshop"),
    "workshop.status-changed": _l("Changed the status of a workshop"),
    "workshop.file-added": _l("Attached a file to a workshop"),
    "workshop.file-removed": _l("Removed a file of a workshop"),
    "team.changed": _l("Changed the team of a workshop"),
    "people.invited": _l("Invited people to a workshop"),
    "people.admitted": _l("Added somebody at the door of a workshop"),
    "enrolments.changed": _l("Changed who takes part in a workshop"),
    "sheet.printed": _l("Printed a sign-in sheet"),
    "payment-terms.typed": _l("Typed the amounts of a payment list"),
    "helper.access-given": _l("Gave a helper access for a day"),
    "helper.access-withdrawn": _l("Withdrew a helper’s access"),
    "helper.started": _l("A helper began on a device"),
    "check-in-hour.chosen": _l("Chose until when one counts as present"),
    "messages.queued": _l("Had messages sent"),
    "messages.withdrawn": _l("Kept messages from leaving"),
    "message.sent-again": _l("Had a message sent again"),
    "message.arrived": _l("Noted that a message has arrived"),
    "evaluation.codes-made": _l("Made codes for an evaluation"),
    "evaluation.closed": _l("Closed an evaluation"),
    "questions.imported": _l("Imported questions"),
    "questions.withdrawn": _l("Withdrew imported questions"),
    "questions.exported": _l("Exported questions with their right answers"),
    "demonstration.loaded": _l("Loaded the demonstration"),
}
