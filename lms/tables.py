"""Every table of the product, imported so that the metadata is whole whatever a command happens to need."""

from lms.accounts import models as accounts
from lms.cascade import models as cascade
from lms.certificates import models as certificates
from lms.certificates.waivers import models as waivers
from lms.courses import models as courses
from lms.directory import models as directory
from lms.journal import models as journal
from lms.places import models as places
from lms.programmes import models as programmes
from lms.quizzes import models as quizzes
from lms.rosters.imports import models as rosters
from lms.uploads import models as uploads
from lms.workshops import models as workshops
from lms.workshops.calendar import models as calendar
from lms.workshops.checkin import models as check_in
from lms.workshops.enrolling import models as enrolling
from lms.workshops.evaluation import models as evaluation
from lms.workshops.files import models as workshop_files
from lms.workshops.messages import models as messages
from lms.workshops.plan import models as plan
from lms.workshops.prints import models as workshop_papers
from lms.workshops.teachback import models as teach_backs

__all__ = [
    "accounts",
    "calendar",
    "cascade",
    "certificates",
    "check_in",
    "courses",
    "directory",
    "enrolling",
    "evaluation",
    "journal",
    "messages",
    "places",
    "plan",
    "programmes",
    "quizzes",
    "rosters",
    "teach_backs",
    "uploads",
    "waivers",
    "workshop_files",
    "workshop_papers",
    "workshops",
]
