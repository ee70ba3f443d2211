"""What statuses, steps, kinds of sessions and groups are called on pages."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lms.workshops.plan.rules.days import AFTERNOON, MORNING
from lms.workshops.plan.rules.quotas import Axis
from lms.workshops.plan.rules.status import WorkshopStatus as Status
from lms.workshops.plan.rules.timetable import Kind

STATUS_NAMES = {
    Status.DRAFT: _l("Draft"),
    Status.PUBLISHED: _l("Invitations open"),
    Status.RUNNING: _l("Under way"),
    Status.CLOSED: _l("Closed"),
    Status.CANCELLED: _l("Cancelled"),
}
STATUS_TAGS = {
    Status.DRAFT: "neutral",
    Status.PUBLISHED: "waiting",
    Status.RUNNING: "attention",
    Status.CLOSED: "done",
    Status.CANCELLED: "refused",
}
STATUS_MEANS = {
    Status.DRAFT: _l("The plan can change freely. Nobody can be invited yet."),
    Status.PUBLISHED: _l("People are invited and their answers taken down."),
    Status.RUNNING: _l("Attendance is marked, and people are added at the door."),
    Status.CLOSED: _l("Nothing changes any more, except the files and corrections of attendance, by the organisers."),
    Status.CANCELLED: _l("It does not take place. What was planned can still be read and copied."),
}

STEP_NAMES: dict[tuple[Status, Status], LazyString] = {
    (Status.DRAFT, Status.PUBLISHED): _l("Open the invitations"),
    (Status.PUBLISHED, Status.RUNNING): _l("Begin the workshop"),
    (Status.RUNNING, Status.CLOSED): _l("Close the workshop"),
    (Status.PUBLISHED, Status.DRAFT): _l("Back to draft"),
    (Status.RUNNING, Status.PUBLISHED): _l("Back to open invitations"),
    (Status.CLOSED, Status.RUNNING): _l("Open it again"),
    (Status.DRAFT, Status.CANCELLED): _l("Cancel the workshop"),
    (Status.PUBLISHED, Status.CANCELLED): _l("Cancel the workshop"),
    (Status.RUNNING, Status.CANCELLED): _l("Cancel the workshop"),
    (Status.CANCELLED, Status.DRAFT): _l("Plan it again"),
}

KIND_NAMES = {
    Kind.PLENARY: _l("Plenary"),
    Kind.GROUP_WORK: _l("Group work"),
    Kind.EXERCISE: _l("Practical exercise"),
    Kind.MODULE: _l("Module"),
    Kind.TEST: _l("Test"),
}

PART_NAMES = {MORNING: _l("Morning"), AFTERNOON: _l("Afternoon")}

AXIS_NAMES = {Axis.SEX: _l("Women and men"), Axis.INSTITUTION: _l("Types of institutions")}
SEX_NAMES = {"F": _l("Women"), "M": _l("Men")}
