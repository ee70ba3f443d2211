"""What files are called on pages."""

from flask_babel import lazy_gettext as _l

from lms.workshops.files.rules.formats import Format
from lms.workshops.files.rules.places import Kind

KIND_NAMES = {
    Kind.OUTPUT: _l("Output of group work"),
    Kind.ROAD_MAP: _l("Road map"),
    Kind.CRITERIA: _l("Evaluation criteria sheet"),
    Kind.OTHER: _l("Other document"),
}
FORMAT_NAMES = {one: {Format.JPEG: "JPEG", Format.TEXT: "TXT"}.get(one, one.value.upper()) for one in Format}
