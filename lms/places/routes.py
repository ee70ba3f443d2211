"""The two versions of the map, for whoever asks where a region went."""

from datetime import date

from flask import Blueprint, render_template

from lms.accounts.access import signed_in
from lms.i18n import LANGUAGE_PREFIX
from lms.places import services
from lms.places.content import REFORM

blueprint = Blueprint("places", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


@blueprint.get("/places")
@signed_in
def list_places() -> str:
    before = services.regions_on(date.fromordinal(REFORM.toordinal() - 1))
    cercles: dict[str | None, list[str]] = {}
    for place in services.cercles():
        cercles.setdefault(place.parent_code, []).append(place.name)
    return render_template("places/places.html", before=before, after=services.regions_on(REFORM), cercles=cercles, reform=REFORM)
