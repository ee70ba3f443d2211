"""Questions that can be looked at and exported together: a bank, those that a quiz may ask, or a bank that was imported."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from lms.errors import NotFound
from lms.identifiers import parse_id
from lms.programmes import services as programmes
from lms.questions.content import Question
from lms.quizzes import services
from lms.quizzes.content import Bank, Quiz, banks, quiz_of_module
from lms.quizzes.exchange.export import Filed, filed_bank, filed_quiz
from lms.quizzes.imported import bank_of, files_of, imported_bank_or_404
from lms.quizzes.models import ImportedBank


class SetKind(StrEnum):
    """Where a set of questions comes from; stands in addresses."""

    BANK = "bank"
    QUIZ = "quiz"
    IMPORTED = "imported"


@dataclass(frozen=True)
class QuestionSet:
    """Questions that belong together."""

    kind: SetKind
    name: str
    """A slug, or the id of an imported bank."""
    titles: Mapping[str, str]
    questions: tuple[Question, ...]
    topics: Mapping[str, Mapping[str, str]]
    source: Bank | Quiz
    imported: ImportedBank | None = None

    def filed(self, language: str) -> list[Filed]:
        """Return the questions, each under its categories, as an export takes them."""
        return filed_quiz(self.source, language) if isinstance(self.source, Quiz) else filed_bank(self.source, language)


def banks_taught(programme: str) -> list[QuestionSet]:
    """Return the banks on the modules of a programme, in the order in which it teaches them."""
    modules = programmes.modules_of(programme)
    return sorted((_of_bank(bank) for bank in banks().values() if bank.module in modules), key=lambda one: modules.index(banks()[one.name].module))


def set_or_404(kind: SetKind, name: str, programme: str) -> QuestionSet:
    """Return a set of questions of a programme. Raises NotFound."""
    match kind:
        case SetKind.BANK:
            found = next((one for one in banks_taught(programme) if one.name == name), None)
            if found is None:
                raise NotFound(services.NO_QUIZ)
            return found
        case SetKind.QUIZ:
            return _of_quiz(services.taught_quiz_or_404(name, programme))
        case SetKind.IMPORTED:
            return _of_imported(imported_bank_or_404(parse_id(name) or UUID(int=0), programme))


def module_titles(programme: str) -> dict[str, Mapping[str, str]]:
    """Return what the modules of a programme are called: as the quizzes that close them."""
    return {module: _titles(module) for module in programmes.modules_of(programme)}


def _titles(module: str) -> Mapping[str, str]:
    quiz = quiz_of_module(module)
    return quiz.titles if quiz else {"fr": module, "en": module}


def _of_bank(bank: Bank) -> QuestionSet:
    return QuestionSet(SetKind.BANK, bank.slug, _titles(bank.module), bank.questions, bank.topics, bank)


def _of_quiz(quiz: Quiz) -> QuestionSet:
    return QuestionSet(SetKind.QUIZ, quiz.slug, quiz.titles, tuple(quiz.pool.values()), quiz.topics, quiz)


def _of_imported(row: ImportedBank) -> QuestionSet:
    bank = bank_of(str(row.id), files_of(row))
    return QuestionSet(SetKind.IMPORTED, str(row.id), {"fr": row.file_name, "en": row.file_name}, bank.questions, bank.topics, bank, row)
