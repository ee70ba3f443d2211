"""The filters of the list of trainers."""

from collections.abc import Iterable

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from lms.web.forms import Form


def _choice(label: LazyString) -> SelectField:
    message = _l("Choose from the list.")
    return SelectField(label, default="", invalid_choice_message=message)  # type: ignore[call-arg]  # the published types describe 3.2


class TrainerFilterForm(Form):
    """Narrows the list of trainers. Sent with GET, so that a filtered list has an address."""

    class Meta:
        csrf = False  # it changes nothing

    workshop = _choice(_l("Workshop"))
    region = _choice(_l("Region of work"))
    actor_type = _choice(_l("Profession group"))
    state = _choice(_l("State"))

    def offer(self, **choices: Iterable[tuple[str, str | LazyString]]) -> None:
        """Fill in what can be chosen in each filter, beside «All»."""
        for name, found in choices.items():
            self[name].choices = [("", _l("All")), *found]

    def chosen(self) -> dict[str, str]:
        """Return what each filter is set to; empty where there is none, or one that cannot be understood."""
        self.validate()
        return {field.name: field.data or "" for field in self if field.data and not field.errors}
