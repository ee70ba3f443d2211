"""What the marks of a quiz say about its questions, about itself and about what people gained. Pure: values in, values out.

`marks_table` takes the marks; `items` and `options` look at single questions, `reliability` and `quiz` at the whole, `consistency` at what its cut
decides, `gain` at two tests of the same people. A figure that cannot be computed says why; none is ever NaN or infinite. Definitions: quiz
statistics C2 and indicator I21.
"""

from lms.quizzes.statistics.consistency import Consistency, binomial_error, decision_consistency, kr21, near_cut
from lms.quizzes.statistics.figures import BadMarks, Figure, Interval, Undefined
from lms.quizzes.statistics.gain import Gain, paired_gain
from lms.quizzes.statistics.items import (
    discriminative_efficiency,
    effective_weights,
    facility,
    item_deviation,
    rest_correlation,
    upper_lower_difference,
)
from lms.quizzes.statistics.options import OptionFigures, OptionFlag, Others, distractor_table, written_table
from lms.quizzes.statistics.quiz import Bar, ItemStatistics, QuizStatistics, quiz_statistics, score_distribution
from lms.quizzes.statistics.reliability import cronbach_alpha, kr20, standard_error
from lms.quizzes.statistics.student import student_quantile
from lms.quizzes.statistics.table import MarksTable, marks_table

__all__ = [
    "BadMarks", "Bar", "Consistency", "Figure", "Gain", "Interval", "ItemStatistics", "MarksTable", "OptionFigures", "OptionFlag", "Others",
    "QuizStatistics", "Undefined", "binomial_error", "cronbach_alpha", "decision_consistency", "discriminative_efficiency", "distractor_table",
    "effective_weights", "facility", "item_deviation", "kr20", "kr21", "marks_table", "near_cut", "paired_gain", "quiz_statistics",
    "rest_correlation", "score_distribution", "standard_error", "student_quantile", "upper_lower_difference", "written_table",
]  # fmt: skip
