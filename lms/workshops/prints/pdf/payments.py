"""The per-diem and transport list, computed from the half-days attended. What is not recorded yet is said loudly."""

from collections.abc import Iterator

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from reportlab.lib.units import mm

from lms.clock import BAMAKO
from lms.i18n import day_on_paper, hour_on_paper, number_on_paper
from lms.paper.ledger import Cell, Column, Ledger, Row, Words, ledger_pdf
from lms.paper.text import BOLD, ITALIC
from lms.workshops.prints.pdf.words import half_day_told, head_of
from lms.workshops.prints.rules import Attendance, Occasion, Payment, Terms, payment_of

_HEIGHT = 11 * mm


def payments_pdf(attendance: Attendance, terms: Terms, occasion: Occasion) -> bytes:
    """Return the per-diem and transport list as a PDF: one row per participant, then the total."""
    with force_locale(occasion.language):
        ledger = _Payments(attendance, terms, occasion).ledger()
        return ledger_pdf([ledger], title=_("Per diem and transport"), subject=occasion.programme, language=occasion.language)


class _Payments:
    def __init__(self, attendance: Attendance, terms: Terms, occasion: Occasion) -> None:
        self.attendance, self.terms, self.occasion = attendance, terms, occasion
        self.payments = [payment_of(one, terms) for one in attendance.people]

    def ledger(self) -> Ledger:
        """Return the list; it lies on its long side, for it has many columns of figures and a signature."""
        columns = [
            Column(_("No."), 9, "right"), Column(_("Name and function"), 68), Column(_("Half-days attended"), 21, "right"),
            Column(_("Days"), 12, "right"), *[Column(title, 25, "right") for title in self._amount_titles()],
            Column(_("Total"), 27, "right"), Column(_("Signature"), 52),
        ]  # fmt: skip
        title = _("Per diem and transport: provisional") if self.attendance.open_half_days else _("Per diem and transport")
        return Ledger(
            head=head_of(self.occasion, title, self._terms_told()), columns=columns,
            rows=[*[self._row(payment) for payment in self.payments], self._total(len(columns))],
            remarks=list(self._remarks()), notes=list(self._notes()), is_wide=True,
            blanks=[(_("Total in words"), 5), (_("Prepared by: name, date, signature"), 4), (_("Checked by: name, date, signature"), 4),
                    (_("Paid by: name, date, signature"), 4)],
        )  # fmt: skip

    def _amount_titles(self) -> list[str]:
        """Return the titles of the columns of amounts: only of what is paid."""
        return [title for title, is_paid in zip((_("For half-days"), _("For nights"), _("Transport")), self._paid, strict=True) if is_paid]

    @property
    def _paid(self) -> tuple[bool, bool, bool]:
        return bool(self.terms.per_half_day), bool(self.terms.per_night and self.terms.nights), bool(self.terms.transport)

    def _amounts(self, half_days: int, nights: int, transport: int) -> list[int]:
        return [amount for amount, is_paid in zip((half_days, nights, transport), self._paid, strict=True) if is_paid]

    def _number(self, value: int) -> str:
        return number_on_paper(value, self.occasion.language)

    def _francs(self, value: int) -> str:
        return str(_("%(amount)s CFA francs", amount=self._number(value)))

    def _terms_told(self) -> str:
        """Return what is paid, as it was typed."""
        nights = ngettext("%(num)d night", "%(num)d nights", self.terms.nights)
        told = (
            _("Per half-day attended: %(amount)s", amount=self._francs(self.terms.per_half_day)),
            _("Per night: %(amount)s (%(nights)s)", amount=self._francs(self.terms.per_night), nights=nights),
            _("Transport: %(amount)s", amount=self._francs(self.terms.transport)),
        )
        return " · ".join(words for words, is_paid in zip(told, self._paid, strict=True) if is_paid)

    def _row(self, payment: Payment) -> Row:
        attended = payment.attended
        half_days: Cell = [Words(f"{attended.half_days}/{self.attendance.planned}", size=10, lines=1)]
        if attended.open:
            half_days = [*half_days, Words(ngettext("%(num)d to mark", "%(num)d to mark", attended.open), BOLD, 8)]
        amounts = self._amounts(payment.half_days, payment.nights, payment.transport)
        who: Cell = [Words(attended.person.name, BOLD, 10, lines=3), Words(attended.person.function, ITALIC, 8.5)]
        return Row([[Words(str(attended.person.number), size=10)], who, half_days, [Words(str(attended.days), size=10)],
                    *[[self._amount(value)] for value in amounts], [self._amount(payment.total, BOLD)], []], height=_HEIGHT)  # fmt: skip

    def _amount(self, value: int, font: str | None = None) -> Words:
        """Return an amount; a dash where there is none, so that none can be added by hand."""
        words = self._number(value) if value else "—"
        return Words(words, font, 10.5, lines=1) if font else Words(words, size=10, lines=1)

    def _total(self, columns: int) -> Row:
        half_days, nights = sum(one.half_days for one in self.payments), sum(one.nights for one in self.payments)
        amounts = self._amounts(half_days, nights, sum(one.transport for one in self.payments))
        total = sum(payment.total for payment in self.payments)
        words = _("Provisional total, in CFA francs (XOF)") if self.attendance.open_half_days else _("Total, in CFA francs (XOF)")
        cells = [[self._amount(value, BOLD)] for value in [*amounts, total]]
        return Row([[Words(words, BOLD, 10.5)], *cells, []], height=_HEIGHT, span=columns - len(cells) - 1, heavy=True)

    def _remarks(self) -> Iterator[str]:
        """Yield what nobody may overlook: the half-days that are not recorded."""
        missing = self.attendance.open_half_days
        if not missing:
            return
        yield _("Not final: attendance is not marked for everybody. What is not marked is counted neither as present nor as absent.")
        for one in missing:
            half_day = half_day_told(one.on, one.part, self.occasion.language)
            yield ngettext("%(half_day)s: %(num)d person to mark", "%(half_day)s: %(num)d people to mark", one.remaining, half_day=half_day)
        yield _("Mark it in Relais, then print this list again.")

    def _notes(self) -> Iterator[str]:
        said = [_("Arriving late counts as attended.")]
        if any(self._paid[1:]):
            said.append(_("Nights and transport are paid once somebody attended a half-day, and not to those who live nearby."))
        yield " ".join(said)
        if at := self.attendance.recorded_at:
            local = at.astimezone(BAMAKO)
            language = self.occasion.language
            yield _("Attendance as marked until %(day)s, %(time)s.", day=day_on_paper(local.date(), language),
                    time=hour_on_paper(local.time(), language))  # fmt: skip
